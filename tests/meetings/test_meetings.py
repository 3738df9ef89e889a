"""Meetings: stored, compared, refused, and the facts they give."""

from dataclasses import replace
from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from hongzhu.ledger.entries import Refused
from hongzhu.ledger.models import Fact
from hongzhu.ledger.posting import posting
from hongzhu.meetings.actions import ALL, AgendaEntry, MeetingEntry, ResolutionEntry, record_meetings
from hongzhu.meetings.models import AgendaItem, Attendance, Meeting, MeetingKind, Resolution
from hongzhu.policy.days import FOREVER
from hongzhu.policy.vocabulary import MEETING_KINDS
from tests.makers import (
    BY,
    NOW,
    facts,
    make_branch,
    make_group,
    make_meeting,
    make_member,
    make_org,
    make_school,
    recorded,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 10)


def once(kind: str, subject: str, entered: date = DAY) -> tuple:
    return (kind, subject, DAY, entered, 10)


def test_a_meeting_counts_once_for_each_kind_it_joins() -> None:
    make_org("D1")
    make_meeting("M1", "D1", "meeting.assembly", "meeting.lecture", "meeting.assembly")
    assert facts() == {once("meeting.assembly", "D1"), once("meeting.lecture", "D1")}
    assert recorded() == {("org", "D1")}


@pytest.mark.parametrize("kind", sorted(set(MEETING_KINDS) - {"meeting.district-topic"}))
def test_every_kind_counts_for_its_body(kind: str) -> None:
    make_branch("D1", "S1")
    make_group("G1", "D1")
    make_meeting("M1", "G1" if kind == "meeting.group" else "S1" if "st" in kind else "D1", kind)
    assert len(facts()) == 1


def test_study_and_report_go_to_the_schools_covered_that_day() -> None:
    make_branch("D1", "S1", "S2", kind="joint_branch")
    make_branch("D2", "S3", founded_on=date(2026, 3, 11))
    for code, body in (("M1", "D1"), ("M2", "S3"), ("M3", "D2")):
        make_meeting(code, body, "meeting.staff-study", "meeting.principal-report")
    assert facts() == {
        once(kind, school)
        for kind in ("meeting.staff-study", "meeting.principal-report")
        for school in ("S1", "S2", "S3")
    }
    assert recorded() == {("org", "D1"), ("school", "S3"), ("org", "D2")}


def test_an_entry_day_is_kept_and_an_empty_one_is_the_day_itself() -> None:
    make_org("D1")
    make_meeting("M1", entered_on=date(2026, 5, 1))
    make_meeting("M2")
    assert facts("meeting:M1") == {once("meeting.assembly", "D1", date(2026, 5, 1))}
    assert facts("meeting:M2") == {once("meeting.assembly", "D1")}


def test_hours_go_to_everyone_present_once_and_to_nobody_else() -> None:
    make_branch("D1", "S1")
    for code in ("P1", "P2", "P3", "P4", "P5"):
        make_member(code, org="D1")
    words = {
        "present": ("P1", "P2", "P1"),
        "on_leave": ("P3",),
        "absent": ("P4",),
        "chair": "P5",
        "recorder": "P5",
    }
    make_meeting("M1", "D1", "meeting.assembly", "meeting.lecture", hours=20, **words)
    given = {fact for fact in facts() if fact[0] == "training.hours"}
    assert given == {("training.hours", code, DAY, DAY, 20) for code in ("P1", "P2")}


def test_visitors_may_be_present_and_a_meeting_may_lie_in_the_future() -> None:
    make_org("D1")
    make_member("P1")
    make_meeting("M1", held_on=date(2030, 1, 1), hours=15, present=("P1",))
    assert ("training.hours", "P1", date(2030, 1, 1), date(2030, 1, 1), 15) in facts()


def test_no_hours_may_be_written_as_nought() -> None:
    make_org("D1")
    make_member("P1")
    assert make_meeting("M1", hours=0, present=("P1",)).hours is None
    assert facts() == {once("meeting.assembly", "D1")}


ENTRY = MeetingEntry(
    code="M1",
    body="D1",
    kinds=("meeting.assembly", "meeting.lecture"),
    held_on=DAY,
    starts_at=time(14, 30),
    ends_at=time(16),
    place="二楼会议室",
    chair="P1",
    recorder="P2",
    agenda=(AgendaEntry(words="学习"), AgendaEntry(words="讨论", subject=("person", "P1"))),
    minutes="先学习，后讨论",
    resolutions=(
        ResolutionEntry(words="同意", matter="ordinary", entitled=4, present=2, in_favour=2, owner="P2"),
        ResolutionEntry(words="公示", due_on=date(2026, 4, 1)),
    ),
    hours=20,
    present=("P1", "P2"),
    on_leave=("P3",),
    absent=("P4",),
    entered_on=DAY,
)


def people() -> None:
    with posting(now=NOW):
        make_branch("D1", "S1")
        for code in ("P1", "P2", "P3", "P4"):
            make_member(code, org="D1", school="S1")


def changed(**words) -> MeetingEntry:
    return MeetingEntry(**(vars(ENTRY) | words))


