"""Explanations: at most four plain sentences, literally right, for every status of every shape.

What they read like stands in golden/explanations.txt. After a wanted change of wording, write it anew and read it:
HONGZHU_REFRESH_GOLDEN=1 ./run test tests/policy/test_explaining.py
"""

import os
import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongzhu.policy.vocabulary import STATUSES
from tests.policy.stories import HALF_SECRETARY, HOURS, STORIES, Story, Told, printed, rules, tell

GOLDEN = Path(__file__).parent / "golden" / "explanations.txt"
SHOULD_OCCUR = {
    "count": {
        "met", "met_late", "open", "at_risk", "grace", "overdue", "explained", "not_applicable", "unknown",
    },
    "sum": {"met", "met_late", "open", "at_risk", "grace", "overdue", "explained", "exempt", "unknown"},
    "term": {"met", "met_late", "open", "at_risk", "overdue", "unknown"},
    "state": {"met", "open", "overdue", "explained", "unknown"},
    "respond": {"met", "met_late", "open", "overdue"},
    "steps": {"met", "met_late", "open", "overdue", "unknown"},
    "derived": {"met", "unknown"},
}  # fmt: skip
"""every status a shape can have with the shipped pack; its terms and responses are `must`"""


def story(name: str) -> Told:
    """The one story whose name ends like this."""
    (found,) = [each for each in STORIES if each.name.endswith(name)]
    return tell(found)


@pytest.fixture(scope="module")
def told() -> list[Told]:
    return [tell(each) for each in STORIES]


def test_every_status_of_every_shape_is_told(told: list[Told]) -> None:
    found: dict[str, set[str]] = {}
    for each in told:
        found.setdefault(each.rule.shape, set()).add(each.label)
    assert found == SHOULD_OCCUR
    assert set().union(*found.values()) == set(STATUSES)


def test_the_golden_page(told: list[Told]) -> None:
    page = "\n".join(map(printed, told))
    if os.environ.get("HONGZHU_REFRESH_GOLDEN"):
        GOLDEN.write_text(page, encoding="utf-8")
    assert page == GOLDEN.read_text(encoding="utf-8")


ENGLISH = re.compile(r"[A-Za-z]{2,}|None")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]")
DOUBLED = re.compile(r"[，。；：、]{2,}")


def well_formed(sentence: str) -> None:
    """Our own words, not the document's, which prints its commas half-width."""
    ours = re.sub(r"：“[^”]*”。$", "。", re.sub(r"《[^》]*》", "", sentence))
    assert not ENGLISH.search(ours), sentence
    assert not HALF_WIDTH.search(ours), sentence
    assert not DOUBLED.search(ours), sentence
    for left, right in ("“”", "（）", "《》"):
        assert sentence.count(left) == sentence.count(right), sentence


def test_at_most_four_steps_of_one_sentence_each(told: list[Told]) -> None:
    for each in told:
        assert 2 <= len(each.explanation.steps) <= 4
        for step in each.explanation.steps:
            assert step.endswith("。"), step
            assert step.count("。") == 1, step
            well_formed(step)
        for line in (*each.explanation.counted, *each.explanation.not_counted, each.explanation.settle):
            well_formed(line)


def test_the_first_step_gives_document_clause_and_quote(told: list[Told]) -> None:
    for each in told:
        duty, basis = each.rule.obligations[each.row.rank], each.explanation.steps[0]
        assert "《东昌区关于进一步加强全区学校党的建设工作的实施意见》" + duty.clause in basis
        assert basis.endswith(f"：“{duty.quote}”。")


def test_the_status_is_the_last_word(told: list[Told]) -> None:
    """Except that what is unknown is also said not to be late."""
    for each in told:
        ending = f"所以是{STATUSES[each.label]}" + ("，不算过期" if each.label == "unknown" else "")
        assert each.explanation.steps[-1].endswith(f"{ending}。")


