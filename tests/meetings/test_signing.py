"""Confirming a version, what an amendment does to it, withdrawing a slip."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hongzhu.accounts.actor import Actor
from hongzhu.audit.models import Event, Payload
from hongzhu.audit.verifying import verify
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import posting
from hongzhu.meetings.actions import (
    ALL,
    MeetingEntry,
    ResolutionEntry,
    amend_meeting,
    confirm_meeting,
    entry_of,
    record_meeting,
    record_meetings,
    withdraw_meeting,
)
from hongzhu.meetings.facts import rebuild
from hongzhu.meetings.models import Meeting, Resolution, Signature
from hongzhu.meetings.points import open_points
from hongzhu.meetings.signed import confirmed_among, is_confirmed
from hongzhu.people.models import Person
from tests.makers import BY, NOW, facts, make_branch, make_meeting, make_member, make_post, recorded

pytestmark = pytest.mark.django_db

DAY, TODAY = date(2026, 11, 2), date(2026, 11, 22)
ACTOR = Actor(17, "周云", "周云（书记）")
ENTRY = MeetingEntry(
    code="",
    body="D1",
    kinds=("meeting.assembly",),
    held_on=DAY,
    chair="P1",
    recorder="P2",
    present=ALL,
    hours=10,
)


@pytest.fixture(autouse=True)
def meeting() -> Meeting:
    make_branch("D1", "S1")
    for code in ("P1", "P2", "P3"):
        make_member(code, org="D1", school="S1")
    return record_meeting(ENTRY, by=ACTOR, now=NOW)


def sign(meeting: Meeting, kind: str, person: str = "", **words) -> Signature:
    who = Person.objects.everything("test").get(code=person) if person else None
    given = {"signed_on": TODAY, "by": ACTOR, "now": NOW} | words
    return confirm_meeting(meeting, kind=kind, person=who, **given)


def verbs() -> list[str]:
    return list(
        Event.objects.filter(verb__startswith="meeting").order_by("pk").values_list("verb", flat=True)
    )


def test_chair_and_recorder_confirm_together(meeting: Meeting) -> None:
    first = sign(meeting, "chair", "P1")
    assert (first.version, first.user_id, first.at) == (1, 17, NOW)
    assert not is_confirmed(meeting)
    sign(meeting, "recorder", "P2")
    assert is_confirmed(meeting)
    assert verbs() == ["meeting.recorded", "meeting.signed", "meeting.confirmed"]
    said = Payload.objects.latest("pk").content
    assert said == {"version": 1, "kind": "recorder", "person": "P2", "signed_on": "2026-11-22"}
    assert not verify().faults


def test_paper_is_enough_alone(meeting: Meeting) -> None:
    sign(meeting, "paper", signed_on=DAY)
    other = record_meeting(ENTRY, by=ACTOR, now=NOW)
    assert confirmed_among([meeting, other]) == {meeting.pk}
    assert verbs()[1] == "meeting.confirmed"


@pytest.mark.parametrize(
    ("kind", "person", "words", "told"),
    [
        ("witness", "P1", {}, "请选择"),
        ("chair", "P2", {}, "要由主持人本人签字"),
        ("recorder", "", {}, "要由记录人本人签字"),
        ("paper", "", {"signed_on": date(2026, 11, 1)}, "早于会议日期"),
        ("paper", "", {"signed_on": date(2026, 11, 23)}, "还没有到"),
        ("paper", "", {"version": 2}, "刚刚被别人改过"),
    ],
)
def test_what_is_no_signature(meeting: Meeting, kind: str, person: str, words: dict, told: str) -> None:
    with pytest.raises(Refused, match=told):
        sign(meeting, kind, person, **words)
    assert not Signature.objects.everything("test").exists()
    assert verbs() == ["meeting.recorded"]


def test_nobody_signs_twice_nor_for_both(meeting: Meeting) -> None:
    sign(meeting, "chair", "P1")
    with pytest.raises(Refused, match="已经签过"):
        sign(meeting, "chair", "P1")
    sign(meeting, "paper")
    with pytest.raises(Refused, match="已经确认过"):
        sign(meeting, "recorder", "P2")
    alone = record_meeting(replace(ENTRY, recorder="P1"), by=ACTOR, now=NOW)
    with pytest.raises(Refused, match="同一个人"):
        sign(alone, "chair", "P1")
    nobody = record_meeting(replace(ENTRY, recorder=None), by=ACTOR, now=NOW)
    with pytest.raises(Refused, match="没有写记录人"):
        sign(nobody, "recorder", "P1")


def test_an_amendment_wants_new_signatures(meeting: Meeting) -> None:
    sign(meeting, "chair", "P1")
    sign(meeting, "recorder", "P2")
    amended = amend_meeting(
        meeting, replace(entry_of(meeting), minutes="改"), reason="笔误", by=ACTOR, now=NOW
    )
    assert not is_confirmed(amended)
    with pytest.raises(Refused, match="刚刚被别人改过"):
        sign(meeting, "chair", "P1")
    sign(amended, "chair", "P1")
    sign(amended, "recorder", "P2")
    assert is_confirmed(amended)
    assert sorted(Signature.objects.everything("test").values_list("version", flat=True)) == [1, 1, 2, 2]


def test_an_import_over_a_confirmed_record_is_an_amendment(meeting: Meeting) -> None:
    other = record_meeting(ENTRY, by=ACTOR, now=NOW)
    sign(meeting, "paper")
    entries = [replace(entry_of(each), place="楼上") for each in (meeting, other)]
    record_meetings(entries, by=BY, now=NOW)
    reasons = {
        each.object: (each.content or {}).get("reason") for each in Payload.objects.exclude(version=None)
    }
    assert reasons == {f"meeting:{meeting.code}": "导入更正", f"meeting:{other.code}": None}
    assert set(Meeting.objects.everything("test").values_list("version", flat=True)) == {2}
    meeting.refresh_from_db()
    assert not is_confirmed(meeting)
    assert record_meetings(entries, by=BY, now=NOW).unchanged == [meeting.code, other.code]


def withdraw(meeting: Meeting, reason: str = "登记错了支部", hours: float = 1) -> Meeting:
    return withdraw_meeting(meeting, reason=reason, by=ACTOR, now=NOW + timedelta(hours=hours))


def test_a_withdrawn_record_proves_nothing_and_stays(meeting: Meeting) -> None:
    assert facts()
    withdrawn = withdraw(meeting, hours=24)
    assert (facts(), recorded()) == (set(), set())
    assert withdrawn.withdrawn_reason == "登记错了支部"
    assert entry_of(withdrawn).hours == 10
    assert verbs()[-1] == "meeting.withdrawn"
    make_post("P1", "D1")
    with posting(now=NOW) as post:
        rebuild(post, {meeting.org.subject_id})
    assert (facts(), recorded()) == (set(), set())


@pytest.mark.parametrize(
    ("reason", "hours", "told"), [("", 1, "为什么撤回"), ("错", 24.01, "已经过了一天"), ("错", 800, "更正")]
)
def test_what_is_not_withdrawn(meeting: Meeting, reason: str, hours: float, told: str) -> None:
    with pytest.raises(Refused, match=told):
        withdraw(meeting, reason, hours)
    assert facts()


def test_neither_a_confirmed_nor_a_withdrawn_record_is_withdrawn_or_changed(meeting: Meeting) -> None:
    sign(meeting, "paper")
    with pytest.raises(Refused, match="已经确认"):
        withdraw(meeting)
    other = record_meeting(ENTRY, by=ACTOR, now=NOW)
    withdraw(other)
    for act in (
        lambda: withdraw(other),
        lambda: sign(other, "paper"),
        lambda: amend_meeting(other, replace(entry_of(other), place="x"), reason="改", by=ACTOR, now=NOW),
        lambda: record_meetings([replace(entry_of(other), place="x")], by=BY, now=NOW),
        lambda: record_meetings([entry_of(other)], by=BY, now=NOW),
    ):
        with pytest.raises(Refused, match="已经撤回"):
            act()


def test_points_of_a_withdrawn_record_are_gone_and_those_it_closed_open_again(meeting: Meeting) -> None:
    line = ResolutionEntry(words="公示", due_on=TODAY)
    first = record_meeting(replace(ENTRY, resolutions=(line,)), by=ACTOR, now=NOW)
    second = record_meeting(
        replace(ENTRY, closes=(Resolution.objects.everything("test").get().pk,)), by=ACTOR, now=NOW
    )
    assert open_points(meeting.org, TODAY) == []
    withdraw(second)
    assert [each.words for each in open_points(meeting.org, TODAY)] == ["公示"]
    withdraw(first)
    assert open_points(meeting.org, TODAY) == []


def test_what_was_imported_may_be_withdrawn_too() -> None:
    withdraw(make_meeting("M1", "D1"))
    assert not facts("meeting:M1")
