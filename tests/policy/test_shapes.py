"""Cases that pass steps, shares of those below, what is derived: told by hand, and held against brute force."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hongzhu.policy.compiling import compile_pack
from hongzhu.policy.days import FOREVER, to_day
from hongzhu.policy.explaining import explain
from hongzhu.policy.fitting import below_of, spells_of
from hongzhu.policy.loading import load_pack
from hongzhu.policy.pack import Obligation
from hongzhu.policy.reference import Fact, judge, judge_share
from hongzhu.policy.rules import NeedRow, Rule
from hongzhu.policy.standing import NEVER, Row, status
from hongzhu.policy.vocabulary import ATTRIBUTES, EVIDENCE
from hongzhu.policy.world import Being, World
from tests.policy.small_pack import write_pack

STEPS = ("consulted", "opinions-heard", "meeting-held", "disclosed")
KINDS = tuple(f"step.{name}" for name in STEPS)
CASE, HELD, AMONG, GOOD = 1, 1, 2, 3
EFFECTIVE = to_day(date(2020, 1, 1))


def duty(shape: str, **words: object) -> Obligation:
    common = {"clause": "一", "quote": "", "subject": "decision", "modality": "must", "title": ""}
    return Obligation(id="x", shape=shape, **(common | words))  # type: ignore[arg-type]


def steps_rule(within: int = 0) -> Rule:
    obligation = duty("steps", steps=STEPS, within_days=within)
    return Rule(number=1, shape="steps", obligations=(obligation,), kinds=KINDS, held=HELD)


def fact(kind: str, day: int, entered: int | None = None) -> Fact:
    entered = day if entered is None else entered
    return Fact(kind, CASE, day, entered, max(day, entered), FOREVER, 10)


def judged(rule: Rule, facts: list[Fact], began: int = EFFECTIVE) -> Row:
    (row,) = judge(rule, CASE, {(CASE, HELD): [(began, FOREVER)]}, facts, EFFECTIVE)
    return row


def label(rule: Rule, row: Row, day: int) -> str:
    return status(row, rule, day, used=None, excused=None)


DAY = to_day(date(2026, 3, 2))
TOLD = {
    "nothing yet": ([], "open", 0, NEVER),
    "two of four": ([(0, 0), (1, 3)], "open", 20, NEVER),
    "in order": ([(0, 0), (1, 3), (2, 5), (3, 9)], "met", 40, NEVER),
    "all on one day": ([(0, 0), (1, 0), (2, 0), (3, 0)], "met", 40, NEVER),
    "decided unheard": ([(0, 0), (2, 5)], "overdue", 10, DAY + 5),
    "heard after deciding": ([(0, 0), (2, 5), (1, 7)], "overdue", 20, DAY + 5),
    "heard and decided again": ([(0, 0), (2, 5), (1, 7), (2, 8), (3, 9)], "met_late", 40, DAY + 5),
    "disclosed before anything": ([(3, 1)], "overdue", 0, DAY + 1),
    "opinions heard twice": ([(0, 0), (1, 1), (1, 4), (2, 5), (3, 9)], "met", 40, NEVER),
}


@pytest.mark.parametrize("told", TOLD)
def test_steps_count_in_their_order(told: str) -> None:
    taken, expected, total, overdue = TOLD[told]
    row = judged(steps_rule(), [fact(KINDS[step], DAY + after) for step, after in taken])
    assert label(steps_rule(), row, DAY + 30) == expected
    assert (row.need, row.total, row.overdue) == (40, total, overdue)


def test_days_run_from_the_first_step() -> None:
    rule = steps_rule(within=10)
    taken = [fact(KINDS[0], DAY), fact(KINDS[1], DAY + 2), fact(KINDS[2], DAY + 4)]
    row = judged(rule, taken)
    assert (row.due, row.overdue) == (DAY + 10, DAY + 11)
    assert [label(rule, row, DAY + days) for days in (10, 11)] == ["open", "overdue"]
    assert label(rule, judged(rule, [*taken, fact(KINDS[3], DAY + 10)]), DAY + 20) == "met"
    assert label(rule, judged(rule, [*taken, fact(KINDS[3], DAY + 11)]), DAY + 20) == "met_late"
    assert label(rule, judged(rule, [*taken, fact(KINDS[3], DAY + 9, DAY + 12)]), DAY + 20) == "met_late"


def chains(days: list[list[int]], limit: int = FOREVER) -> Iterator[tuple[int, ...]]:
    for size in range(len(days) + 1):
        for some in product(*days[:size]):
            if list(some) == sorted(some) and all(day <= limit for day in some):
                yield some


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 8)), max_size=9))
@settings(deadline=None)
def test_steps_agree_with_trying_every_choice(taken: list[tuple[int, int]]) -> None:
    days = [[DAY + after for step, after in taken if step == number] for number in range(4)]
    early = [
        day
        for number in range(1, 4)
        for day in days[number]
        if max(map(len, chains(days[:number], day))) < number
    ]
    row = judged(steps_rule(), [fact(KINDS[step], DAY + after) for step, after in taken])
    assert row.total == 10 * max(map(len, chains(days)))
    assert row.overdue == min(early, default=NEVER)


def share_rule(percent: float, settle: int, deadline: date | None = None) -> Rule:
    obligation = duty(
        "share", subject="district", among="school", min=percent, settle_days=settle, deadline=deadline
    )
    needs = (NeedRow(HELD, 0, round(percent * 10), 0, 1, FOREVER),)
    return Rule(1, "share", (obligation,), (), needs=needs, held=HELD, among=AMONG, holds=GOOD)


SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=2).map(
    lambda spans: [(EFFECTIVE + min(pair), EFFECTIVE + max(pair)) for pair in spans if pair[0] != pair[1]][:1]
)


@given(
    st.lists(st.tuples(SPANS, SPANS), max_size=5),
    st.sampled_from([33.3, 50, 66.7, 95, 100]),
    st.sampled_from([0, 5]),
)
@settings(deadline=None)
def test_shares_agree_with_counting_on_every_day(
    members: list[tuple[list[tuple[int, int]], list[tuple[int, int]]]], percent: float, settle: int
) -> None:
    rule = share_rule(percent, settle)
    roles = {(CASE, HELD): [(1, FOREVER)]}
    for number, (among, good) in enumerate(members, 10):
        kept = [(max(a, c), min(b, d)) for a, b in among for c, d in good if max(a, c) < min(b, d)]
        roles |= {(number, AMONG): among, (number, GOOD): kept}
    below = {number: [(1, FOREVER)] for number in range(10, 10 + len(members))}
    rows = list(judge_share(rule, CASE, roles, below, EFFECTIVE))
    for before, after in pairwise(rows):
        assert before.until <= after.period
    began = None
    for day in range(EFFECTIVE, EFFECTIVE + 25):
        counted = [key for key in below if any(a <= day < b for a, b in roles[key, AMONG])]
        fine = [key for key in counted if any(a <= day < b for a, b in roles[key, GOOD])]
        here = [row for row in rows if row.period <= day < row.until]
        if not counted:
            began = None
            assert here == []
            continue
        began = day if began is None else began
        (row,) = here
        enough = len(fine) / len(counted) >= percent / 100
        late = day >= began + settle
        assert label(rule, row, day) == ("met" if enough else "overdue" if late else "open")
        assert row.total == len(fine) * 1000 // len(counted)


def test_a_share_is_due_at_its_deadline() -> None:
    rule = share_rule(90, 0, date(2021, 12, 31))
    roles = {(CASE, HELD): [(1, FOREVER)], (10, AMONG): [(1, FOREVER)]}
    (row,) = judge_share(rule, CASE, roles, {10: [(1, FOREVER)]}, EFFECTIVE)
    last = to_day(date(2021, 12, 31))
    assert [label(rule, row, day) for day in (last, last + 1)] == ["open", "overdue"]


def test_what_is_derived_is_never_late() -> None:
    rule = Rule(1, "derived", (duty("derived"),), ("meeting.assembly", "roster"), held=HELD)
    empty = judged(rule, [])
    assert [label(rule, empty, day) for day in (EFFECTIVE, DAY)] == ["unknown", "unknown"]
    row = judged(
        rule, [fact("roster", DAY, DAY + 9), fact("roster", DAY + 1, DAY + 3), fact("talk", DAY - 9)]
    )
    assert (label(rule, row, DAY + 9), row.latest) == ("met", DAY + 3)


SHARES = {
    (2021, 3, 0): "从2020年1月1日起有0%，没有达到，所以是进行中。",
    (2022, 3, 2): "从2020年1月1日起有66.6%，没有达到，期限2021年12月31日已过，所以是过期。",
    (2022, 3, 3): "从2020年1月1日起有100%，达到了，所以是已完成。",
}


@pytest.mark.parametrize(("year", "schools", "covered"), SHARES)
def test_a_share_is_explained(tmp_path: Path, year: int, schools: int, covered: int) -> None:
    pack = load_pack(write_pack(tmp_path))
    every = {f"{kind}.{name}" for kind in ATTRIBUTES for name in ATTRIBUTES[kind]}
    compiled = compile_pack(
        pack,
        (date(2020, 1, 1), date(2024, 1, 1)),
        recordable_facts=set(EVIDENCE),
        recordable_attributes=every,
    )
    world = World()
    world.beings = {1: Being("district", "999999", 1, FOREVER), 2: Being("org", "D1", 1, FOREVER)}
    world.add_attribute(2, "kind", "branch", 1, FOREVER)
    for number in range(10, 10 + schools):
        world.beings[number] = Being("school", f"S{number}", 1, FOREVER)
        if number < 10 + covered:
            world.add_link("covers", 2, number, 1, FOREVER)
    rule, on = compiled.rule("cover"), to_day(date(year, 3, 1))
    roles = spells_of(compiled, world, world.beings)
    below = below_of(compiled, world, [1])[rule.number, 1]
    (row,) = judge_share(rule, 1, roles, below, compiled.effective)
    found = explain(pack, rule, row, label(rule, row, on), on=on, roles=roles, facts=[], used=None)
    asked = "最晚到2021年12月31日，学校中做到“党组织覆盖”的应不少于90%。"
    assert found.steps[1:] == (asked, SHARES[year, schools, covered])


def test_only_the_fixed_day_of_the_week_counts(tmp_path: Path) -> None:
    """Study on Fridays: Thursday's does not count, and the Friday is the last day in time."""
    folder = write_pack(tmp_path)
    text = (folder / "obligations-all.toml").read_text(encoding="utf-8")
    text = text.replace('period = "once"\ndeadline = 2020-12-31', 'period = "week"\nweekday = 5')
    (folder / "obligations-all.toml").write_text(text, encoding="utf-8")
    compiled = compile_pack(
        load_pack(folder),
        (date(2026, 3, 1), date(2026, 4, 1)),
        recordable_facts={"meeting.district-topic"},
        recordable_attributes=set(),
    )
    rule = compiled.rule("once")
    need = rule.needs[0].role
    friday = to_day(date(2026, 3, 6))
    for day, expected in ((friday - 1, 0), (friday, 10)):
        facts = [Fact("meeting.district-topic", CASE, day, day, day, FOREVER, 10)]
        rows = {row.label: row for row in judge(rule, CASE, {(CASE, need): [(1, FOREVER)]}, facts, EFFECTIVE)}
        assert rows["2026-W10"].total == expected
        assert rows["2026-W10"].due == friday
    assert [day for day, _start in compiled.days_of(rule.calendar)][:2] == [to_day(date(2026, 2, 27)), friday]
