"""Write people and their posts; tell the ledger what is now true of them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError

from hongzhu.audit.actions import By, Content, record
from hongzhu.ledger.entries import Saved
from hongzhu.ledger.models import Excuse
from hongzhu.ledger.posting import LinkRow, Posting, posting
from hongzhu.ledger.saving import Checks, Sorting, chunks
from hongzhu.ledger.trail import Trail
from hongzhu.ledger.turns import wait_for_turn
from hongzhu.orgs.bodies import BODY, Body, find_bodies, stream_of
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.people.models import Appointment, Person, Placement
from hongzhu.people.roster import person_stream, person_streams
from hongzhu.policy.days import FOREVER
from hongzhu.search.actions import index_records


@dataclass(frozen=True, kw_only=True)
class PersonEntry:
    """One row of the sheet 人员; codes of school, party organisation and group."""

    code: str
    name: str
    category: str
    arrived_on: date
    sex: str = ""
    nation: str = ""
    born_on: date | None = None
    education: str = ""
    school: str | None = None
    job: str = ""
    org: str | None = None
    group: str | None = None
    joined_on: date | None = None
    full_on: date | None = None
    left_on: date | None = None
    is_retired: bool = False
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class KeptPerson(PersonEntry):
    """The same with what no sheet has: since when somebody retired is gone, and since when he is where he is."""

    gone_on: date | None = None
    moved_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PostEntry:
    """One row of the sheet 任职; `body` is the code of a party organisation or else of a school."""

    person: str
    body: str
    post: str
    from_on: date
    until_on: date | None = None
    origin: str = ""


PEOPLE: Final = Trail(
    name="person",
    model=Person,
    about=lambda row: f"person:{row.code}",
    paths={"school": F("school__code"), "org": F("org__code"), "group": F("group__code")},
)
POSTS: Final = Trail(
    name="post",
    model=Appointment,
    about=lambda row: f"post:{row.pk}",
    paths={"person": F("person__code"), "body": BODY, "from_on": F("starts_on"), "until_on": F("ends_on")},
)


def save_people(entries: Sequence[PersonEntry], *, by: By, now: datetime, reason: str = "") -> Saved:
    """Add or change people; `reason`: of a correction (更正). Raises Refusals."""
    with posting(now=now) as post:
        stored = Person.objects.everything("actions see all").in_bulk(
            {entry.code for entry in entries}, field_name="code"
        )
        places = _Places(entries)
        _check_people(entries, places)
        wanted = {entry.code: entry for entry in entries}
        subjects = post.subjects("person", [code for code in wanted if code not in stored])
        sorting = Sorting(PEOPLE, by=by, now=now)
        for code, entry in wanted.items():
            row, told = stored.get(code), (entry, person_stream(entry.org, entry.school))
            if row is None:
                sorting.add(code, places.columns(entry) | {"subject_id": subjects[code]}, told)
            else:
                sorting.compare(code, row, places.columns(entry), told, reason=reason)
        sorting.store(post, keys=False)
        past = past_links(sorting.changed)
        for person in sorting.touched:
            _post_person(post, person, places, past.get(person.pk, ()))
        _post_open_posts(post, sorting.changed)
        index_records(kind="person", keys=[person.subject_id for person in sorting.touched])
    return sorting.saved


def link_accounts(users: Mapping[str, int], *, by: By, now: datetime) -> int:
    """Say whose accounts these are: code of the person → key of the account. One person, one account.

    Returns how many people were found. Raises IntegrityError where either belongs to another already.
    """
    with transaction.atomic():
        wait_for_turn()
        streams = person_streams(users)
        for person in Person.objects.everything("actions see all").filter(code__in=users):
            if person.user_id is not None and person.user_id != users[person.code]:
                raise IntegrityError("this person has an account already")
            person.user_id = users[person.code]
            person.save(update_fields=["user"])
            record(
                stream=streams[person.code],
                verb="person.account-linked",
                object=f"person:{person.code}",
                payload={"account": person.user_id},
                by=by,
                now=now,
            )
        return len(streams)


def unlink_account(*, user: int, by: By, now: datetime) -> None:
    """Undo a link that was wrong; nothing where there is none."""
    with transaction.atomic():
        wait_for_turn()
        person = Person.objects.everything("actions see all").filter(user=user).first()
        if person is None:
            return
        person.user_id = None
        person.save(update_fields=["user"])
        record(
            stream=person_streams([person.code])[person.code],
            verb="person.account-unlinked",
            object=f"person:{person.code}",
            payload={"account": user},
            by=by,
            now=now,
        )


class _Places:
    """The schools and organisations that entries name, by code, and their subjects by id."""

    def __init__(self, entries: Sequence[PersonEntry]) -> None:
        named = {code for entry in entries for code in (entry.org, entry.group) if code}
        self.schools = School.objects.everything("actions see all").in_bulk(
            {entry.school for entry in entries if entry.school}, field_name="code"
        )
        self.orgs = PartyOrg.objects.everything("actions see all").in_bulk(named, field_name="code")
        self.school_subjects = {school.pk: school.subject_id for school in self.schools.values()}
        self.org_subjects = {org.pk: org.subject_id for org in self.orgs.values()}

    def columns(self, entry: PersonEntry) -> dict[str, object]:
        """An entry as columns of Person."""
        values = {
            name: value for name, value in vars(entry).items() if name not in ("school", "org", "group")
        }
        for name in ("sex", "nation", "education", "job", "phone"):
            values[name] = values[name] or ""
        values["is_retired"] = bool(entry.is_retired)
        values["school_id"] = self.schools[entry.school].pk if entry.school else None
        values["org_id"] = self.orgs[entry.org].pk if entry.org else None
        values["group_id"] = self.orgs[entry.group].pk if entry.group else None
        return values


def _check_people(entries: Sequence[PersonEntry], places: _Places) -> None:
    checks = Checks()
    checks.distinct(entries, lambda entry: entry.code, "人员编号", "code")
    for index, entry in enumerate(entries):
        checks.code(index, entry.code)
        checks.fits(index, entry, Person)
        if is_identity_number(entry.code):
            checks.refuse(index, "code", "人员编号不能用身份证号：编号大家都看得到，请另编一个编号。")
        checks.chosen(index, "category", entry.category, Person.Category)
        if entry.sex:
            checks.chosen(index, "sex", entry.sex, Person.Sex)
        checks.known(index, "school", entry.school, places.schools, "学校表")
        checks.known(index, "org", entry.org, places.orgs, "党组织表")
        checks.known(index, "group", entry.group, places.orgs, "党组织表")
        if entry.org in places.orgs and places.orgs[entry.org].is_group:
            checks.refuse(
                index, "org", f"“{entry.org}”是党小组，请填到党小组代码一列，这里填它所在的党支部。"
            )
        if entry.group in places.orgs and not places.orgs[entry.group].is_group:
            checks.refuse(index, "group", f"“{entry.group}”不是党小组，请填到党组织代码一列。")
        checks.order(index, "left_on", entry.arrived_on, entry.left_on, ("到岗日期", "离岗日期"))
        checks.order(index, "full_on", entry.joined_on, entry.full_on, ("入党日期", "转正日期"))
    checks.settle()


def is_identity_number(text: str) -> bool:
    """Does a text have the form and the check character of a resident identity number (GB 11643)?"""
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9Xx]", text):
        return False
    weighted = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(text[:17]))
    return "10X98765432"[weighted % 11] == text[17].upper()


def past_links(people: Iterable[Person]) -> dict[int, list[LinkRow]]:
    """Where people were before, as the ledger has it, by person; asked only of those who have moved."""
    moved = [person for person in people if person.moved_on is not None]
    found: dict[int, list[LinkRow]] = {}
    for some in chunks(moved):
        rows = Placement.objects.everything("actions see all").filter(person__in=some)
        for row in rows.select_related("person", "school", "org", "group"):
            heads = (("school", row.school), ("branch", row.org), ("group", row.group))
            found.setdefault(row.person_id, []).extend(
                LinkRow(kind, row.person.subject_id, head.subject_id, *row.span)
                for kind, head in heads
                if head is not None
            )
    return found


def _post_person(post: Posting, person: Person, places: _Places, past: Iterable[LinkRow]) -> None:
    subject, (start, end) = person.subject_id, person.belonging
    school = places.school_subjects[person.school_id] if person.school_id else None
    org = places.org_subjects[person.org_id] if person.org_id else None
    group = places.org_subjects[person.group_id] if person.group_id else None
    post.exists(subject, start, end)
    post.own(subject, org or school)
    post.attribute(subject, "status", person.statuses)
    post.attribute(subject, "serving", [("yes", *person.service)])
    post.attribute(subject, "retired", [("yes", 1, FOREVER)] if person.is_retired else [])
    heads = (("school", school), ("branch", org), ("group", group))
    post.links(
        f"person:{person.code}",
        [*past, *(LinkRow(kind, subject, head, *person.here) for kind, head in heads if head is not None)],
    )


def _post_open_posts(post: Posting, people: Sequence[Person]) -> None:
    """Posts left open end with the person's service, which may have been corrected."""
    for some in chunks(people):
        held = Appointment.objects.everything("actions see all").filter(person__in=some, ends_on__isnull=True)
        for row in held.select_related("person", "org", "school"):
            post_appointment(post, row)


