"""Meetings, trainings, talks and 说明 out of a workbook."""

from dataclasses import replace
from datetime import date, time

import pytest

from hongzhu.imports.dates import WRITE_PERIOD
from hongzhu.imports.outcome import told
from hongzhu.ledger.models import Excuse, Fact
from hongzhu.meetings.actions import ResolutionEntry, entry_of, record_meetings
from hongzhu.meetings.models import AgendaItem, Attendance, Meeting, MeetingKind, Resolution
from hongzhu.obligations.models import Justification
from hongzhu.policy.days import to_day
from hongzhu.policy.vocabulary import MEETING_KINDS
from hongzhu.study.models import Talk
from hongzhu.training.models import Attendee, Training
from tests.imports.books import book, table
from tests.imports.test_importing import district, imported, problems
from tests.makers import BY, NOW

MEETING = {
    "会议编号": "M1",
    "组织代码": "D1",
    "类型": "支部党员大会、党课",
    "日期": "2026-11-20",
    "开始": "14：30",
    "结束": 16 / 24,
    "地点": "二楼会议室",
    "主持人编号": "P1",
    "记录人编号": "P2",
    "议题": "一、学习\n二、讨论",
    "学时": 1.5,
    "出席": "全体",
    "请假": "P2",
}
TRAINING = {
    "培训编号": "T1",
    "主题": "书记集中培训",
    "类型": "集中培训",
    "组织代码": "D9",
    "日期": date(2026, 4, 15),
    "结束日期": date(2026, 4, 16),
    "学时": "8.5学时",
    "参加": "P1，P2",
    "登记日期": date(2026, 5, 1),
}
TALK = {"日期": "2026.3.18", "谈话人编号": "P1", "对象编号": "P2", "谈话内容": "不该登记的"}
REASON = {
    "义务编号": "meeting.lecture",
    "组织代码": "D1",
    "期间": "2026Q3",
    "理由": "防汛值班",
    "认可组织代码": "D9",
    "认可日期": "2026-10-08",
}
RECORDS = {"会议": [MEETING], "培训": [TRAINING], "谈心谈话": [TALK], "说明": [REASON]}


def records(**sheets: list) -> bytes:
    """Write a workbook of records alone."""
    return book({title: table(*rows) for title, rows in (RECORDS | sheets).items() if rows})


@pytest.fixture
def _district(db) -> None:
    assert not problems(imported(district()))


@pytest.mark.django_db
def test_records_come_in_with_the_district_they_belong_to() -> None:
    outcome = imported(district(**RECORDS))
    assert problems(outcome) == []
    assert "会议：新增 1" in told(outcome)
    meeting = Meeting.objects.everything("test").get(code="M1")
    assert meeting.starts_at == time(14, 30)
    assert meeting.ends_at == time(16, 0)
    assert meeting.hours == 15
    assert meeting.is_everyone
    assert list(
        AgendaItem.objects.everything("test")
        .filter(meeting=meeting)
        .order_by("place")
        .values_list("words", flat=True)
    ) == ["一、学习", "二、讨论"]
    assert sorted(
        MeetingKind.objects.everything("test").filter(meeting=meeting).values_list("kind", flat=True)
    ) == ["meeting.assembly", "meeting.lecture"]
    assert list(
        Attendance.objects.everything("test").filter(meeting=meeting).values_list("person__code", "state")
    ) == [("P2", "on_leave")]
    training = Training.objects.everything("test").get(code="T1")
    assert (training.hours, training.entered_on) == (85, date(2026, 5, 1))
    assert sorted(
        Attendee.objects.everything("test").filter(training=training).values_list("person__code", flat=True)
    ) == ["P1", "P2"]
    assert Talk.objects.everything("test").get().object.code == "P2"
    assert Excuse.objects.get().accepted == to_day(date(2026, 10, 8))
    assert Fact.objects.filter(kind="meeting.lecture", day=to_day(date(2026, 11, 20))).exists()


@pytest.mark.usefixtures("_district")
def test_twice_is_once() -> None:
    assert imported(records()).changes == 4
    facts = set(Fact.objects.values_list())
    assert imported(records()).changes == 0
    assert set(Fact.objects.values_list()) == facts


@pytest.mark.usefixtures("_district")
def test_absent_columns_leave_records_alone() -> None:
    imported(records())
    slim = {
        "会议": [{heading: MEETING[heading] for heading in ("会议编号", "组织代码", "类型", "日期")}],
        "培训": [{heading: TRAINING[heading] for heading in ("培训编号", "主题", "类型", "日期", "学时")}],
        "谈心谈话": [TALK],
        "说明": [{heading: REASON[heading] for heading in ("义务编号", "组织代码", "期间", "理由")}],
    }
    assert imported(records(**slim)).changes == 0
    slim["会议"][0]["请假"] = None
    assert imported(records(**slim)).changes == 1
    meeting = Meeting.objects.everything("test").get()
    assert meeting.is_everyone
    assert Attendance.objects.everything("test").filter(meeting=meeting).count() == 0


