"""How far the year is, without a database."""

from datetime import date

from hongzhu.desk.bodies import Body
from hongzhu.desk.progress import ProgressRow, progress
from hongzhu.ledger.stored import Standing
from tests.desk.standings import compiled, standing

TODAY = date(2026, 11, 20)
BRANCH = Body(1, "org", "D001", "示范小学党支部", "org:D001")
GROUPS = {number: Body(number, "group", f"D001-{number}", f"第{number}小组") for number in (3, 4)}


def rows(*standings: Standing, **words) -> list[ProgressRow]:
    return progress(compiled(), standings, {1: BRANCH} | GROUPS, TODAY, **words)


def test_a_monthly_duty_is_a_strip_of_twelve_and_a_sum() -> None:
    done = [
        standing("meeting.committee", f"2026-{month:02}", on=TODAY, total=10)
        for month in (*range(1, 7), 8, 9)
    ]
    others = [
        standing("meeting.committee", "2026-07", on=TODAY, excused=1),
        standing("meeting.committee", "2026-10", on=TODAY),
        standing("meeting.committee", "2026-11", on=TODAY),
    ]
    [row] = rows(*done, *others)
    assert (row.title, row.value, row.about) == ("支部委员会", "8 / 10 次", "每月1次，缺10月，7月免计")
    assert row.looks == (*["done"] * 6, "excused", "done", "done", "late", "soon", "open")
    assert row.href == "/duties/meeting.committee/org/D001"


def test_more_than_is_asked_does_not_make_up_for_another_month() -> None:
    [row] = rows(
        standing("meeting.committee", "2026-09", on=TODAY, total=30),
        standing("meeting.committee", "2026-10", on=TODAY),
    )
    assert row.value == "1 / 2 次"


def test_groups_share_a_row_and_the_most_pressing_shows() -> None:
    [row] = rows(
        standing("meeting.group", "2026-10", on=TODAY, subject=3, total=10),
        standing("meeting.group", "2026-10", on=TODAY, subject=4),
    )
    assert (row.value, row.about, row.looks[9]) == ("1 / 2 次", "2 个小组，每月1次，缺10月", "late")
    assert row.href == "/bodies/org/D001"


def test_people_are_totals_of_the_present_period() -> None:
    people = {11: BRANCH, 12: BRANCH, 13: BRANCH}
    found = rows(
        standing("hours.member", "2026", on=TODAY, subject=11, need=160, total=160),
        standing("hours.member", "2026", on=TODAY, subject=12, need=160, total=20),
        standing("hours.team", "2026", on=TODAY, subject=13, need=320, total=320),
        standing("hours.member", "2025", on=TODAY, subject=12, need=160),
        people=people,
    )
    assert [(row.title, row.value, row.part, row.whole) for row in found] == [
        ("党员集中学习培训学时", "1 / 2 人", 1, 2),
        ("书记（副书记）和班子成员学时", "1 / 1 人", 1, 1),
    ]


def test_what_is_unconfirmed_unrecordable_or_before_the_first_record_has_no_row() -> None:
    assert (
        rows(
            standing("meeting.lecture", "2026Q3", on=TODAY),
            standing("secretary.appraisal", "2026", on=TODAY),
            standing("meeting.committee", "2026-03", on=TODAY, used=None),
            standing("term.election", on=TODAY),
        )
        == []
    )