def test_what_would_settle_it(told: list[Told]) -> None:
    for each in told:
        is_owed = each.label in {"open", "at_risk", "grace", "overdue", "unknown"}
        assert bool(each.explanation.settle) == is_owed, each.story.name
        takes_reasons = each.rule.obligations[each.row.rank].modality != "must" and each.label != "unknown"
        assert ("可以写说明" in each.explanation.settle) == (is_owed and takes_reasons), each.story.name


def test_nobody_is_told_to_make_up_for_a_period_that_is_over() -> None:
    """A meeting held in October settles nothing of the third quarter."""
    over = story("过期，十月初补开的不算").explanation
    assert over.settle.startswith("这一期已经结束：期内做了、还没有登记的，可以补记；没有做的，照实留空。")
    assert over.not_counted == ("2026年10月8日 支部党员大会（编号M1）：不在这一期内",)
    assert story("计划该在三月底以前定").explanation.settle == "研究制定本年度党员学习计划，并登记制定日期。"
    assert story("本季最后一天").explanation.settle.startswith("召开一次支部党员大会并登记。")
    assert story("下一季第一天").explanation.settle.startswith("这一期已经结束")
    assert "在2026年10月10日以前（含当天）登记，仍算按时" in story("按季度、一般：宽限期").explanation.settle


def test_late_entries_are_named() -> None:
    found = story("两次都补记，还有一次是上月的").explanation
    assert found.steps[2] == "已计入2次，其中2条是补记的（补记43天、30天）；另有1条登记不能计入。"
    assert found.counted == (
        "2026年10月8日 教职工政治学习（编号M2，补记43天）",
        "2026年10月22日 教职工政治学习（编号M3，补记30天）",
    )


def test_an_entry_on_the_last_day_of_grace_is_not_late() -> None:
    assert story("宽限最后一天登记").explanation.counted == ("2026年9月30日 支部党员大会（编号M1）",)
    assert story("宽限过后第一天登记").explanation.counted == (
        "2026年9月30日 支部党员大会（编号M1，补记11天）",
    )


def test_evidence_not_counted_has_its_reason() -> None:
    assert story("别人谈的不算").explanation.not_counted == (
        "2026年5月6日 其他谈话：谈话人那天不是该校党组织的书记、副书记",
        "2026年9月10日 谈心谈话：不在这一期内",
    )
    assert story("任书记以前的培训不算").explanation.not_counted == (
        "2026年2月10日 书记集中培训（编号T1）：那天不是党组织书记",
    )


def test_the_month_before_is_not_worth_mentioning() -> None:
    """Only what lies within a quarter of the period's length, and a month, of it."""
    base = next(each for each in STORIES if each.name.endswith("按月、必须：差一次"))
    for happened, mentioned in (("2026-09-23", 0), ("2026-09-24", 1), ("2026-09-30", 1)):
        found = tell(replace(base, done=(("meeting.staff-study", happened),))).explanation
        assert len(found.not_counted) == mentioned, happened


def test_what_no_room_records_says_so() -> None:
    found = story("计次：本系统尚不能登记").explanation
    assert found.steps[1:] == ("这一项本系统尚不能登记，所以是未登记，不算过期。",)
    assert found.settle == "照文件的要求做；这一项现在不用在本系统登记。"
    assert (found.counted, found.not_counted) == ((), ())


def test_an_election_is_counted_for_the_term_it_ends() -> None:
    done = (("election", "2020-01-10"), ("election", "2023-01-05"), ("election", "2026-01-03"))
    first, second = (
        tell(Story("", "term.election", "2026-11-22", done=done, period=str(number))).explanation
        for number in (0, 1)
    )
    assert first.counted == ("2023年1月5日 换届",)
    assert second.counted == ("2026年1月3日 换届",)


TERMS = re.compile(r"(\d+(?:\.\d)?)×(\d+)天")


def test_prorata_arithmetic_of_the_contract() -> None:
    assert story("下半年任书记，两段相加").explanation.steps[1] == (
        "2025年按天数折算（本区设定）：（16×181天＋32×184天）÷365天≈24.07，按0.5学时向上进位，应有24.5学时。"
    )


