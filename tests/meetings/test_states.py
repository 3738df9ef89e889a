"""A record through any life: recorded, amended, signed, withdrawn, imported over, in any order.

Held against a plain model: the facts are what the version that stands says, a withdrawn record gives none, every
version reads back, signatures hold for their version alone, the chain verifies, and a recompute finds nothing to do.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hongzhu.accounts.actor import Actor
from hongzhu.audit.verifying import verify
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import posting
from hongzhu.ledger.recomputing import recompute
from hongzhu.meetings.actions import (
    ALL,
    AgendaEntry,
    MeetingEntry,
    ResolutionEntry,
    amend_meeting,
    confirm_meeting,
    entry_of,
    record_meeting,
    record_meetings,
    withdraw_meeting,
)
from hongzhu.meetings.models import Meeting, Resolution
from hongzhu.meetings.points import open_points
from hongzhu.meetings.signed import is_confirmed
from hongzhu.meetings.versions import versions_of
from hongzhu.people.models import Person
from hongzhu.policy.days import to_day
from tests.makers import NOW, facts, make_branch, make_meeting, make_member, recorded

ACTOR = Actor(7, "周云", "周云（书记）")
PEOPLE = ("P1", "P2", "P3", "P4")
KINDS = ("meeting.assembly", "meeting.lecture", "meeting.theme-day")
LINES = (
    ResolutionEntry(words="同意"),
    ResolutionEntry(words="公示", owner="P1"),
    ResolutionEntry(
        words="公示", entitled=4, present=4, is_unanimous=True, in_favour=4, against=0, abstained=0
    ),
    ResolutionEntry(words="谈话", due_on=date(2027, 1, 1)),
)
ENTRIES = st.builds(
    MeetingEntry,
    code=st.just(""),
    body=st.sampled_from(["D1", "D2"]),
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, unique=True).map(tuple),
    held_on=st.sampled_from([date(2026, 11, 20), date(2026, 10, 30), date(2026, 9, 1)]),
    chair=st.just("P1"),
    recorder=st.just("P2"),
    agenda=st.lists(st.sampled_from(["学习", "讨论"]), max_size=2).map(
        lambda lines: tuple(AgendaEntry(words=words) for words in lines)
    ),
    minutes=st.sampled_from(["", "甲", "乙"]),
    resolutions=st.lists(st.sampled_from(LINES), max_size=3).map(tuple),
    hours=st.sampled_from([None, 20]),
    present=st.just(ALL) | st.lists(st.sampled_from(PEOPLE), unique=True).map(tuple),
)
PICK = st.integers(0, 1000)


@dataclass
class Life:
    """What the model knows of one record."""

    code: str
    said: list[MeetingEntry]
    made_at: object
    added: dict[str, date] = field(default_factory=dict)
    """kinds that came later, and when"""
    signed: set[str] = field(default_factory=set)
    """for the version that stands"""
    is_withdrawn: bool = False

    @property
    def entry(self) -> MeetingEntry:
        return self.said[-1]

    @property
    def is_confirmed(self) -> bool:
        return "paper" in self.signed or self.signed == {"chair", "recorder"}

    def facts(self) -> set[tuple]:
        if self.is_withdrawn:
            return set()
        entry, held = self.entry, self.entry.held_on
        entered = entry.entered_on or held
        found = {
            (kind, entry.body, held, max(entered, self.added.get(kind, entered)), 10) for kind in entry.kinds
        }
        members = {"D1": PEOPLE, "D2": ()}[entry.body]
        there = members if entry.present is ALL else entry.present
        if entry.hours:
            found |= {("training.hours", person, held, entered, entry.hours) for person in there}
        return found

    def say(self, entry: MeetingEntry, late: date | None) -> None:
        """A version more, if it says anything else."""
        before = set(self.entry.kinds)
        if not same(entry, self.entry):
            kept = {kind: day for kind, day in self.added.items() if kind in entry.kinds and kind in before}
            fresh = set(entry.kinds) - before if late else set()
            self.added = kept | dict.fromkeys(fresh, late)
            self.said.append(entry)
            self.signed = set()


def same(one: MeetingEntry, other: MeetingEntry) -> bool:
    return unordered(one) == unordered(other)


def unordered(entry: MeetingEntry) -> MeetingEntry:
    """Kinds and names have no order."""
    present = entry.present if entry.present is ALL else tuple(sorted(entry.present))
    return replace(
        entry, kinds=tuple(sorted(entry.kinds)), present=present, closes=tuple(sorted(entry.closes))
    )


class Records(RuleBasedStateMachine):
    """Every act that a record can meet, as likely refused as not."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = NOW
        self.lives: list[Life] = []

    def teardown(self) -> None:
        try:
            self.at_the_end()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def at_the_end(self) -> None:
        for life in self.lives:
            found = versions_of(Meeting.objects.everything("test").get(code=life.code))
            assert [unordered(each.entry) for each in found] == [unordered(each) for each in life.said]
            assert {each.kind for each in found[-1].signatures} == life.signed
        assert not verify().faults
        assert recompute(now=self.now, today=to_day(self.today)).total == 0

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def pick(self, number: int) -> Life:
        return self.lives[number % len(self.lives)]

    def points(self, entry: MeetingEntry, number: int, amending: Meeting | None = None) -> tuple[int, ...]:
        """Some of the points that the form would offer."""
        body = Meeting._meta.get_field("org").related_model.objects.everything("test").get(code=entry.body)
        offered = open_points(body, entry.held_on, amending=amending)
        return tuple(each.pk for place, each in enumerate(offered) if number >> place & 1)

    @rule(hours=st.sampled_from([0, 1, 12, 25]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(entry=ENTRIES, number=PICK)
    def record(self, entry: MeetingEntry, number: int) -> None:
        entry = replace(entry, closes=self.points(entry, number))
        meeting = record_meeting(entry, by=ACTOR, now=self.now)
        said = replace(entry, code=meeting.code, entered_on=self.today)
        self.lives.append(Life(meeting.code, [said], self.now))

    @precondition(lambda self: self.lives)
    @rule(entry=ENTRIES, number=PICK, keep=st.booleans(), reason=st.sampled_from(["", "笔误"]))
    def amend(self, entry: MeetingEntry, number: int, keep: bool, reason: str) -> None:
        life = self.pick(number)
        meeting = Meeting.objects.everything("test").get(code=life.code)
        if keep:
            entry = replace(entry_of(meeting), minutes=entry.minutes, kinds=entry.kinds)
        else:
            entry = replace(entry, closes=self.points(entry, number, meeting))
        refused = life.is_withdrawn or (life.is_confirmed and not reason)
        moved = (entry.held_on, entry.body) != (life.entry.held_on, life.entry.body)
        said = replace(entry, code=life.code, entered_on=self.today if moved else life.entry.entered_on)

        def act() -> None:
            amended = amend_meeting(meeting, entry, reason=reason, by=ACTOR, now=self.now)
            life.say(said, self.today)
            assert amended.version == len(life.said)

        self.expect(act, refused=refused)

    @precondition(lambda self: self.lives)
    @rule(entry=ENTRIES, number=PICK, entered=st.sampled_from([None, date(2026, 11, 21)]))
    def import_over(self, entry: MeetingEntry, number: int, entered: date | None) -> None:
        life = self.pick(number)
        said = replace(entry, code=life.code, entered_on=entered, closes=entry_of_code(life.code).closes)

        def act() -> None:
            record_meetings([said], by="import", now=self.now)
            life.say(said, None)

        self.expect(act, refused=life.is_withdrawn)

    @precondition(lambda self: self.lives)
    @rule(number=PICK, kind=st.sampled_from(["chair", "recorder", "paper"]))
    def sign(self, number: int, kind: str) -> None:
        life = self.pick(number)
        person = {"chair": "P1", "recorder": "P2", "paper": None}[kind]
        who = Person.objects.everything("test").get(code=person) if person else None
        meeting = Meeting.objects.everything("test").get(code=life.code)

        def act() -> None:
            confirm_meeting(meeting, kind=kind, person=who, signed_on=self.today, by=ACTOR, now=self.now)
            life.signed.add(kind)

        self.expect(act, refused=life.is_withdrawn or life.is_confirmed or kind in life.signed)

    @precondition(lambda self: self.lives)
    @rule(number=PICK)
    def withdraw(self, number: int) -> None:
        life = self.pick(number)
        late = self.now - life.made_at > timedelta(hours=24)

        def act() -> None:
            withdraw_meeting(
                Meeting.objects.everything("test").get(code=life.code), reason="错", by=ACTOR, now=self.now
            )
            life.is_withdrawn = True
            life.said[-1] = replace(life.entry, closes=())

        self.expect(act, refused=life.is_withdrawn or life.is_confirmed or late)

    def expect(self, act, *, refused: bool) -> None:
        """Refused where the model says so; else done, unless a point is at stake that another meeting closed."""
        before, told = facts(), ""
        try:
            with transaction.atomic():
                act()
        except Refused as refusal:
            told = refusal.message
        assert bool(told) == refused or "办结" in told, told
        if told:
            assert facts() == before

    @invariant()
    def facts_are_what_the_standing_versions_say(self) -> None:
        assert facts() == set().union(*(life.facts() for life in self.lives)) | STANDING
        bodies = {("org", life.entry.body) for life in self.lives if not life.is_withdrawn}
        assert recorded() == bodies | {("org", "D1")}

    @invariant()
    def signatures_hold_for_their_version(self) -> None:
        for life in self.lives:
            assert is_confirmed(Meeting.objects.everything("test").get(code=life.code)) == life.is_confirmed

    @invariant()
    def points_are_closed_by_standing_meetings_of_their_body(self) -> None:
        for point in (
            Resolution.objects.everything("test")
            .select_related("closed_in", "meeting")
            .filter(closed_on__isnull=False)
        ):
            assert point.closed_in is not None
            assert point.closed_in.withdrawn_at is None
            assert point.closed_on == point.closed_in.held_on >= point.meeting.held_on
            assert point.closed_in.org_id == point.meeting.org_id


STANDING = {("meeting.assembly", "D1", date(2026, 1, 5), date(2026, 1, 5), 10)}
"""of a meeting that no act touches"""


def entry_of_code(code: str) -> MeetingEntry:
    return entry_of(Meeting.objects.everything("test").get(code=code))


@pytest.mark.django_db
def test_any_life_of_a_record() -> None:
    make_branch("D1", "S1")
    make_branch("D2", "S2")
    with posting(now=NOW):
        for code in PEOPLE:
            make_member(code, org="D1", school="S1")
    make_meeting("M0", "D1", held_on=date(2026, 1, 5))
    run_state_machine_as_test(
        Records,
        settings=settings(
            max_examples=20 if connection.vendor == "sqlite" else 6,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