def stored() -> list:
    tables = (
        Meeting.objects.everything("test").order_by("code"),
        MeetingKind.objects.everything("test").order_by("kind"),
        Attendance.objects.everything("test").order_by("person"),
        AgendaItem.objects.everything("test").order_by("place"),
        Resolution.objects.everything("test").order_by("place"),
    )
    return [list(table.values()) for table in tables]


def test_recording_again_changes_nothing() -> None:
    people()
    assert record_meetings([ENTRY], by=BY, now=NOW).created == ["M1"]
    before = stored()
    same = changed(kinds=ENTRY.kinds[::-1], present=("P2", "P1"))
    assert record_meetings([ENTRY], by="other", now=NOW).unchanged == ["M1"]
    assert record_meetings([same], by="other", now=NOW).unchanged == ["M1"]
    assert stored() == before


@pytest.mark.parametrize(
    "words",
    [
        {"body": "S1"},
        {"kinds": ("meeting.assembly",)},
        {"held_on": date(2026, 3, 9)},
        {"starts_at": None},
        {"place": ""},
        {"chair": None},
        {"agenda": ENTRY.agenda[:1]},
        {"agenda": ENTRY.agenda[::-1]},
        {"agenda": (AgendaEntry(words="学习"), AgendaEntry(words="讨论"))},
        {"minutes": "只学习"},
        {"resolutions": ENTRY.resolutions[::-1]},
        {"resolutions": ENTRY.resolutions[1:]},
        {"resolutions": (replace(ENTRY.resolutions[0], in_favour=None), ENTRY.resolutions[1])},
        {"resolutions": (replace(ENTRY.resolutions[0], owner="P1"), ENTRY.resolutions[1])},
        {"resolutions": (*ENTRY.resolutions, ResolutionEntry(words="再议"))},
        {"resolutions": (ENTRY.resolutions[0], replace(ENTRY.resolutions[1], words="张榜公示"))},
        {"hours": 30},
        {"present": ("P1",)},
        {"present": ("P1", "P2", "P3"), "on_leave": ()},
        {"present": ALL},
        {"entered_on": None},
    ],
)
def test_any_change_updates_and_the_facts_follow(words: dict) -> None:
    people()
    record_meetings([ENTRY], by=BY, now=NOW)
    assert record_meetings([changed(**words)], by=BY, now=NOW).updated == ["M1"]
    after = facts()
    Fact.objects.all().delete()
    for table in (Attendance, MeetingKind, Meeting):
        table.objects.everything("test").delete()
    record_meetings([changed(**words)], by=BY, now=NOW)
    assert facts() == after


def test_a_dropped_fact_is_closed_and_never_deleted() -> None:
    people()
    record_meetings([ENTRY], by=BY, now=NOW)
    record_meetings([changed(kinds=("meeting.lecture",))], by=BY, now=NOW)
    closed = Fact.objects.exclude(withdrawn=FOREVER).get()
    assert closed.kind == "meeting.assembly"


@pytest.mark.parametrize(
    ("words", "field", "told"),
    [
        ({"code": ""}, "code", "编号"),
        ({"body": "D9"}, "body", "找不到“D9”"),
        ({"kinds": ()}, "kinds", "请填会议类型"),
        ({"kinds": ("meeting.party",)}, "kinds", "可选范围"),
        ({"chair": "P9"}, "chair", "人员表"),
        ({"recorder": "P9"}, "recorder", "人员表"),
        ({"present": ("P1", "P9")}, "present", "“P9”"),
        ({"on_leave": ("P1",)}, "on_leave", "既出席，又请假"),
        ({"absent": ("P3",)}, "absent", "既请假，又缺席"),
        ({"present": ALL, "absent": ("P3",)}, "absent", "既请假，又缺席"),
        ({"ends_at": time(14)}, "ends_at", "早于"),
        ({"hours": -5}, "hours", "学时"),
        ({"hours": 241}, "hours", "学时"),
        ({"entered_on": date(2026, 3, 9)}, "entered_on", "早于"),
        ({"place": "楼" * 201}, "place", "太长"),
    ],
)
def test_nonsense_is_refused(words: dict, field: str, told: str) -> None:
    people()
    with pytest.raises(Refused) as refused:
        record_meetings([changed(**words)], by=BY, now=NOW)
    assert any(each.field == field and told in each.message for each in refused.value.every)
    assert not Meeting.objects.everything("test").exists()


@pytest.mark.parametrize(
    "wrong",
    [{"org": None}, {"hours": 0}, {"ends_at": time(1)}, {"entered_on": date(2000, 1, 1)}, {"code": "M2"}],
)
def test_the_database_itself_refuses(wrong: dict) -> None:
    people()
    record_meetings([ENTRY, changed(code="M2")], by=BY, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.everything("test").filter(code="M1").update(**wrong)


def test_nobody_is_twice_at_one_meeting() -> None:
    people()
    record_meetings([ENTRY], by=BY, now=NOW)
    row = Attendance.objects.everything("test").first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.everything("test").create(meeting=row.meeting, person=row.person, state="absent")


def test_the_words_of_the_workbook() -> None:
    assert dict(Meeting.Kind.choices) == MEETING_KINDS


def test_a_school_and_an_organisation_of_one_code() -> None:
    make_school("X1")
    make_org("X1")
    assert make_meeting("M1", "X1").org_id is not None