def post_appointment(post: Posting, row: Appointment) -> None:
    """The ledger itself ends a post with the body, for outside its existence nothing is related to it."""
    body = row.org or row.school
    if body is not None:
        link = LinkRow(f"post.{row.post}", row.person.subject_id, body.subject_id, *row.span)
        post.links(f"post:{row.pk}", [link])


def save_posts(entries: Sequence[PostEntry], *, by: By, now: datetime) -> Saved:
    """Add or change posts; a post is known by person, body, post and the day it began. Raises Refusals."""
    with posting(now=now) as post:
        people = Person.objects.everything("actions see all").in_bulk(
            {entry.person for entry in entries}, field_name="code"
        )
        bodies = find_bodies(entry.body for entry in entries)
        _check_posts(entries, people, bodies)
        stored = _stored_posts(list(people.values()))
        sorting = Sorting(POSTS, by=by, now=now)
        for key, entry in {_post_key(entry): entry for entry in entries}.items():
            values = {"ends_on": entry.until_on, "origin": entry.origin or ""}
            label = f"{entry.person} {entry.body} {entry.post} {entry.from_on}"
            body = bodies[entry.body]
            told = entry, stream_of(body)
            if key in stored:
                sorting.compare(label, stored[key], values, told)
                continue
            place = {"org": body} if isinstance(body, PartyOrg) else {"school": body}
            sorting.add(
                label,
                values
                | place
                | {"person": people[entry.person], "post": entry.post, "starts_on": entry.from_on},
                told,
            )
        sorting.store(post)
        for row in sorting.touched:
            post_appointment(post, row)
    return sorting.saved


