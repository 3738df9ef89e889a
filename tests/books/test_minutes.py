"""What stands in the books: what the records say, version by version; blank is blank."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.meetings.actions import (
    AgendaEntry,
    ResolutionEntry,
    amend_meeting,
    confirm_meeting,
    entry_of,
    withdraw_meeting,
)
from hongzhu.meetings.models import Meeting
from hongzhu.meetings.pages import blank
from hongzhu.paper.book import Book
from hongzhu.paper.pdf import pages_of_entries
from tests.books.making import asked, kind, made, make_assembly, make_place, told
from tests.makers import BY, NOW, make_meeting, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> None:
    make_place()


def test_an_assembly_as_it_was_written_down(place: None) -> None:
    make_assembly(
        "M1",
        3,
        starts_at=time(15, 30),
        ends_at=time(17),
        place="二楼会议室",
        agenda=(AgendaEntry(words="学习文件"), AgendaEntry(words="讨论转正")),
        minutes="王建军传达文件。\n\n大家讨论。",
        resolutions=(
            ResolutionEntry(
                words="同意转正",
                entitled=3,
                present=2,
                in_favour=2,
                against=0,
                abstained=0,
                owner="P2",
                due_on=date(2026, 4, 1),
            ),
        ),
    )
    (entry,) = made().entries
    said = told(entry)
    assert entry.title == "支部党员大会记录"
    assert entry.about == "编号 M1"
    assert entry.marks == ()
    assert said["时间"] == "2026年3月10日 星期二 15:30—17:00"
    assert said["应到/实到"] == "3 / 2 人"
    assert (said["到会"], said["缺席"], said["请假"]) == ("王建军、张喆玥", "周䶮", "")
    assert said["议程"] == "1．学习文件\n2．讨论转正"
    assert said["会议记录"] == "王建军传达文件。\n大家讨论。"
    assert said["决议"].startswith("同意转正；有表决权 3 人，到会 2 人；赞成 2，反对 0，弃权 0")
    assert "张喆玥办；2026年4月1日前办完" in said["决议"]
    assert entry.signatures == (("主持人", ""), ("记录人", ""))


def test_nothing_is_invented_where_nothing_was_written(place: None) -> None:
    make_assembly("M1", 3, chair=None, recorder=None, present=(), absent=())
    said = told(made().entries[0])
    assert {label for label, words in said.items() if words} == {"时间"}


def test_votes_that_were_not_counted_are_not_there(place: None) -> None:
    make_assembly("M1", 3, resolutions=(ResolutionEntry(words="同意安排"),))
    assert told(made().entries[0])["决议"] == "同意安排。"


def test_who_everyone_was_is_not_made_up(place: None) -> None:
    from hongzhu.meetings.actions import Present

    make_assembly("M1", 3, present=Present.ALL)
    said = told(made().entries[0])
    assert said["应到/实到"] == "全体到会，除请假、缺席 1 人"
    assert said["到会"] == "全体，除了下面写明的"


def test_late_entries_say_so_and_old_books_too(place: None) -> None:
    make_assembly("M1", 3, entered_on=date(2026, 3, 15))
    make_assembly("M2", 4, entered_on=None)
    late, old = made().entries
    assert late.marks == ("补记：3月10日开的会，晚 5 天登记",)
    assert old.about == "编号 M2 · 旧簿导入"


def test_signatures_stand_on_the_page(place: None) -> None:
    first, second = make_assembly("M1", 3), make_assembly("M2", 4)
    for signs, person in (("chair", first.chair), ("recorder", first.recorder)):
        confirm_meeting(first, kind=signs, person=person, signed_on=date(2026, 3, 12), by=BY, now=NOW)
    confirm_meeting(second, kind="paper", person=None, signed_on=date(2026, 4, 12), by=BY, now=NOW)
    signed, paper = made().entries
    assert signed.signatures == (("主持人", "王建军　2026年3月12日"), ("记录人", "张喆玥　2026年3月12日"))
    assert paper.signatures[0] == ("主持人", "纸质已签，2026年4月12日")


def test_an_amended_record_shows_both_texts(place: None) -> None:
    meeting = make_assembly("M1", 3, place="一楼", minutes="大家学习。")
    confirm_meeting(meeting, kind="paper", person=None, signed_on=date(2026, 3, 12), by=BY, now=NOW)
    from dataclasses import replace

    then = replace(entry_of(meeting), place="二楼", present=("P1", "P2", "P3"), absent=())
    amend_meeting(meeting, then, reason="地点和到会记错了", by=BY, now=NOW)
    (entry,) = made().entries
    (amendment,) = entry.amendments
    assert amendment.about == "第 1 稿（已确认）于2026年11月22日由test更正，原因：地点和到会记错了"
    changed = {change.label: (change.was, change.became) for change in amendment.changes}
    assert changed["地点"] == (("一楼",), ("二楼",))
    assert changed["缺席"] == (("周䶮",), ())
    assert "会议记录" not in changed
    assert told(entry)["地点"] == "二楼"
    assert entry.about == "编号 M1 · 第 2 稿"
    assert entry.signatures[0] == ("主持人", ""), "the version that stands is not signed"


def test_a_withdrawn_record_stays_and_says_so(place: None) -> None:
    meeting = make_assembly("M1", 3)
    withdraw_meeting(meeting, reason="记重了", by=BY, now=NOW)
    (entry,) = made().entries
    assert entry.marks[0] == "已撤回（2026年11月22日），不再算数。原因：记重了"


def test_a_branch_keeps_the_minutes_of_its_groups(place: None) -> None:
    make_meeting(
        "M1", "D1-1", "meeting.group", held_on=date(2026, 5, 8), chair="P3", entered_on=date(2026, 5, 8)
    )
    (entry,) = made("group").entries
    said = told(entry)
    assert (said["组别"], said["组长"]) == ("第一党小组", "周䶮")
    assert made("group", org="D1-1").entries[0].title == "党小组会记录"
    closing = "\n".join(made("group").closing)
    assert "审计链 org:D1 到第" in closing
    assert "审计链 org:D1-1 到第" in closing
    assert "org:D1-1" not in "\n".join(made("assembly").closing)


def test_a_joined_meeting_stands_in_both_books(place: None) -> None:
    make_meeting("M1", "D1", "meeting.assembly", "meeting.lecture", hours=20)
    assert made("assembly").entries[0].marks == ("合并召开：支部党员大会、党课",)
    lecture = told(made("lecture").entries[0])
    assert (lecture["学时"], lecture["主讲人"]) == ("2", "")


def test_only_the_year_that_is_asked_for(place: None) -> None:
    make_assembly("M1", 3)
    assert made(year=2025).entries == ()
    assert "没有记录" in made(year=2025).closing[0]


def test_the_roster_holds_no_numbers_of_persons(place: None) -> None:
    make_person("T1", name="群众甲", school="S1")
    make_person(
        "P9",
        name="刘已走",
        org="D1",
        category="full",
        joined_on=date(2001, 7, 1),
        phone="13900001111",
        left_on=date(2026, 6, 1),
    )
    table = made("roster").table
    assert table is not None
    heads = [column.heading for column in table.columns]
    rows = [dict(zip(heads, row, strict=True)) for row in table.rows]
    assert [row["姓名"] for row in rows] == ["王建军", "张喆玥", "周䶮", "刘已走"]
    assert (rows[0]["党内职务"], rows[2]["党小组"], rows[2]["党内职务"]) == (
        "书记",
        "第一党小组",
        "党小组组长",
    )
    assert (rows[3]["转出日期"], rows[3]["备注"]) == ("2026.6.1", "已转出")
    assert table.about == "2026年11月22日，在册 3 人，本年转出 1 人"
    assert not {"身份证号", "公民身份号码", "手机", "联系电话"} & set(heads)
    assert "13900001111" not in repr(table)


@pytest.mark.once
def test_the_number_of_queries_does_not_depend_on_how_many_meetings(place: None) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as told_queries:
            kind().leaves(None, asked().org, 2026)
        return len(told_queries)

    make_assembly("M1", 3)
    few = queries()
    for number in range(2, 8):
        make_assembly(f"M{number}", number + 2)
    assert queries() == few


@pytest.mark.parametrize("kind", Meeting.Kind.values)
def test_a_blank_page_for_every_kind_of_meeting_is_one_page(kind: str) -> None:
    entry = blank(kind)
    assert not any(field.lines for field in entry.fields)
    assert entry.marks == ()
    assert entry.about == ""
    book = Book(title="空白", owner="", year="", entries=(entry,), has_cover=False)
    assert pages_of_entries(book) == [1]
