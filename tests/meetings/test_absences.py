"""Who stays away from organisation life without leave: a fact of the branch, and that they were reminded."""

from datetime import UTC, date, datetime

import pytest

from hongzhu.ledger.entries import Refused
from hongzhu.ledger.reading import Question, standing
from hongzhu.meetings.actions import MeetingEntry, amend_meeting, entry_of, remind_absent, withdraw_meeting
from hongzhu.meetings.models import Meeting, Reminder
from tests import makers
from tests.makers import BY, NOW

pytestmark = pytest.mark.django_db

HELD = date(2026, 11, 10)
ABSENT = ("absence.unexcused", "D1", HELD, HELD, 10)


@pytest.fixture(autouse=True)
def branch() -> None:
    makers.make_branch("D1", "S1")
    makers.make_group("G1", "D1")
    for code in ("P1", "P2"):
        makers.make_member(code, org="D1", school="S1")


def held(*kinds: str, body: str = "D1", **words) -> Meeting:
    return makers.make_meeting("M1", body, *kinds, **({"held_on": HELD, "absent": ("P2",)} | words))


def posted() -> set[tuple]:
    return {each for each in makers.facts("meeting:M1") if each[0] in ("absence.unexcused", "remind")}


@pytest.mark.parametrize(
    ("kinds", "words", "expected"),
    [
        (("meeting.assembly",), {}, {ABSENT}),
        (("meeting.committee", "meeting.lecture"), {}, {ABSENT}),
        (("meeting.group",), {"body": "G1"}, {ABSENT}),
        (("meeting.assembly",), {"absent": (), "on_leave": ("P2",)}, set()),
        (("meeting.committee",), {}, set()),
    ],
)
def test_only_who_stays_away_without_leave_from_organisation_life(
    kinds: tuple, words: dict, expected: set
) -> None:
    held(*kinds, **words)
    assert posted() == expected


def test_an_amendment_takes_it_back_and_a_withdrawal_too() -> None:
    meeting = held()
    stored = entry_of(meeting)
    changed = MeetingEntry(**(vars(stored) | {"absent": (), "present": ("P2",)}))
    meeting = amend_meeting(meeting, changed, reason="他请过假", by=BY, now=NOW)
    assert posted() == set()
    amend_meeting(meeting, stored, reason="看错了", by=BY, now=NOW)
    assert {row[:3] for row in posted()} == {ABSENT[:3]}
    withdraw_meeting(Meeting.objects.everything("test").get(), reason="记错了", by=BY, now=NOW)
    assert posted() == set()


def test_a_group_that_moves_to_another_branch_takes_its_absences_along() -> None:
    held("meeting.group", body="G1")
    makers.make_branch("D2", "S2")
    makers.make_group("G1", "D2")
    assert {row[1] for row in posted()} == {"D2"}


def status() -> str:
    (line,) = [
        each
        for each in standing(Question(date(2026, 11, 22), date(2026, 1, 1)))
        if each.obligation.id == "absence.remind"
    ]
    return line.status


def test_the_reminder_settles_the_duty_and_says_nothing_but_the_day() -> None:
    meeting = held()
    assert status() == "open"
    remind_absent(meeting, reminded_on=date(2026, 11, 15), by=BY, now=NOW)
    assert posted() == {ABSENT, ("remind", "D1", date(2026, 11, 15), date(2026, 11, 22), 10)}
    assert status() == "met"
    remind_absent(meeting, reminded_on=date(2026, 11, 15), by=BY, now=NOW)
    remind_absent(meeting, reminded_on=date(2026, 11, 16), by=BY, now=NOW)
    assert Reminder.objects.everything("test").get().reminded_on == date(2026, 11, 16)
    assert {field.name for field in Reminder._meta.fields} == {
        "id",
        "meeting",
        "reminded_on",
        "entered_on",
        "saved_by",
        "saved_at",
    }


@pytest.mark.parametrize(
    ("words", "on", "field"),
    [
        ({}, date(2026, 11, 9), "reminded_on"),
        ({}, date(2026, 11, 23), "reminded_on"),
        ({"absent": ()}, date(2026, 11, 15), "meeting"),
        ({"kinds": ("meeting.committee",)}, date(2026, 11, 15), "meeting"),
    ],
)
def test_nonsense_is_refused(words: dict, on: date, field: str) -> None:
    meeting = held(**words)
    with pytest.raises(Refused) as refused:
        remind_absent(meeting, reminded_on=on, by=BY, now=datetime(2026, 11, 22, 4, tzinfo=UTC))
    assert refused.value.field == field
    assert not Reminder.objects.everything("test").exists()
