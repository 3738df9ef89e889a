"""Record meetings; tell the ledger what they prove."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Final

from django.db.models import F

from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Saved
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import TENTHS_OF_A_DAY, Checks, Sorting, chunks, insert_rows
from hongzhu.ledger.trail import Many, Trail, grouped
from hongzhu.orgs.bodies import BODY, Body, find_bodies, stream_of
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.roster import person_ids

from .facts import post_meetings
from .models import Attendance, Meeting, MeetingKind


class Present(Enum):
    """全体: everyone of that day but those on leave and absent."""

    ALL = "全体"


ALL = Present.ALL


@dataclass(frozen=True, kw_only=True)
class MeetingEntry:
    """One row of the sheet 会议. `body`: code of a party organisation or else a school; hours in tenths."""

    code: str
    body: str
    kinds: tuple[str, ...]
    held_on: date
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    chair: str | None = None
    recorder: str | None = None
    topics: str = ""
    resolution: str = ""
    hours: int | None = None
    present: tuple[str, ...] | Present = ()
    on_leave: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    entered_on: date | None = None

    def named(self) -> Iterator[tuple[str, str, str]]:
        """(person, state, field) of everyone named in the attendance."""
        if not isinstance(self.present, Present):
            yield from ((person, Attendance.State.PRESENT, "present") for person in self.present)
        yield from ((person, Attendance.State.ON_LEAVE, "on_leave") for person in self.on_leave)
        yield from ((person, Attendance.State.ABSENT, "absent") for person in self.absent)


def _kinds(codes: Collection[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
    rows = MeetingKind.objects.everything("actions see all").filter(meeting__code__in=codes).order_by("pk")
    return grouped(rows.values_list("meeting__code", "kind"))


def _named(state: str) -> Many:
    def read(codes: Collection[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
        rows = (
            Attendance.objects.everything("actions see all")
            .filter(meeting__code__in=codes, state=state)
            .order_by("pk")
        )
        return grouped(rows.values_list("meeting__code", "person__code"))

    return read


def _present(codes: Collection[str]) -> Iterable[tuple[str, tuple[str, ...] | Present]]:
    yield from _named(Attendance.State.PRESENT)(codes)
    everyone = Meeting.objects.everything("actions see all").filter(code__in=codes, is_everyone=True)
    yield from ((code, ALL) for code in everyone.values_list("code", flat=True))


MEETINGS: Final = Trail(
    name="meeting",
    model=Meeting,
    about=lambda row: f"meeting:{row.code}",
    paths={"body": BODY, "chair": F("chair__code"), "recorder": F("recorder__code")},
    many={
        "kinds": _kinds,
        "present": _present,
        "on_leave": _named(Attendance.State.ON_LEAVE),
        "absent": _named(Attendance.State.ABSENT),
    },
    sealed=frozenset({"present", "on_leave", "absent"}),
)


def record_meetings(entries: Sequence[MeetingEntry], *, by: By, now: datetime) -> Saved:
    """Record or change meetings. Raises Refusals."""
    with posting(now=now) as post:
        bodies = find_bodies(entry.body for entry in entries)
        people = person_ids(_people_of(entries))
        _check_meetings(entries, bodies, people)
        wanted = {entry.code: entry for entry in entries}
        stored = Meeting.objects.everything("actions see all").in_bulk(wanted, field_name="code")
        kinds, named = _stored_details(list(stored.values()))
        sorting = Sorting(MEETINGS, by=by, now=now)
        for code, entry in wanted.items():
            values = _columns(entry, bodies, people)
            row, told = stored.get(code), (entry, stream_of(bodies[entry.body]))
            if row is None:
                sorting.add(code, values, told)
                continue
            states = {(people[person], state) for person, state, _field in entry.named()}
            differs = kinds.get(row.pk, set()) != set(entry.kinds) or named.get(row.pk, set()) != states
            sorting.compare(code, row, values, told, differs=differs)
        sorting.store(post)
        _store_details(sorting, wanted, people)
        post_meetings(post, sorting.touched)
    return sorting.saved


def _people_of(entries: Sequence[MeetingEntry]) -> set[str]:
    named = {person for entry in entries for person, _state, _field in entry.named()}
    return named | {person for entry in entries for person in (entry.chair, entry.recorder) if person}


def _columns(entry: MeetingEntry, bodies: dict[str, Body], people: dict[str, int]) -> dict[str, object]:
    body = bodies[entry.body]
    return {
        "code": entry.code,
        "org_id": body.pk if isinstance(body, PartyOrg) else None,
        "school_id": None if isinstance(body, PartyOrg) else body.pk,
        "held_on": entry.held_on,
        "starts_at": entry.starts_at,
        "ends_at": entry.ends_at,
        "place": entry.place or "",
        "chair_id": people[entry.chair] if entry.chair else None,
        "recorder_id": people[entry.recorder] if entry.recorder else None,
        "topics": entry.topics or "",
        "resolution": entry.resolution or "",
        "hours": entry.hours or None,
        "is_everyone": entry.present is ALL,
        "entered_on": entry.entered_on,
    }


def _stored_details(
    meetings: Collection[Meeting],
) -> tuple[dict[int, set[str]], dict[int, set[tuple[int, str]]]]:
    kinds: dict[int, set[str]] = {}
    named: dict[int, set[tuple[int, str]]] = {}
    for some in chunks(meetings):
        for row in MeetingKind.objects.everything("actions see all").filter(meeting__in=some):
            kinds.setdefault(row.meeting_id, set()).add(row.kind)
        rows = (
            Attendance.objects.everything("actions see all")
            .filter(meeting__in=some)
            .values_list("meeting", "person", "state")
        )
        for meeting, person, state in rows:
            named.setdefault(meeting, set()).add((person, state))
    return kinds, named


def _store_details(
    sorting: Sorting[Meeting], wanted: dict[str, MeetingEntry], people: dict[str, int]
) -> None:
    for some in chunks(sorting.changed):
        MeetingKind.objects.everything("actions see all").filter(meeting__in=some).delete()
        Attendance.objects.everything("actions see all").filter(meeting__in=some).delete()
    kinds: list[tuple[int, str]] = []
    named: list[tuple[int, int, str]] = []
    for meeting in sorting.touched:
        entry = wanted[meeting.code]
        kinds += [(meeting.pk, kind) for kind in dict.fromkeys(entry.kinds)]
        states = {people[person]: state for person, state, _field in entry.named()}
        named += [(meeting.pk, person, state) for person, state in states.items()]
    insert_rows(MeetingKind, ["meeting_id", "kind"], kinds)
    insert_rows(Attendance, ["meeting_id", "person_id", "state"], named)


def _check_meetings(entries: Sequence[MeetingEntry], bodies: dict[str, Body], people: dict[str, int]) -> None:
    checks = Checks()
    checks.distinct(entries, lambda entry: entry.code, "会议编号", "code")
    for index, entry in enumerate(entries):
        checks.code(index, entry.code)
        checks.fits(index, entry, Meeting)
        checks.known(index, "body", entry.body, bodies, "党组织表或学校表")
        if not entry.kinds:
            checks.refuse(index, "kinds", "请填会议类型；几种会合并召开的，用顿号连写。")
        for kind in entry.kinds:
            checks.chosen(index, "kinds", kind, Meeting.Kind)
        checks.known(index, "chair", entry.chair, people, "人员表")
        checks.known(index, "recorder", entry.recorder, people, "人员表")
        if entry.starts_at and entry.ends_at and entry.ends_at < entry.starts_at:
            checks.refuse(
                index, "ends_at", f"结束{entry.ends_at:%H:%M}早于开始{entry.starts_at:%H:%M}，请核对。"
            )
        if entry.hours is not None and not 0 <= entry.hours <= TENTHS_OF_A_DAY:
            checks.refuse(index, "hours", "学时不能是负数，也不能超过一整天，请核对；不计学时就留空。")
        checks.order(index, "entered_on", entry.held_on, entry.entered_on, ("会议日期", "登记日期"))
        _check_attendance(checks, index, entry, people)
    checks.settle()


def _check_attendance(checks: Checks, index: int, entry: MeetingEntry, people: dict[str, int]) -> None:
    states: dict[str, str] = {}
    for person, state, field in entry.named():
        checks.known(index, field, person, people, "人员表")
        before = states.setdefault(person, state)
        if before != state:
            words = f"{Attendance.State(before).label}，又{Attendance.State(state).label}"
            checks.refuse(index, field, f"“{person}”既{words}，请只留一处。")
