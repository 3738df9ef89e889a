"""One duty over a year: the strip, the reasons, the records; without a database."""

from datetime import date

import pytest

from hongzhu.desk.counting import counting
from hongzhu.desk.duty import DutyYear, duty_year
from hongzhu.desk.periods import cell_words, operative
from hongzhu.ledger.stored import Standing
from hongzhu.policy.days import FOREVER, to_day
from hongzhu.policy.explaining import explain
from hongzhu.policy.period_words import period_words
from hongzhu.policy.reference import Fact
from tests.desk.standings import USED, compiled, standing

TODAY = date(2026, 11, 20)


def fact(kind: str, day: date, entered: date | None = None, qty: int = 10) -> Fact:
    at = to_day(entered or day)
    return Fact(kind, 1, to_day(day), at, at, FOREVER, qty, f"meeting:{kind}-{day}")


def year(standings: list[Standing], *facts: Fact, on: date = TODAY) -> DutyYear:
    reasons = [
        explain(
            compiled().pack,
            each.rule,
            each.row,
            each.status,
            on=to_day(on),
            roles={},
            facts=[*facts],
            used=USED,
        )
        for each in standings
    ]
    return duty_year(on.year, on, standings, reasons, facts)


def committee(*done: tuple[int, int]) -> tuple[list[Standing], list[Fact]]:
    """Committee meetings of 2026 as (month, day); every other month up to November was missed."""
    days = dict(done)
    rows = [
        standing("meeting.committee", f"2026-{month:02}", on=TODAY, total=10 if month in days else 0)
        for month in range(1, 12)
    ]
    return rows, [fact("meeting.committee", date(2026, month, day)) for month, day in done]


def test_the_year_is_twelve_cells_each_with_a_word() -> None:
    rows, facts = committee(*[(month, 12) for month in range(1, 10)])
    found = year(rows, *facts)
    assert [cell.title for cell in found.cells] == [f"{month}月" for month in range(1, 13)]
    assert [cell.look for cell in found.cells] == [*["done"] * 9, "late", "soon", "open"]
    assert [cell.words for cell in found.cells[8:]] == ["12日", "缺1次", "10天", "未到"]
    assert found.summary == "已办 9 期；10月缺1次；11月份还有 10 天。"
    assert found.tag == ("late", "过期 15 天")


def test_the_latest_trouble_is_explained_in_at_most_four_steps() -> None:
    rows, facts = committee(*[(month, 12) for month in range(1, 9)])
    found = year(rows, *facts)
    assert found.chosen is not None
    assert (found.chosen.title, found.chosen.look) == ("9月份", "late")
    assert [each.title for each in found.others] == ["10月份"]
    assert 0 < len(found.chosen.steps) <= 4
    assert "9条" not in found.chosen.steps[1]
    assert found.chosen.steps[-1].endswith("所以是过期。")
    assert found.chosen.settle.startswith("这一期已经结束")
    assert found.tag == ("late", "过期 2 期")


def test_a_near_kind_in_the_period_is_shown_as_not_counted_and_why() -> None:
    rows, facts = committee(*[(month, 12) for month in range(1, 10)])
    joint = fact("meeting.joint", date(2026, 10, 9))
    elsewhere = fact("meeting.joint", date(2026, 8, 9))
    proofs = {proof.source: proof for proof in year(rows, *facts, joint, elsewhere).proofs}
    assert proofs[joint.source].is_counted is False
    assert proofs[joint.source].note == "是党政联席会议，不是支部委员会"
    assert elsewhere.source not in proofs
    assert sum(proof.is_counted for proof in proofs.values()) == 9


def test_what_counted_elsewhere_is_never_listed_as_not_counted() -> None:
    rows, facts = committee(*[(month, 3) for month in (*range(1, 10), 11)])
    found = year(rows, *facts)
    assert found.chosen is not None
    assert found.chosen.title == "10月份"
    assert all(proof.is_counted for proof in found.proofs)


