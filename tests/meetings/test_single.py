"""One meeting from a form: its number, its day of entry, amendments."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hongzhu.ledger.entries import Refused
from hongzhu.meetings.actions import (
    ALL,
    AgendaEntry,
    MeetingEntry,
    amend_meeting,
    confirm_meeting,
    entry_of,
    record_meeting,
    record_meetings,
)
from hongzhu.meetings.models import Meeting
from tests.makers import BY, NOW, facts, make_branch, make_meeting, make_member, make_org, make_school

pytestmark = pytest.mark.django_db

DAY, TODAY = date(2026, 11, 2), date(2026, 11, 22)
ENTRY = MeetingEntry(
    code="",
    body="D1",
    kinds=("meeting.assembly",),
    held_on=DAY,
    chair="P1",
    recorder="P2",
    agenda=(AgendaEntry(words="学习"),),
    present=ALL,
)


@pytest.fixture(autouse=True)
def _branch() -> None:
    make_branch("D1", "S1")
    for code in ("P1", "P2", "P3"):
        make_member(code, org="D1", school="S1")


def record(**words) -> Meeting:
    return record_meeting(replace(ENTRY, **words), by=BY, now=NOW)


def test_numbers_run_by_body_and_year() -> None:
    assert [record().code for _ in range(2)] == ["D1-2026-001", "D1-2026-002"]
    make_meeting("D1-2026-041", "D1")
    make_meeting("D1-2026-xyz", "D1")
    assert record().code == "D1-2026-042"
    assert record(held_on=date(2025, 12, 31)).code == "D1-2025-001"
    assert record(body="S1", kinds=("meeting.staff-study",)).code == "S1-2026-001"
    make_org("D1-2026")
    assert record(body="D1-2026").code == "D1-2026-2026-001"


def test_a_long_code_of_a_body_leaves_room_for_the_number() -> None:
    make_school("S" * 40)
    codes = [record(body="S" * 40, kinds=("meeting.staff-study",)).code for _ in range(2)]
    assert codes == [f"{'S' * 28}-2026-{number:03}" for number in (1, 2)]


def test_it_is_entered_today_whatever_the_entry_says() -> None:
    meeting = record(entered_on=DAY)
    assert (meeting.entered_on, meeting.version, meeting.made_at) == (TODAY, 1, NOW)
    assert facts() == {("meeting.assembly", "D1", DAY, TODAY, 10)}


def test_what_has_not_been_held_is_not_recorded() -> None:
    with pytest.raises(Refused, match="11月23日还没有到") as refused:
        record(held_on=date(2026, 11, 23))
    assert refused.value.field == "held_on"
    with pytest.raises(Refused, match="还没有到"):
        amend_meeting(record(), replace(ENTRY, held_on=date(2026, 11, 23)), reason="", by=BY, now=NOW)


def test_an_unknown_body_is_refused() -> None:
    with pytest.raises(Refused, match="找不到“D9”"):
        record(body="D9")


def later(days: int = 30) -> dict:
    return {"by": BY, "now": NOW + timedelta(days=days)}


def test_an_amendment_keeps_the_day_of_entry() -> None:
    meeting = record()
    amended = amend_meeting(meeting, replace(entry_of(meeting), minutes="补写"), reason="", **later())
    assert (amended.version, amended.minutes, amended.entered_on) == (2, "补写", TODAY)
    assert facts() == {("meeting.assembly", "D1", DAY, TODAY, 10)}


def test_nothing_new_is_no_amendment() -> None:
    meeting = record()
    assert amend_meeting(meeting, entry_of(meeting), reason="手误", **later()).version == 1


def test_what_an_amendment_proves_newly_was_not_entered_earlier() -> None:
    meeting = record()
    kinds = ("meeting.assembly", "meeting.lecture")
    meeting = amend_meeting(meeting, replace(entry_of(meeting), kinds=kinds), reason="漏了党课", **later())
    december = date(2026, 12, 22)
    assert facts() == {
        ("meeting.assembly", "D1", DAY, TODAY, 10),
        ("meeting.lecture", "D1", DAY, december, 10),
    }
    again = replace(entry_of(meeting), minutes="再补写")
    meeting = amend_meeting(meeting, again, reason="", **later(60))
    assert ("meeting.lecture", "D1", DAY, december, 10) in facts()
    moved = replace(again, held_on=date(2026, 10, 30))
    meeting = amend_meeting(meeting, moved, reason="日期写错", **later(31))
    assert meeting.entered_on == date(2026, 12, 23)
    assert {entered for _kind, _subject, _day, entered, _qty in facts()} == {date(2026, 12, 23)}


def test_an_amendment_of_a_taken_over_record_keeps_it_taken_over() -> None:
    meeting = make_meeting("M1", "D1", held_on=DAY)
    amended = amend_meeting(meeting, replace(entry_of(meeting), minutes="补写"), reason="", **later())
    assert (amended.entered_on, amended.code) == (None, "M1")
    moved = replace(entry_of(amended), body="S1", kinds=("meeting.staff-study",))
    assert amend_meeting(amended, moved, reason="", **later()).entered_on == date(2026, 12, 22)


def test_a_version_that_was_not_seen_is_not_amended() -> None:
    meeting = record()
    amend_meeting(meeting, replace(entry_of(meeting), minutes="甲"), reason="", version=1, **later())
    with pytest.raises(Refused, match="刚刚被别人改过") as refused:
        amend_meeting(meeting, replace(entry_of(meeting), minutes="乙"), reason="", version=1, **later())
    assert refused.value.field == "version"
    assert Meeting.objects.everything("test").get().minutes == "甲"


def test_a_confirmed_record_is_amended_with_a_reason_only() -> None:
    meeting = record()
    confirm_meeting(meeting, kind="paper", person=None, signed_on=DAY, by=BY, now=NOW)
    entry = replace(entry_of(meeting), minutes="改")
    with pytest.raises(Refused, match="更正要写明理由") as refused:
        amend_meeting(meeting, entry, reason=" ", **later())
    assert refused.value.field == "reason"
    assert amend_meeting(meeting, entry, reason="笔误", **later()).version == 2


def test_recording_over_a_record_counts_versions_too() -> None:
    meeting = record()
    record_meetings([replace(entry_of(meeting), place="楼上")], by=BY, now=NOW)
    record_meetings([replace(entry_of(meeting), place="楼上")], by=BY, now=NOW)
    meeting.refresh_from_db()
    assert meeting.version == 2
    assert meeting.made_at == NOW
