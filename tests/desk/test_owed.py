"""What is owed, sorted and put into words, without a database."""

from datetime import date

import pytest

from hongzhu.desk.bodies import Body
from hongzhu.desk.home import MOST, Owed, OwedLine, owed
from hongzhu.ledger.stored import Standing
from tests.desk.standings import compiled, standing

TODAY = date(2026, 11, 20)
BRANCH = Body(1, "org", "D001", "示范小学党支部", "org:D001")
SCHOOL = Body(2, "school", "S001", "示范小学", "school:S001")
GROUP = Body(3, "group", "D001-1", "第一党小组", "org:D001-1")
BODIES = {body.subject: body for body in (BRANCH, SCHOOL, GROUP)}


def asked(*standings: Standing, on: date = TODAY, **words) -> Owed:
    return owed(compiled().pack, standings, words.pop("bodies", BODIES), on, **words)


def one(*standings: Standing, **words) -> OwedLine:
    found = asked(*standings, **words)
    [line] = [*found.shown, *found.later]
    return line


def test_a_meeting_that_was_missed_is_late_and_has_its_button() -> None:
    line = one(standing("meeting.committee", "2026-10", on=TODAY))
    assert (line.look, line.tag, line.title) == ("late", "过期 15 天", "10月份支部委员会还没有记录")
    assert line.about == "一般每月召开1次 · 第9条"
    assert (line.verb, line.href) == (
        "补记",
        "/meetings/new?body=org:D001&kind=meeting.committee&on=2026-10-31",
    )
    assert line.why == "/duties/meeting.committee/org/D001"


def test_the_second_of_two_says_what_is_there_already() -> None:
    line = one(standing("staff.study", "2026-11", on=TODAY, subject=2, need=20, total=10))
    assert (line.look, line.tag, line.title) == ("soon", "还有 10 天", "11月份第 2 次教职工政治学习")
    assert line.about == "每月至少组织2次教职工政治学习 · 第16条 · 已记 1 次"
    assert (line.verb, line.href) == ("记录", "/meetings/new?body=school:S001&kind=meeting.staff-study")
    both = one(standing("staff.study", "2026-11", on=TODAY, subject=2, need=20))
    assert both.title == "11月份教职工政治学习，还差2次"


def test_what_no_page_can_record_leads_to_what_to_do() -> None:
    line = one(standing("term.election", on=TODAY, due=date(2027, 3, 1)))
    assert (line.title, line.verb) == ("按期换届：本届到2027年3月1日届满", "查看怎么办")
    assert line.href == line.why == "/duties/term.election/org/D001"
    state = one(standing("workers.assigned", on=TODAY, subject=2, due=date(2026, 1, 1)))
    assert (state.look, state.title, state.verb) == ("late", "配备专兼职党务工作者：还没有做到", "查看怎么办")


def test_who_may_not_record_has_no_button_that_records() -> None:
    reading = Body(1, "org", "D001", "示范小学党支部")
    line = one(standing("meeting.committee", "2026-10", on=TODAY), bodies={1: reading})
    assert (line.verb, line.href) == ("查看怎么办", line.why)


def test_days_of_grace_are_counted_down() -> None:
    on = date(2026, 11, 4)
    line = one(standing("meeting.committee", "2026-10", on=on), on=on)
    assert (line.look, line.tag, line.is_late) == ("soon", "宽限剩 2 天", False)
    assert (
        one(standing("meeting.committee", "2026-11", on=date(2026, 11, 30)), on=date(2026, 11, 30)).tag
        == "今天到期"
    )


def test_late_first_then_what_is_due_soonest() -> None:
    found = asked(
        standing("staff.study", "2026-11", on=TODAY, subject=2, need=20),
        standing("meeting.committee", "2026-10", on=TODAY),
        standing("meeting.committee", "2026-08", on=TODAY),
        standing("meeting.assembly", "2026Q4", on=TODAY),
        standing("term.election", on=TODAY, due=date(2027, 1, 5)),
    )
    titles = [line.title for line in found.shown]
    assert titles == [
        "8月份支部委员会还没有记录",
        "10月份支部委员会还没有记录",
        "11月份教职工政治学习，还差2次",
        "按期换届：本届到2027年1月5日届满",
    ]
    assert [line.title for line in found.later] == ["四季度支部党员大会"]  # neither near nor in this month
    assert (found.late, found.now) == (2, 4)


def test_at_most_ten_and_the_rest_is_folded() -> None:
    months = [standing("meeting.committee", f"2026-{month:02}", on=TODAY) for month in range(1, 11)]
    groups = [standing("meeting.group", f"2026-{month:02}", on=TODAY, subject=3) for month in range(1, 11)]
    found = asked(*months, *groups)
    assert (len(found.shown), len(found.later), found.now, found.late) == (MOST, 10, 20, 20)
    assert all(
        "第一党小组 · " in line.about for line in [*found.shown, *found.later] if "小组会" in line.title
    )


def test_what_is_done_excused_unknown_or_unrecordable_is_not_owed() -> None:
    found = asked(
        standing("meeting.committee", "2026-09", on=TODAY, total=10),
        standing("meeting.committee", "2026-08", on=TODAY, total=10, late=True),
        standing("meeting.committee", "2026-07", on=TODAY, excused=1),
        standing("meeting.committee", "2026-06", on=TODAY, used=None),
        standing("dues.disclose", "2026Q3", on=TODAY),
        standing("secretary.appraisal", "2025", on=TODAY),
    )
    assert found == Owed([], [], [])


@pytest.mark.parametrize("duty", ["meeting.lecture", "life.org", "theme.activity"])
def test_what_the_district_has_not_confirmed_is_never_late_and_stands_apart(duty: str) -> None:
    periods = {"meeting.lecture": "2026Q2", "life.org": "2026", "theme.activity": "2026-05"}
    found = asked(standing(duty, periods[duty], on=date(2027, 2, 20)), on=date(2027, 2, 20))
    assert (found.shown, found.later, found.late) == ([], [], 0)
    [line] = found.asked
    assert (line.is_late, line.look == "late", line.tag) == (False, False, "待区确认")


def test_people_are_one_line_that_says_how_many() -> None:
    people = dict.fromkeys((11, 12, 13), BRANCH)
    found = asked(
        standing("hours.member", "2026", on=TODAY, subject=11, need=160, total=100),
        standing("hours.member", "2026", on=TODAY, subject=12, need=160),
        standing("hours.member", "2026", on=TODAY, subject=13, need=160, total=160),
        people=people,
    )
    [line] = found.shown
    assert (line.title, line.tag, line.verb) == (
        "2026年党员集中学习培训学时，还差 2 人",
        "还有 41 天",
        "查看怎么办",
    )
    assert line.href == "/duties/hours.member/org/D001"


def test_with_several_bodies_of_a_kind_each_line_says_which() -> None:
    other = Body(9, "org", "D009", "第九支部", "org:D009")
    found = asked(
        standing("meeting.committee", "2026-10", on=TODAY),
        standing("meeting.committee", "2026-10", on=TODAY, subject=9),
        bodies={1: BRANCH, 9: other},
    )
    assert {line.about.partition(" · ")[0] for line in found.shown} == {"示范小学党支部", "第九支部"}


def test_a_period_of_last_year_says_so_and_leads_to_its_year() -> None:
    on = date(2027, 1, 20)
    line = one(standing("meeting.committee", "2026-12", on=on), on=on)
    assert line.title == "2026年12月份支部委员会还没有记录"
    assert line.why == "/duties/meeting.committee/org/D001?year=2026"
