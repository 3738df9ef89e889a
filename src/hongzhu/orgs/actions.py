"""Write schools, party organisations and elections; tell the ledger what is now true of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from hongzhu.audit.actions import By, record
from hongzhu.ledger.entries import Saved
from hongzhu.ledger.posting import FactRow, LinkRow, Posting, posting
from hongzhu.ledger.saving import ONCE, Checks, Sorting, signed, stamp
from hongzhu.ledger.trail import Many, Trail, grouped
from hongzhu.ledger.turns import wait_for_turn
from hongzhu.policy.days import end_day, to_day

from .models import Coverage, Election, Grant, Line, OrgEdge, OrgReach, PartyOrg, School
from .reach import MOST_ABOVE, Edge, Reach, Tangled, below, closure

FOUNDED_CLOSED = ("成立日期", "撤销日期")


@dataclass(frozen=True, kw_only=True)
class SchoolEntry:
    """One row of the sheet 学校. Dates are half-open: `closed_on` is the first day that no longer counts."""

    code: str
    name: str
    kind: str
    township: str
    opened_on: date | None = None
    closed_on: date | None = None
    longitude: float | None = None
    latitude: float | None = None
    pupils: int | None = None
    is_large: bool | None = None


@dataclass(frozen=True, kw_only=True)
class OrgEntry:
    """One row of the sheet 党组织. A party group's branch is its `led_by`."""

    code: str
    name: str
    kind: str
    founded_on: date
    led_by: str | None = None
    guided_by: str | None = None
    covers: tuple[str, ...] = ()
    closed_on: date | None = None
    term_started_on: date | None = None
    has_committee: bool | None = None


@dataclass(frozen=True, kw_only=True)
class GrantEntry:
    """An office for an account (its key) in an organisation (its code), from a day until the first day without it."""

    user: int
    role: str
    org: str
    starts_on: date
    ends_on: date
    basis: str


@dataclass(frozen=True, kw_only=True)
class ElectionEntry:
    """One row of the sheet 换届; `months` only where the term's length is stated."""

    org: str
    held_on: date
    months: int | None = None
    entered_on: date | None = None


def _superiors(line: str) -> Many:
    def read(codes: Collection[str]) -> Iterable[tuple[str, str]]:
        edges = OrgEdge.objects.everything("actions see all").filter(line=line, org__code__in=codes)
        return edges.values_list("org__code", "superior__code")

    return read


