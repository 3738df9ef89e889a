"""How a line is asked without a page: which rows a reader gets for an action."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from unittest.mock import patch

from hongzhu.attachments.models import Attachment
from hongzhu.desk.access import (
    half_signed,
    own_absences,
    own_meetings,
    own_orgs,
    own_schools,
    people_by_name,
    unsigned,
)
from hongzhu.desk.mine import mine_of
from hongzhu.house import PERMISSIONS
from hongzhu.ledger.models import Subject
from hongzhu.meetings.access import absences_to_remind_of
from hongzhu.meetings.models import Attendance, Draft, Meeting, MeetingKind, Reminder
from hongzhu.meetings.reach import own_bodies, readable
from hongzhu.meetings.record import record_of
from hongzhu.obligations.access import may_decide, offers, own, subject_for
from hongzhu.obligations.models import DistrictDecision, Justification
from hongzhu.orgs.access import Reader
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.orgs.sources import records
from hongzhu.people.models import Appointment, Person
from hongzhu.study.models import StudyPlan, Talk
from hongzhu.study.reach import own_orgs as own_study_orgs
from hongzhu.study.reach import schools_below
from hongzhu.training.models import Attendee, Training
from hongzhu.training.reach import own_bodies as training_bodies
from tests.access.calls import ASKED_OF_CALLS, Codes, rows
from tests.access.rooms import rooms as walked_rooms

Table = dict[str, tuple[str, ...]]
Wanted = Mapping[str, Iterable[str]]


def _bodies(reader: Reader, action: str) -> Codes:
    return rows(PartyOrg, "code")(reader, action) | rows(School, "code")(reader, action)


def _offices(reader: Reader, _action: str) -> Codes:
    codes = dict(PartyOrg.objects.everything("test").values_list("pk", "code"))
    schools = dict(School.objects.everything("test").values_list("pk", "code"))
    return frozenset(
        f"{each.role}@{codes.get(each.org or 0, '')}{schools.get(each.school or 0, '')}"
        for each in reader.offices
    )


@dataclass(frozen=True)
class Asking:
    """One line, asked as one reader, under the table of permissions or under rows that replace some of its."""

    reader: str
    name: str
    action: str
    wanted: Codes
    table: Mapping[str, Table] = field(default_factory=dict, hash=False)

    def deviations(self, reader: Reader) -> Iterator[str]:
        """What is missing, and what is too much."""
        with patch.dict(PERMISSIONS, self.table):
            ask = ASKED.get(self.name) or next(
                each.ASKED[self.name] for each in walked_rooms() if self.name in each.ASKED
            )
            found = ask(reader, self.action)
        if found != self.wanted:
            yield (
                f"{self.reader} {self.action} {self.name} {self.table or ''}: too much {sorted(found - self.wanted)},"
                f" missing {sorted(self.wanted - found)}"
            )


def _own_orgs(reader: Reader, _action: str) -> Codes:
    codes = dict(PartyOrg.objects.everything("test").values_list("pk", "code"))
    rows = own_orgs(reader).values_list("code", "branch")
    return frozenset(code + (f" of {codes[branch]}" if branch else "") for code, branch in rows)


def _records(reader: Reader, _action: str) -> Codes:
    """What the record of a meeting says of what was said, who was there, and who signed."""
    found = set()
    for meeting in readable(reader).filter(code__in=("M-D1-0", "M-S1-0", "M-D3-0")):
        record = record_of(reader, meeting, sees_minutes=meeting.may_minutes)
        there = [f"{state}{len(names.split('、'))}" for state, names in record.names]
        found.add(" ".join([meeting.code, *(record.minutes and ["minutes"]), *there, *record.signed_kinds]))
    return frozenset(found)


def _subjects(reader: Reader, action: str) -> Codes:
    """Of whom a 说明 may be filed or answered: asked by kind and code, as an address does."""
    found = ((kind, code, subject_for(reader, "justification", action, kind, code)) for kind, code in PLACES)
    return frozenset(f"{kind} {code}" for kind, code, subject in found if subject)


def _offers(reader: Reader, _action: str) -> Codes:
    """What the page of a duty offers, of a few subjects."""
    found = Subject.objects.filter(code__in=("D1", "S1", "D1-member")).exclude(kind="district")
    return frozenset(f"{each} {row.code}" for row in found for each in offers(reader, row.pk))


PLACES: Final = (
    *(("org", "D1"), ("school", "S1"), ("group", "D1G"), ("person", "D1-member"), ("person", "D1-secretary")),
    *(("school", "D1"), ("person", "S1"), ("org", "D1G")),
)
"""kind and code; the last few do not belong together"""
SOURCES: Final = ("meeting:M-D1-0", "meeting:M-D1-1", "meeting:M-D3-0", "training:TR-D1", "training:TR-D3")
PLANNED: Final = ("plan:D1:2026", "plan:D3:2026", "plan:D3:2025")
"""of facts whose records are asked for; not of all there are"""
ASKED: Final[dict[str, Callable[[Reader, str], Codes]]] = {
    **ASKED_OF_CALLS,
    "offices": _offices,
    "roles": lambda reader, _action: reader.roles,
    "org": _bodies,
    "person": rows(Person, "code"),
    "post": rows(Appointment, "person__code", "org__code", "school__code"),
    "justification": rows(Justification, "subject__code"),
    "meeting": rows(Meeting, "code"),
    "kind": rows(MeetingKind, "meeting__code"),
    "attendance": rows(Attendance, "meeting__code", "person__code"),
    "draft": rows(Draft, "key"),
    "training": rows(Training, "code"),
    "attendee": rows(Attendee, "training__code", "person__code"),
    "talk": rows(Talk, "talker__code", "object__code"),
    "plan": rows(StudyPlan, "org__code"),
    "attachment": rows(Attachment, "name"),
    "standing by name": lambda reader, _action: frozenset(
        people_by_name(reader).values_list("code", flat=True)
    ),
    "own orgs": _own_orgs,
    "own schools": lambda reader, _action: frozenset(
        f"{code}{' run' if is_run else ''}{' covered' if is_covered else ''}"
        for code, is_run, is_covered in own_schools(reader).values_list("code", "is_run", "is_covered")
    ),
    "subject": _subjects,
    "offers": _offers,
    "decision": rows(DistrictDecision, "target"),
    "decides": lambda reader, _action: frozenset({"decides"} if may_decide(reader) else ()),
    "recording trainings": lambda reader, _action: frozenset(each.code for each in training_bodies(reader)),
    "recording plans": lambda reader, _action: frozenset(
        each.code for each in own_study_orgs(reader, "plan")
    ),
    "recording talks": lambda reader, _action: frozenset(
        each.code for each in own_study_orgs(reader, "talk")
    ),
    "schools counting talks": lambda reader, _action: frozenset(each.code for each in schools_below(reader)),
    "own absences": lambda reader, _action: frozenset(
        own_absences(reader).values_list("meeting__code", flat=True)
    ),
    "to remind of": lambda reader, _action: frozenset(
        absences_to_remind_of(reader).values_list("code", flat=True)
    ),
    "reminder": rows(Reminder, "meeting__code"),
    "own reasons": lambda reader, _action: frozenset(
        Justification.objects.everything("test")
        .filter(own(reader, "justification"))
        .values_list("subject__code", flat=True)
    ),
    "own meetings": lambda reader, _action: frozenset(
        map(">".join, own_meetings(mine_of(reader).explaining).values_list("code", "kind"))
    ),
    "half signed": lambda reader, _action: frozenset(
        half_signed(mine_of(reader).explaining).values_list("code", flat=True)
    ),
    "to sign": lambda reader, _action: frozenset(unsigned(reader).values_list("code", flat=True)),
    "record": _records,
    "records": lambda reader, _action: frozenset(records(reader, (*SOURCES, *PLANNED))),
    "recording": lambda reader, _action: frozenset(each.code for each in own_bodies(reader)),
}
"""what may be asked, and of which model"""
