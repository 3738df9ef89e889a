"""Record, amend and withdraw the yearly plans for the study of members."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final

from django.db.models import F
from django.utils import timezone

from hongzhu.audit.actions import By, Content
from hongzhu.ledger.amending import check_amendment, check_day, check_withdrawal
from hongzhu.ledger.entries import Refused, Saved
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import Checks, Sorting, chunks
from hongzhu.ledger.trail import Trail
from hongzhu.meetings.models import Meeting
from hongzhu.orgs.bodies import stream_of
from hongzhu.orgs.models import PartyOrg
from hongzhu.search.actions import index_records
from hongzhu.study.facts import close_plan, post_plans
from hongzhu.study.models import StudyPlan

EARLIEST: Final = 1
"""how many years before its own a plan may be decided on"""


@dataclass(frozen=True, kw_only=True)
class PlanEntry:
    """The plan of an organisation (its code) for a year. `meeting`: code of the meeting that decided on it."""

    org: str
    year: int
    decided_on: date
    meeting: str | None = None
    words: str = ""
    entered_on: date | None = None


PLANS: Final = Trail(
    name="plan",
    model=StudyPlan,
    about=lambda row: f"plan:{row.pk}",
    paths={"org": F("org__code"), "meeting": F("meeting__code")},
)
PlanKey = tuple[str, int]


@dataclass(frozen=True)
class _Known:
    """All that the entries of one call speak of."""

    orgs: dict[str, PartyOrg]
    meetings: dict[str, Meeting]
    stored: dict[PlanKey, StudyPlan]


def record_plans(entries: Sequence[PlanEntry], *, by: By, now: datetime) -> Saved:
    """Record or change plans; one is known by its organisation and year. Raises Refusals."""
    with posting(now=now) as post:
        known = _known(entries)
        _check_plans(entries, known)
        sorting = Sorting(PLANS, by=by, now=now)
        for key, entry in {(entry.org, entry.year): entry for entry in entries}.items():
            label, values = f"{entry.org} {entry.year}", _columns(entry, known)
            told = entry, stream_of(known.orgs[entry.org])
            if (row := known.stored.get(key)) is None:
                sorting.add(label, values | {"made_at": now}, told)
            elif sorting.compare(label, row, values, told):
                row.version += 1
        sorting.store(post)
        _post(post, sorting.touched)
    return sorting.saved


def record_plan(entry: PlanEntry, *, by: By, now: datetime) -> StudyPlan:
    """Record a plan from a form, entered on the day of `now`. Raises Refusals, also where the year has its plan."""
    today = timezone.localdate(now)
    check_day(entry.decided_on, today, "decided_on")
    with posting(now=now):
        _check_free(entry)
        record_plans([replace(entry, entered_on=today)], by=by, now=now)
        return _standing(entry.org, entry.year)


def amend_plan(
    plan: StudyPlan, entry: PlanEntry, *, reason: str, by: By, now: datetime, version: int | None = None
) -> StudyPlan:
    """Change a recorded plan (更正), with a reason. What it was stays readable.

    `version`: the one that the form showed. The day of entry stays, unless day, year or organisation changed.
    Raises Refusals.
    """
    today = timezone.localdate(now)
    check_day(entry.decided_on, today, "decided_on")
    with posting(now=now) as post:
        stored = _locked(plan)
        check_amendment(stored=stored.version, shown=version, withdrawn_at=stored.withdrawn_at, reason=reason)
        is_moved = (entry.org, entry.year) != (stored.org.code, stored.year)
        if is_moved:
            _check_free(entry)
        is_same = not is_moved and entry.decided_on == stored.decided_on
        amended = replace(entry, entered_on=stored.entered_on if is_same else today)
        known = _known([amended])
        _check_plans([amended], known)
        if is_moved:
            close_plan(post, stored)
        sorting = Sorting(PLANS, by=by, now=now)
        told = amended, stream_of(known.orgs[entry.org])
        values = _columns(amended, known)
        if not sorting.compare(str(stored.pk), stored, values, told, reason=reason.strip()):
            raise Refused("没有改动，不用保存；不改就点返回。", field="words")
        stored.version += 1
        sorting.store(post)
        _post(post, [stored])
    return StudyPlan.objects.everything("actions see all").get(pk=plan.pk)


def withdraw_plan(plan: StudyPlan, *, reason: str, by: By, now: datetime) -> StudyPlan:
    """Withdraw a wrong entry within a day: it proves nothing any more and stays readable. Raises Refused."""
    with posting(now=now) as post:
        stored = _locked(plan)
        check_withdrawal(made_at=stored.made_at, withdrawn_at=stored.withdrawn_at, reason=reason, now=now)
        stored.withdrawn_at, stored.withdrawn_reason = now, reason.strip()
        stored.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        close_plan(post, stored)
        index_records(kind="plan", keys=[stored.pk])
        content = Content(about=PLANS.about(stored), now={"withdrawn": reason.strip()})
        post.record(stream_of(stored.org), "plan.withdrawn", [content], by=by, now=now, reason=reason.strip())
    return stored


def plan_entry_of(plan: StudyPlan) -> PlanEntry:
    """A stored plan as an entry: what a form shows before it is amended."""
    names = [each.name for each in fields(PlanEntry)]
    (values,) = PLANS.read(["pk", *names], "pk", [plan.pk])
    return PlanEntry(**{name: values[name] for name in names})


def plan_entry_from(told: Mapping[str, Any]) -> PlanEntry:
    """The entry that the trail kept: the reverse of how it is told."""
    known = {each.name for each in fields(PlanEntry)}
    values: dict[str, Any] = {
        name: date.fromisoformat(value) if name.endswith("_on") else value
        for name, value in told.items()
        if name in known
    }
    return PlanEntry(**values)


def _known(entries: Sequence[PlanEntry]) -> _Known:
    orgs = PartyOrg.objects.everything("actions see all").in_bulk(
        {entry.org for entry in entries}, field_name="code"
    )
    named = {entry.meeting for entry in entries if entry.meeting}
    meetings = Meeting.objects.everything("actions see all").in_bulk(named, field_name="code")
    stored: dict[PlanKey, StudyPlan] = {}
    for some in chunks(org.pk for org in orgs.values()):
        rows = StudyPlan.objects.everything("actions see all").filter(
            org__in=some, withdrawn_at__isnull=True, year__in={entry.year for entry in entries}
        )
        for row in rows.select_for_update(of=("self",)).select_related("org").order_by("pk"):
            stored[row.org.code, row.year] = row
    return _Known(orgs, meetings, stored)


def _columns(entry: PlanEntry, known: _Known) -> dict[str, object]:
    return {
        "org_id": known.orgs[entry.org].pk,
        "year": entry.year,
        "decided_on": entry.decided_on,
        "meeting_id": known.meetings[entry.meeting].pk if entry.meeting else None,
        "words": entry.words,
        "entered_on": entry.entered_on,
    }


def _post(post: Any, plans: Collection[StudyPlan]) -> None:
    orgs = PartyOrg.objects.everything("actions see all").in_bulk({plan.org_id for plan in plans})
    for plan in plans:
        plan.org = orgs[plan.org_id]
    post_plans(post, plans)
    index_records(kind="plan", keys=[plan.pk for plan in plans])


def _check_plans(entries: Sequence[PlanEntry], known: _Known) -> None:
    checks = Checks()
    checks.distinct(entries, lambda entry: (entry.org, entry.year), "年度的计划", "year")
    for index, entry in enumerate(entries):
        checks.known(index, "org", entry.org, known.orgs, "党组织表")
        checks.known(index, "meeting", entry.meeting, known.meetings, "会议表")
        checks.order(index, "entered_on", entry.decided_on, entry.entered_on, ("制定日期", "登记日期"))
        org, meeting = known.orgs.get(entry.org), known.meetings.get(entry.meeting or "")
        if not entry.year - EARLIEST <= entry.decided_on.year <= entry.year:
            checks.refuse(
                index, "decided_on", f"{entry.year}年度的计划应在这一年或上一年制定，请核对年度和日期。"
            )
        if org and org.is_group:
            checks.refuse(index, "org", "党小组不单独制定学习计划，请选所在的党支部。")
        if org and meeting and meeting.org_id != org.pk:
            checks.refuse(index, "meeting", "这次会议不是本单位开的，请重选。")
        if meeting and (meeting.withdrawn_at is not None or meeting.held_on > entry.decided_on):
            checks.refuse(index, "meeting", "这次会议已经撤回，或者开在制定日期以后，请重选。")
    checks.settle()


def _check_free(entry: PlanEntry) -> None:
    if _plans_of(entry.org, entry.year).exists():
        words = f"{entry.year}年度的计划已经登记过了，要改请到那一页点“更正”。"
        raise Refused(words, field="year")


def _plans_of(org: str, year: int) -> Any:
    rows = StudyPlan.objects.everything("actions see all").filter(org__code=org, year=year)
    return rows.filter(withdrawn_at__isnull=True)


def _standing(org: str, year: int) -> StudyPlan:
    found: StudyPlan = _plans_of(org, year).get()
    return found


def _locked(plan: StudyPlan) -> StudyPlan:
    return (
        StudyPlan.objects.everything("actions see all")
        .select_for_update(of=("self",))
        .select_related("org")
        .get(pk=plan.pk)
    )