def test_late_entry_is_visible_and_done() -> None:
    row = standing("meeting.committee", "2026-09", on=TODAY, total=10, late=True)
    late = fact("meeting.committee", date(2026, 9, 20), entered=date(2026, 11, 1))
    found = year([row], late)
    assert found.cells[8] == ("9月", "done", "补记")
    assert found.proofs[0].note == "补记 42 天"
    assert found.chosen is not None
    assert found.chosen.tag == "已补记完成"


def test_a_duty_that_is_all_done_explains_the_last_period() -> None:
    row = standing("meeting.assembly", "2026Q1", on=TODAY, total=10)
    found = year([row], fact("meeting.assembly", date(2026, 3, 10)))
    assert found.cells[0] == ("一季度", "done", "3月10日")
    assert (found.tag, found.chosen.look if found.chosen else "") == (("done", "已办"), "done")


def test_what_is_unconfirmed_is_never_late_on_the_page_either() -> None:
    on = date(2026, 12, 30)
    found = year(
        [standing("life.org", "2026", on=on), standing("theme.activity", "2026-05", on=on)][:1], on=on
    )
    assert [(cell.look, cell.words) for cell in found.cells] == [("ask", "待确认")]
    assert found.tag == ("ask", "待区确认")


def test_hours_are_amounts() -> None:
    row = standing("hours.member", "2026", on=TODAY, need=160, total=135)
    found = year([row], fact("training.hours", date(2026, 3, 1), qty=135))
    assert found.chosen is not None
    assert found.chosen.value == "13.5 / 16 学时"
    assert found.proofs[0].amount == "13.5 学时"


def test_terms_have_no_strip() -> None:
    found = year([standing("term.election", on=TODAY, due=date(2027, 3, 1))])
    assert (found.cells, found.summary) == ([], "")
    assert found.chosen is not None
    assert found.chosen.title == "2020年1月1日起的一届"


def test_nothing_owed_has_no_period() -> None:
    assert year([]) == DutyYear([], "", ("none", "不适用"), None)


def test_what_counts_comes_from_the_kinds_of_evidence() -> None:
    pack = compiled().pack
    yes, no = counting(pack, pack.obligation("meeting.committee"))
    assert yes[0].startswith("类型选“支部委员会”的会议记录")
    assert no == ["党政联席会议", "校务会议"]
    yes, no = counting(pack, pack.obligation("meeting.lecture"))
    assert no == ["主题党日（另有第10条）", "教职工政治学习（另有第16条）"]
    assert counting(pack, pack.obligation("workers.assigned")) == ([], [])
    assert counting(pack, pack.obligation("hours.member"))[1]


@pytest.mark.parametrize(
    ("period", "label", "words", "short"),
    [
        ("month", "2026-10", "10月份", "10月"),
        ("month", "2025-10", "2025年10月份", "10月"),
        ("quarter", "2026Q3", "三季度", "三季度"),
        ("half", "2026H2", "下半年", "下半年"),
        ("week", "2026-W47", "第47周", "47周"),
        ("semester", "2026秋", "秋季学期", "秋季学期"),
        ("year", "2026", "2026年", "2026"),
        ("schoolyear", "2026学年", "2026学年", "2026学年"),
        ("biennium", "2025-2026", "2025至2026年", "2025-2026"),
        ("", "", "", ""),
    ],
)
def test_periods_are_said_as_people_say_them(period: str, label: str, words: str, short: str) -> None:
    assert period_words(period, label, 2026) == words
    assert cell_words(period, label) == short


def test_the_operative_words_of_a_quotation() -> None:
    assert operative("支部委员会一般每月召开1次") == "一般每月召开1次"
    assert operative("实行师德一票否决制") == "实行师德一票否决制"
    assert operative("每年末或次年初向上一级党组织和学校全体进行述职", 10) == "每年末或次年初向上…"