@pytest.mark.usefixtures("_district")
def test_lines_of_equal_words_keep_their_votes_and_what_has_no_column_stays() -> None:
    rows = [MEETING | {"决议": "同意\n公示"}]
    imported(records(会议=rows))
    voted = ResolutionEntry(words="公示", entitled=2, present=1, owner="P1", due_on=date(2026, 12, 1))
    first = Meeting.objects.everything("test").get(code="M1")
    entry = entry_of(first)
    record_meetings(
        [replace(entry, minutes="先学习", resolutions=(entry.resolutions[0], voted))], by=BY, now=NOW
    )
    assert imported(records(会议=rows)).changes == 0
    rows[0] = rows[0] | {"决议": "公示\n不同意"}
    assert imported(records(会议=rows)).changes == 1
    first.refresh_from_db()
    assert first.minutes == "先学习"
    lines = (
        Resolution.objects.everything("test")
        .filter(meeting=first)
        .order_by("place")
        .values_list("words", "present", "owner__code", "due_on")
    )
    assert list(lines) == [("公示", 1, "P1", date(2026, 12, 1)), ("不同意", None, None, None)]


@pytest.mark.usefixtures("_district")
def test_content_of_a_talk_is_not_taken_in_and_that_is_told() -> None:
    outcome = imported(records(会议=[], 培训=[], 说明=[]))
    assert [str(notice) for notice in outcome.report.notices] == [
        "谈心谈话：有 1 列认不出，没有导入：D列“谈话内容”"
    ]


@pytest.mark.usefixtures("_district")
def test_problems_of_records() -> None:
    outcome = imported(
        records(
            会议=[
                MEETING | {"类型": "党课、茶话会", "结束": "13:00"},
                MEETING | {"会议编号": "M2", "出席": "P1、P3", "请假": "P1", "结束": None},
                MEETING | {"会议编号": "M3", "出席": "P2、全体"},
                MEETING | {"会议编号": "M4", "结束": "13:00"},
            ],
            培训=[TRAINING | {"学时": 8.25}],
            谈心谈话=[TALK | {"日期": "2026年3月"}],
            说明=[
                REASON | {"义务编号": "no.such"},
                REASON | {"期间": "下学期"},
                REASON | {"人员编号": "P1"},
                REASON | {"组织代码": None},
            ],
        )
    )
    assert problems(outcome) == [
        f"会议!C2 “茶话会”不在可选范围内；请填：{'、'.join(MEETING_KINDS.values())}",
        "会议!L3 找不到人员“P3”；请改正，或先在“人员”表里登记",
        "会议!L4 “全体”和人员编号写在了一起；请只写“全体”，没到的人写在请假或缺席里",
        "会议!F5 结束13:00早于开始14:30；请核对",
        "培训!G2 “8.25”的小数超过一位；请最多写一位小数，例如 8.5",
        "谈心谈话!A2 “2026年3月”只有年和月，缺少日；请补上是几日，例如 2026-11-20",
        "说明!A2 没有编号为“no.such”的义务；请照 ./run standing 列出的义务编号填写",
        f"说明!C3 “下学期”认不出是哪个期间；{WRITE_PERIOD}",
        "说明!G4 组织代码和人员编号都填了；请只填一个；两者都要说明的分成两行",
        "说明!B5 没有写是哪个组织或哪个人的说明；请填组织代码或人员编号",
    ]
    assert not Meeting.objects.everything("test").exists()


@pytest.mark.usefixtures("_district")
@pytest.mark.parametrize(
    ("fields", "kind", "code"),
    [
        ({"组织代码": "D1"}, "org", "D1"),
        ({"组织代码": "S1"}, "school", "S1"),
        ({"组织代码": "D1-1"}, "group", "D1-1"),
        ({"组织代码": "春晖小学党支部"}, "org", "D1"),
        ({"组织代码": None, "人员编号": "P1"}, "person", "P1"),
        ({"组织代码 or 人员编号": "P1"}, "person", "P1"),
        ({"组织代码 or 人员编号": "D1"}, "org", "D1"),
    ],
)
def test_whose_reason(fields: dict, kind: str, code: str) -> None:
    row = {heading: value for heading, value in REASON.items() if heading != "组织代码"} | fields
    assert problems(imported(records(会议=[], 培训=[], 谈心谈话=[], 说明=[row]))) == []
    subject = Justification.objects.everything("test").get().subject
    assert (subject.kind, subject.code) == (kind, code)


@pytest.mark.usefixtures("_district")
def test_a_month_that_the_sheet_turned_into_a_date() -> None:
    monthly = REASON | {"义务编号": "meeting.committee", "期间": date(2026, 10, 1)}
    imported(records(会议=[], 培训=[], 谈心谈话=[], 说明=[monthly]))
    assert Justification.objects.everything("test").get().period == "2026-10"