PostKey = tuple[str, str, str, date]


def _post_key(entry: PostEntry) -> PostKey:
    return entry.person, entry.body, entry.post, entry.from_on


def _stored_posts(people: Sequence[Person]) -> dict[PostKey, Appointment]:
    found = {}
    for some in chunks(people):
        for row in (
            Appointment.objects.everything("actions see all")
            .filter(person__in=some)
            .select_related("person", "org", "school")
        ):
            body = row.org or row.school
            if body is not None:
                found[row.person.code, body.code, row.post, row.starts_on] = row
    return found


def _check_posts(entries: Sequence[PostEntry], people: dict[str, Person], bodies: dict[str, Body]) -> None:
    checks = Checks()
    checks.distinct(entries, _post_key, "任职", "from_on")
    for index, entry in enumerate(entries):
        checks.known(index, "person", entry.person, people, "人员表")
        checks.known(index, "body", entry.body, bodies, "党组织表或学校表")
        checks.chosen(index, "post", entry.post, Appointment.Post)
        if entry.origin:
            checks.chosen(index, "origin", entry.origin, Appointment.Origin)
        checks.order(index, "until_on", entry.from_on, entry.until_on, ("任职日期", "免职日期"))
    checks.settle()


def drop_people(codes: Sequence[str], *, by: By, now: datetime) -> None:
    """Take people off the roster again who were only just entered and on whom nothing stands. Raises Refusals."""
    with posting(now=now) as post:
        found = list(Person.objects.everything("actions see all").filter(code__in=codes))
        streams = person_streams([person.code for person in found])
        checks = Checks()
        for index, person in enumerate(found):
            _post_gone(post, person)
            if person.user_id is not None or Excuse.objects.filter(subject=person.subject_id).exists():
                checks.refuse(index, "code", _stands_on(person))
                continue
            try:
                with transaction.atomic():
                    person.delete()
            except ProtectedError:
                checks.refuse(index, "code", _stands_on(person))
            about = Content(about=PEOPLE.about(person), now={"dropped": True})
            post.record(streams[person.code], "person.dropped", [about], by=by, now=now)
        checks.settle()
        index_records(kind="person", keys=[person.subject_id for person in found])


def _stands_on(person: Person) -> str:
    return f"{person.name}（{person.code}）已经有了任职、会议、培训、说明或账号，请先更正那些记录。"


def _post_gone(post: Posting, person: Person) -> None:
    post.exists(person.subject_id, 1, 1)
    post.own(person.subject_id, None)
    for name in ("status", "serving", "retired"):
        post.attribute(person.subject_id, name, [])
    post.links(f"person:{person.code}", [])
