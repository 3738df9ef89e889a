"""Each version of a record can be read: what it said, who made it, when, why, who signed it."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from hongzhu.accounts.actor import Actor
from hongzhu.audit.actions import erase
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
)
from hongzhu.meetings.models import Meeting, Resolution
from hongzhu.meetings.versions import entry_from, versions_of
from tests.makers import BY, NOW, make_branch, make_member

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 2)
ACTOR = Actor(17, "周云", "周云（书记）")


@pytest.fixture
def meeting() -> Meeting:
    """A meeting that fills every field."""
    make_branch("D1", "S1")
    for code in ("P1", "P2", "P3", "P4"):
        make_member(code, org="D1", school="S1")
    point = MeetingEntry(
        code="",
        body="D1",
        kinds=("meeting.committee",),
        held_on=DAY,
        resolutions=(ResolutionEntry(words="办", owner="P1"),),
    )
    record_meeting(point, by=ACTOR, now=NOW)
    entry = MeetingEntry(
        code="",
        body="D1",
        kinds=("meeting.assembly", "meeting.lecture"),
        held_on=DAY,
        starts_at=time(14, 30),
        ends_at=time(16),
        place="二楼",
        chair="P1",
        recorder="P2",
        agenda=(AgendaEntry(words="学习"), AgendaEntry(words="讨论", subject=("person", "P1"))),
        minutes="先学习\n后讨论",
        resolutions=(
            ResolutionEntry(
                words="接收",
                matter="admission",
                entitled=4,
                present=3,
                written=1,
                is_unanimous=True,
                subject=("person", "P3"),
            ),
            ResolutionEntry(words="公示", owner="P2", due_on=date(2026, 12, 1)),
        ),
        closes=(Resolution.objects.everything("test").get().pk,),
        hours=20,
        present=("P1", "P2"),
        on_leave=("P3",),
        absent=("P4",),
    )
    return record_meeting(entry, by=ACTOR, now=NOW)


def test_what_was_told_reads_back_whole(meeting: Meeting) -> None:
    first = entry_of(meeting)
    amended = amend_meeting(meeting, replace(first, present=ALL, on_leave=()), reason="", by=ACTOR, now=NOW)
    old, new = versions_of(amended)
    assert old.entry == first
    assert old.entry.resolutions[0].in_favour == 4
    assert new.entry.present is ALL
    assert (old.is_current, new.is_current) == (False, True)


def test_who_when_why_and_signed(meeting: Meeting) -> None:
    first = entry_of(meeting)
    confirm_meeting(meeting, kind="paper", person=None, signed_on=DAY, by=ACTOR, now=NOW)
    second = amend_meeting(
        meeting, replace(first, minutes="二"), reason="漏记一项", by=ACTOR, now=NOW + timedelta(days=2)
    )
    record_meetings([replace(first, minutes="三")], by=BY, now=NOW + timedelta(days=3))
    second.refresh_from_db()
    found = versions_of(second)
    assert [
        (each.number, each.who, each.reason, each.entry.minutes, len(each.signatures)) for each in found
    ] == [
        (1, "周云（书记）", "", "先学习\n后讨论", 1),
        (2, "周云（书记）", "漏记一项", "二", 0),
        (3, "test", "", "三", 0),
    ]
    assert [(each.at - NOW).days for each in found] == [0, 2, 3]
    assert len(found) == second.version


def test_a_record_that_moves_keeps_its_versions(meeting: Meeting) -> None:
    entry = replace(entry_of(meeting), body="S1", kinds=("meeting.joint",), resolutions=(), closes=())
    moved = amend_meeting(meeting, entry, reason="登记错了单位", by=ACTOR, now=NOW)
    assert [each.entry.body for each in versions_of(moved)] == ["D1", "S1"]


def test_what_was_erased_is_none(meeting: Meeting) -> None:
    amended = amend_meeting(meeting, replace(entry_of(meeting), minutes="改"), reason="", by=ACTOR, now=NOW)
    erase(objects=[f"meeting:{meeting.code}"], basis="试", by=BY, now=NOW)
    first, second = versions_of(amended)
    assert first.entry is None
    assert second.entry is not None


def test_the_first_records_had_texts() -> None:
    told = {
        "code": "M1",
        "body": "D1",
        "kinds": ["meeting.assembly"],
        "held_on": "2026-03-10",
        "topics": "学习\n讨论",
        "resolution": "同意",
        "present": "全体",
    }
    entry = entry_from(told)
    assert [each.words for each in entry.agenda] == ["学习", "讨论"]
    assert entry.resolutions == (ResolutionEntry(words="同意"),)
    assert (entry.kinds, entry.present) == (("meeting.assembly",), ALL)