def _covers(codes: Collection[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
    rows = Coverage.objects.everything("actions see all").filter(org__code__in=codes).order_by("pk")
    return grouped(rows.values_list("org__code", "school__code"))


SCHOOLS: Final = Trail(name="school", model=School, about=lambda row: f"school:{row.code}")
ORGS: Final = Trail(
    name="org",
    model=PartyOrg,
    about=lambda row: f"org:{row.code}",
    many={"led_by": _superiors(Line.LEAD), "guided_by": _superiors(Line.GUIDE), "covers": _covers},
)
ELECTIONS: Final = Trail(
    name="election",
    model=Election,
    about=lambda row: f"term:{row.org.code}:{row.held_on}",
    paths={"org": F("org__code")},
)


def save_schools(entries: Sequence[SchoolEntry], *, by: By, now: datetime) -> Saved:
    """Add or change schools. Raises Refusals."""
    with posting(now=now) as post:
        stored = School.objects.everything("actions see all").in_bulk(
            {entry.code for entry in entries}, field_name="code"
        )
        _check_schools(entries)
        wanted = {entry.code: entry for entry in entries}
        subjects = post.subjects("school", [code for code in wanted if code not in stored])
        sorting = Sorting(SCHOOLS, by=by, now=now)
        for code, entry in wanted.items():
            row, told = stored.get(code), (entry, f"school:{code}")
            if row is None:
                sorting.add(code, vars(entry) | {"subject_id": subjects[code]}, told)
            else:
                sorting.compare(code, row, vars(entry), told)
        sorting.store(post)
        for school in sorting.touched:
            _post_school(post, school)
    return sorting.saved


def _check_schools(entries: Sequence[SchoolEntry]) -> None:
    checks = Checks()
    checks.distinct(entries, lambda entry: entry.code, "学校代码", "code")
    for index, entry in enumerate(entries):
        checks.code(index, entry.code)
        checks.fits(index, entry, School)
        checks.chosen(index, "kind", entry.kind, School.Kind)
        checks.order(index, "closed_on", entry.opened_on, entry.closed_on, ("设立日期", "撤销日期"))
        if entry.longitude is not None and not -180 <= entry.longitude <= 180:
            checks.refuse(index, "longitude", "经度应在 -180 到 180 之间，请核对。")
        if entry.latitude is not None and not -90 <= entry.latitude <= 90:
            checks.refuse(index, "latitude", "纬度应在 -90 到 90 之间，请核对。")
        if entry.pupils is not None and entry.pupils < 0:
            checks.refuse(index, "pupils", "在校生数不能是负数，请核对。")
    checks.settle()


def _post_school(post: Posting, school: School) -> None:
    subject, (start, end) = school.subject_id, school.span
    post.exists(subject, start, end)
    post.attribute(subject, "kind", [(school.kind, start, end)])
    post.attribute(subject, "large", _yes_no(school.is_large, start, end))
    opened = [] if school.opened_on is None else [FactRow("school.opened", subject, start, start, ONCE)]
    post.facts(f"school:{school.code}", opened)


def _yes_no(value: bool | None, start: int, end: int) -> list[tuple[str, int, int]]:
    return [] if value is None else [("yes" if value else "no", start, end)]


def save_orgs(entries: Sequence[OrgEntry], *, by: By, now: datetime) -> Saved:
    """Add or change party organisations, their superiors and the schools they cover. Raises Refusals.

    Superiors named in one call may stand in any order.
    """
    with posting(now=now) as post:
        plan = _OrgPlan(entries)
        plan.check()
        new = [entry for code, entry in plan.wanted.items() if code not in plan.stored]
        groups = [entry.code for entry in new if entry.kind == PartyOrg.Kind.PARTY_GROUP]
        subjects = post.subjects("group", groups)
        subjects |= post.subjects("org", [entry.code for entry in new if entry.code not in subjects])
        sorting = Sorting(ORGS, by=by, now=now)
        for code, entry in plan.wanted.items():
            values = plan.columns(entry)
            row, told = plan.stored.get(code), (entry, f"org:{code}")
            if row is None:
                sorting.add(code, values | {"subject_id": subjects[code]}, told)
            else:
                sorting.compare(code, row, values, told, differs=plan.is_moved(entry))
        sorting.store(post)
        plan.store_relations(sorting.touched)
        _post_orgs(post, sorting.touched)
        _post_terms(post, plan.terms(sorting.touched))
    return sorting.saved


class _OrgPlan:
    """What save_orgs starts from and what it wants; reach is worked out before anything is written."""

    def __init__(self, entries: Sequence[OrgEntry]) -> None:
        self.entries = entries
        self.wanted = {entry.code: entry for entry in entries}
        superiors = {code for entry in entries for code in (entry.led_by, entry.guided_by) if code}
        self.stored = PartyOrg.objects.everything("actions see all").in_bulk(
            {*self.wanted, *superiors}, field_name="code"
        )
        self.schools = School.objects.everything("actions see all").in_bulk(
            {code for entry in entries for code in entry.covers}, field_name="code"
        )
        ids = [row.pk for row in self.stored.values()]
        self.superiors: dict[tuple[str, str], str] = {}
        for code, line, superior in (
            OrgEdge.objects.everything("actions see all")
            .filter(org__in=ids)
            .values_list("org__code", "line", "superior__code")
        ):
            self.superiors[code, line] = superior
        self.covered: dict[str, set[str]] = {}
        for code, school in (
            Coverage.objects.everything("actions see all")
            .filter(org__in=ids)
            .values_list("org__code", "school__code")
        ):
            self.covered.setdefault(code, set()).add(school)
        self.known = {*self.stored, *self.wanted}
        self.old_terms = {code: row.term_started_on for code, row in self.stored.items()}
        self.affected: list[str] = []
        self.reach: list[Reach] = []

    @staticmethod
    def columns(entry: OrgEntry) -> dict[str, object]:
        """The entry without what is stored as relations."""
        return {
            name: value
            for name, value in vars(entry).items()
            if name not in ("led_by", "guided_by", "covers")
        }

    def is_moved(self, entry: OrgEntry) -> bool:
        """Has a stored organisation other superiors or schools than the entry says?"""
        return (
            self.superiors.get((entry.code, Line.LEAD)) != (entry.led_by or None)
            or self.superiors.get((entry.code, Line.GUIDE)) != (entry.guided_by or None)
            or self.covered.get(entry.code, set()) != set(entry.covers)
        )

    def check(self) -> None:
        """Raise Refusals if anything is wrong; work out the new reach on the way."""
        checks = Checks()
        checks.distinct(self.entries, lambda entry: entry.code, "党组织代码", "code")
        for index, entry in enumerate(self.entries):
            checks.code(index, entry.code)
            checks.fits(index, entry, PartyOrg)
            checks.chosen(index, "kind", entry.kind, PartyOrg.Kind)
            checks.order(index, "closed_on", entry.founded_on, entry.closed_on, FOUNDED_CLOSED)
            for field, superior in (("led_by", entry.led_by), ("guided_by", entry.guided_by)):
                self._check_superior(checks, index, field, superior)
            for code in entry.covers:
                checks.known(index, "covers", code, self.schools, "学校表")
            self._check_group(checks, index, entry)
        checks.settle()
        self._work_out_reach(checks)
        checks.settle()

    def _check_superior(self, checks: Checks, index: int, field: str, superior: str | None) -> None:
        checks.known(index, field, superior, self.known, "党组织表")
        if superior and superior == self.entries[index].code:
            checks.refuse(index, field, "党组织不能领导或指导自己，请填上级党组织的代码，没有上级就留空。")
        elif superior and self._kind(superior) == PartyOrg.Kind.PARTY_GROUP:
            checks.refuse(
                index, field, f"“{superior}”是党小组，不能领导或指导别的组织，请改填它所在的党支部。"
            )

    def _check_group(self, checks: Checks, index: int, entry: OrgEntry) -> None:
        is_group = entry.kind == PartyOrg.Kind.PARTY_GROUP
        row = self.stored.get(entry.code)
        if row is not None and row.is_group != is_group:
            checks.refuse(index, "kind", "党小组和其他党组织不能互相改类别：请撤销原来的，用新代码另建一个。")
        if is_group and not entry.led_by:
            checks.refuse(index, "led_by", "党小组要填领导组织代码，也就是它所在的党支部。")
        if is_group and entry.covers:
            checks.refuse(
                index, "covers", "党小组不覆盖学校，请清空这一格；覆盖学校填在它所在的党支部那一行。"
            )

    def _kind(self, code: str) -> str:
        if code in self.wanted:
            return self.wanted[code].kind
        return self.stored[code].kind if code in self.stored else ""

    def _work_out_reach(self, checks: Checks) -> None:
        lives = {org.code: org.span for org in PartyOrg.objects.everything("actions see all").all()}
        moved = []
        for entry in self.entries:
            life = to_day(entry.founded_on), end_day(entry.closed_on)
            if lives.get(entry.code) != life or self.is_moved(entry):
                moved.append(entry.code)
            lives[entry.code] = life
        if not moved:
            return
        rows = (
            OrgEdge.objects.everything("actions see all")
            .exclude(org__code__in=self.wanted)
            .select_related("superior", "org")
        )
        edges = [Edge(row.superior.code, row.org.code, row.line, *row.span) for row in rows]
        for entry in self.wanted.values():
            edges += [
                Edge(superior, entry.code, line, *lives[entry.code]) for line, superior in _lines(entry)
            ]
        self.affected = list(dict.fromkeys([*moved, *sorted(below(edges, moved))]))
        try:
            self.reach = closure(edges, lives, self.affected)
        except Tangled as tangled:
            self._refuse_tangled(checks, tangled.orgs, moved)

    def _refuse_tangled(self, checks: Checks, orgs: Mapping[str, bool], moved: Sequence[str]) -> None:
        """Refuse the entries that are tangled; where only stored ones below them are, what moved them."""
        places = {entry.code: index for index, entry in enumerate(self.entries)}
        named = [code for code in orgs if code in places]
        for code in named or list(orgs)[:1]:
            words = "的上级绕了一圈又回到它自己" if orgs[code] else f"上面有 {MOST_ABOVE} 个以上的党组织"
            message = f"“{code}”{words}，请改正领导组织代码或指导组织代码。"
            checks.refuse(places[code if named else moved[0]], "led_by", message)

    def store_relations(self, orgs: Iterable[PartyOrg]) -> None:
        """Write edges, coverage and reach."""
        orgs = list(orgs)
        codes = {org.code: org for org in self.stored.values()} | {org.code: org for org in orgs}
        OrgEdge.objects.everything("actions see all").filter(org__in=orgs).delete()
        Coverage.objects.everything("actions see all").filter(org__in=orgs).delete()
        edges: list[OrgEdge] = []
        coverages: list[Coverage] = []
        for org in orgs:
            dates = {"starts_on": org.founded_on, "ends_on": org.closed_on}
            entry = self.wanted[org.code]
            edges += [
                OrgEdge(org=org, superior=codes[superior], line=line, **dates)
                for line, superior in _lines(entry)
            ]
            coverages += [
                Coverage(org=org, school=self.schools[code], **dates) for code in dict.fromkeys(entry.covers)
            ]
        OrgEdge.objects.everything("actions see all").bulk_create(edges)
        Coverage.objects.everything("actions see all").bulk_create(coverages)
        self._store_reach()

    def _store_reach(self) -> None:
        ids = dict(PartyOrg.objects.everything("actions see all").values_list("code", "pk"))
        OrgReach.objects.everything("actions see all").filter(
            org__in=[ids[code] for code in self.affected]
        ).delete()
        OrgReach.objects.everything("actions see all").bulk_create(
            OrgReach(
                superior_id=ids[row.superior],
                org_id=ids[row.org],
                line=row.line,
                from_day=row.from_day,
                until_day=row.until_day,
            )
            for row in self.reach
        )

    def terms(self, orgs: Iterable[PartyOrg]) -> list[tuple[PartyOrg, date]]:
        """Terms that may have to be stated, withdrawn or left: the former and the present beginning."""
        pairs = [(org, day) for org in orgs for day in {self.old_terms.get(org.code), org.term_started_on}]
        return [(org, day) for org, day in pairs if day is not None]


def _lines(entry: OrgEntry) -> list[tuple[str, str]]:
    named = ((Line.LEAD.value, entry.led_by), (Line.GUIDE.value, entry.guided_by))
    return [(line, superior) for line, superior in named if superior]


def _post_orgs(post: Posting, orgs: Sequence[PartyOrg]) -> None:
    links: dict[PartyOrg, list[LinkRow]] = {org: [] for org in orgs}
    for coverage in (
        Coverage.objects.everything("actions see all").filter(org__in=orgs).select_related("org", "school")
    ):
        row = LinkRow("covers", coverage.org.subject_id, coverage.school.subject_id, *coverage.span)
        links[coverage.org].append(row)
    kinds = {Line.LEAD: "led_by", Line.GUIDE: "guided_by"}
    for edge in (
        OrgEdge.objects.everything("actions see all").filter(org__in=orgs).select_related("org", "superior")
    ):
        if edge.org.is_group and edge.line != Line.LEAD:
            continue
        kind = "part_of" if edge.org.is_group else kinds[Line(edge.line)]
        links[edge.org].append(LinkRow(kind, edge.org.subject_id, edge.superior.subject_id, *edge.span))
    for org, rows in links.items():
        post.links(f"org:{org.code}", rows)
        if not org.is_group:
            post.exists(org.subject_id, *org.span)
            post.attribute(org.subject_id, "kind", [(org.kind, *org.span)])
            post.attribute(org.subject_id, "committee", _yes_no(org.has_committee, *org.span))
    _post_groups(post, orgs)


def _post_groups(post: Posting, orgs: Sequence[PartyOrg]) -> None:
    """Groups end with their branch (contract, fine print 12), so a branch's dates reach its groups."""
    edges = OrgEdge.objects.everything("actions see all").filter(
        Q(org__in=orgs) | Q(superior__in=orgs), line=Line.LEAD
    )
    for edge in edges.filter(org__kind=PartyOrg.Kind.PARTY_GROUP).select_related("org", "superior"):
        (start, end), (branch_start, branch_end) = edge.org.span, edge.superior.span
        post.exists(edge.org.subject_id, max(start, branch_start), min(end, branch_end))
        post.own(edge.org.subject_id, edge.superior.subject_id)


def record_elections(entries: Sequence[ElectionEntry], *, by: By, now: datetime) -> Saved:
    """Record elections (换届). One on the day of 本届起始日期 is the same term. Raises Refusals."""
    with posting(now=now) as post:
        orgs = PartyOrg.objects.everything("actions see all").in_bulk(
            {entry.org for entry in entries}, field_name="code"
        )
        _check_elections(entries, orgs)
        rows = (
            Election.objects.everything("actions see all").filter(org__in=orgs.values()).select_related("org")
        )
        stored = {(row.org.code, row.held_on): row for row in rows}
        sorting = Sorting(ELECTIONS, by=by, now=now)
        for key, entry in {(entry.org, entry.held_on): entry for entry in entries}.items():
            label = f"{entry.org} {entry.held_on}"
            values = {"months": entry.months, "entered_on": entry.entered_on}
            told = entry, f"org:{entry.org}"
            if key in stored:
                sorting.compare(label, stored[key], values, told)
            else:
                sorting.add(label, values | {"org": orgs[entry.org], "held_on": entry.held_on}, told)
        sorting.store(post)
        _post_terms(post, [(row.org, row.held_on) for row in sorting.touched])
    return sorting.saved


def _check_elections(entries: Sequence[ElectionEntry], orgs: dict[str, PartyOrg]) -> None:
    checks = Checks()
    checks.distinct(entries, lambda entry: (entry.org, entry.held_on), "次换届", "held_on")
    for index, entry in enumerate(entries):
        checks.known(index, "org", entry.org, orgs, "党组织表")
        checks.order(index, "entered_on", entry.held_on, entry.entered_on, ("选举日期", "登记日期"))
        if entry.months is not None and entry.months <= 0:
            checks.refuse(index, "months", "届期月数应是正整数，例如三年写 36；不清楚就留空。")
    checks.settle()


def _post_terms(post: Posting, terms: Sequence[tuple[PartyOrg, date]]) -> None:
    """State each term once: its election, else 本届起始日期. The qty is its months, 0 if unstated."""
    orgs = {org.pk for org, _day in terms}
    elections = {
        (row.org_id, row.held_on): row
        for row in Election.objects.everything("actions see all").filter(org__in=orgs)
    }
    for org, held_on in terms:
        day = to_day(held_on)
        election = elections.get((org.pk, held_on))
        facts = []
        if election is not None:
            entered = to_day(election.entered_on or held_on)
            facts = [FactRow("election", org.subject_id, day, entered, election.months or 0)]
        elif org.term_started_on == held_on:
            facts = [FactRow("election", org.subject_id, day, day, 0)]
        post.facts(f"term:{org.code}:{held_on}", facts)


def give_grants(entries: Sequence[GrantEntry], *, by: By, now: datetime) -> None:
    """Give offices beside the posts of the roster. Raises Refusals."""
    with transaction.atomic():
        wait_for_turn()
        orgs = PartyOrg.objects.everything("actions see all").in_bulk(
            {entry.org for entry in entries}, field_name="code"
        )
        checks = Checks()
        for index, entry in enumerate(entries):
            checks.known(index, "org", entry.org, orgs, "党组织表")
            checks.chosen(index, "role", entry.role, Grant.Role)
            checks.fits(index, entry, Grant)
            if entry.ends_on <= entry.starts_on:
                checks.refuse(index, "ends_on", "授权到哪一天为止，要晚于从哪一天起。")
            if not entry.basis.strip():
                checks.refuse(index, "basis", "请写明依据，例如哪一份文件、哪一次派出。")
        checks.settle()
        for entry in entries:
            words = {**vars(entry), "user_id": entry.user, "org": orgs[entry.org]}
            del words["user"]
            grant = Grant.objects.everything("actions see all").create(**words, **stamp(by, now))
            _tell_grant(grant, "grant.given", by=by, now=now)


def end_grant(grant: Grant, *, ends_on: date, by: By, now: datetime) -> None:
    """Let an office end earlier; what was done with it stays done."""
    with transaction.atomic():
        wait_for_turn()
        grant = Grant.objects.everything("actions see all").select_for_update().get(pk=grant.pk)
        grant.ends_on = max(grant.starts_on, min(ends_on, grant.ends_on))
        grant.saved_by, grant.saved_at = signed(by), now
        grant.save(update_fields=["ends_on", "saved_by", "saved_at"])
        _tell_grant(grant, "grant.ended", by=by, now=now)


def _tell_grant(grant: Grant, verb: str, *, by: By, now: datetime) -> None:
    org = PartyOrg.objects.everything("actions see all").get(pk=grant.org_id)
    payload = {
        "account": grant.user_id,
        "role": grant.role,
        "starts_on": grant.starts_on,
        "ends_on": grant.ends_on,
        "basis": grant.basis,
    }
    record(stream=f"org:{org.code}", verb=verb, object=f"grant:{grant.pk}", payload=payload, by=by, now=now)


def tell_taken(org: PartyOrg, tables: Sequence[str], *, by: By, now: datetime) -> None:
    """Tell the audit trail that an organisation's records were taken out whole, and what that was."""
    with transaction.atomic():
        record(
            stream=f"org:{org.code}",
            verb="org.taken",
            object=f"org:{org.code}",
            payload={"tables": list(tables)},
            by=by,
            now=now,
        )