START = date(2025, 1, 1)
OFFSET = st.integers(0, 364)


@given(joined=OFFSET, secretary=st.none() | OFFSET, retired=st.none() | OFFSET)
def test_prorata_arithmetic_is_literally_right(
    joined: int, secretary: int | None, retired: int | None
) -> None:
    def on(offset: int) -> str:
        return (START + timedelta(days=offset)).isoformat()

    found = tell(
        Story(
            "",
            "hours.member",
            "2026-03-01",
            "2025",
            (),
            posts=() if secretary is None else (("secretary", on(secretary), ""),),
            member=(on(joined), ""),
            retired="" if retired is None else on(retired),
        )
    )
    need = Fraction(found.row.need, 10)
    sentence = found.explanation.steps[1]
    if found.label == "exempt":
        assert sentence == "2025年里，每一天都符合免计的条件（本区设定），所以是免计。"
        return
    assert sentence.endswith(f"应有{float(need):g}学时。")
    parts = TERMS.findall(sentence)
    if not parts:
        assert need in (16, 32)
        return
    weighed = sum(Fraction(size) * int(days) for size, days in parts) / 365
    assert need == -(-weighed // Fraction(1, 2)) * Fraction(1, 2), "rounded up once to half an hour"
    shown = Fraction(re.search(r"[≈＝]([\d.]+)", sentence).group(1))
    assert abs(shown - weighed) <= Fraction(1, 200)
    assert ("＝" in sentence) == (shown == weighed)
    assert ("向上进位" in sentence) == (need != weighed)
    assert sum(int(days) for _size, days in parts) <= 365


def test_whoever_owes_the_whole_year_sees_no_arithmetic() -> None:
    assert story("学时：全年党员，差一点").explanation.steps[1] == "2025年应有16学时。"


KINDS = {
    "week": (date(2026, 11, 16), "2026年11月16日至2026年11月22日"),
    "semester": (date(2026, 10, 1), "2026年秋季学期（2026年9月1日至2027年1月31日）"),
    "half": (date(2026, 8, 1), "2026年下半年"),
    "month": (date(2026, 10, 1), "2026年10月"),
    "quarter": (date(2026, 10, 1), "2026年第4季度"),
    "year": (date(2026, 10, 1), "2026年"),
    "schoolyear": (date(2026, 10, 1), "2026学年（2026年9月1日至2027年8月31日）"),
    "biennium": (date(2026, 10, 1), "2025年至2026年"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_periods_as_people_say_them(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind of period, also those the shipped pack does not use."""
    from hongzhu.policy import compiling
    from tests.policy import stories

    compiled = rules(installed=False)
    pack = replace(
        compiled.pack,
        obligations=tuple(
            replace(each, period=kind) if each.id == "meeting.assembly" else each
            for each in compiled.pack.obligations
        ),
    )
    window = (date(2025, 1, 1), date(2028, 1, 1))
    every = {"recordable_facts": {"meeting.assembly"}, "recordable_attributes": {"org.kind"}}
    monkeypatch.setattr(stories, "rules", lambda *, installed: compiling.compile_pack(pack, window, **every))
    asked, name = KINDS[kind]
    found = stories.rules(installed=False).rule("meeting.assembly")
    label = next(each.label for each in found.slots if each.start <= asked.toordinal() < each.end)
    steps = tell(Story("", "meeting.assembly", asked.isoformat(), label)).explanation.steps
    assert steps[1] == f"{name}应有1次。"


def test_posts_of_the_second_half_are_what_the_stories_say() -> None:
    """The stories' own footing: an hours row of half a year as secretary is led by the secretary's duty."""
    found = tell(Story("", "hours.member", "2026-02-01", "2025", ((HOURS, "2025-03-01"),), HALF_SECRETARY))
    assert found.rule.obligations[found.row.rank].id == "hours.team"
