"""What a pack compiles to: needs in tenths, ranks, roles, dated values, windows and due days."""

from datetime import date
from pathlib import Path

import pytest

from hongzhu.policy.calendars import Calendar
from hongzhu.policy.days import FOREVER, to_date, to_day
from hongzhu.policy.loading import load_pack
from hongzhu.policy.rules import Compiled, NeedRow, Rule, Slot, describe
from tests.policy.small_pack import compiled, spoil, write_pack

DUTIES = "obligations-all.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "small", cases=False)


@pytest.fixture
def rules(folder: Path) -> Compiled:
    return compiled(load_pack(folder), 2026, 2028)


def compiled_from(folder: Path, **words) -> Compiled:
    return compiled(load_pack(folder), 2026, 2028, **words)


def slot(rule: Rule, label: str) -> Slot:
    return next(each for each in rule.slots if each.label == label)


def days(*values: int) -> list[date]:
    return [to_date(value) for value in values]


def test_one_rule_per_duty_and_one_per_stack(rules: Compiled) -> None:
    assert [rule.key for rule in rules.rules] == [
        "assembly", "talk", "hours", "training", "term", "setup", "opened", "decision", "once", "cover", "book"
    ]  # fmt: skip
    assert [rule.number for rule in rules.rules] == list(range(1, 12))
    assert rules.by_number[3] is rules.rule("hours") is rules.rule("hours.secretary")
    with pytest.raises(KeyError):
        rules.rule("no.such")


def test_needs_are_in_tenths(rules: Compiled) -> None:
    assert [need.need for need in rules.rule("assembly").needs] == [10]
    assert [need.need for need in rules.rule("talk").needs] == [10], "no min means once"
    hours = rules.rule("hours")
    assert {(need.rank, need.need, need.is_exempt) for need in hours.needs} == {
        (0, 160, 0),
        (0, 160, 1),
        (1, 320, 0),
    }
    assert hours.step == 5
    assert hours.is_sum
    assert hours.prorata


def test_half_hours_stay_whole_numbers(folder: Path) -> None:
    spoil(folder, DUTIES, "min = 32", "min = 8.5")
    assert [need.need for need in compiled_from(folder).rule("hours").needs if need.need < 100] == [85]


def test_the_strictest_of_a_stack_has_the_highest_rank(folder: Path) -> None:
    """Wherever it stands in the file."""
    spoil(folder, DUTIES, "min = 32", "min = 8")
    hours = compiled_from(folder).rule("hours")
    assert [each.id for each in hours.obligations] == ["hours.secretary", "hours.member"]
    assert {(need.rank, need.need) for need in hours.needs} == {(0, 80), (1, 160)}


def test_an_exempt_role_is_apart_from_the_owing_one(rules: Compiled) -> None:
    owing, exempt = (
        next(need for need in rules.rule("hours").needs if need.rank == 0 and need.is_exempt == value)
        for value in (0, 1)
    )
    assert owing.role != exempt.role
    assert rules.roles[owing.role].kind == rules.roles[exempt.role].kind == "person"


def test_equal_conditions_share_a_role(rules: Compiled) -> None:
    secretary = next(need.role for need in rules.rule("hours").needs if need.rank == 1)
    assert rules.rule("training").needs[0].role == secretary == rules.rule("training").during
    assert rules.rule("assembly").during == 0
    assert secretary in rules.roles_of("person")
    assert secretary not in rules.roles_of("org")
    assert len(rules.roles) - 1 == len({*rules.roles[1:]})


def test_a_dated_value_from_its_day_on(folder: Path) -> None:
    spoil(folder, "pack.toml", '{ from = 2020-01-01, value = 16, reference = "三" }',
          "{ from = 2020-01-01, value = 16 }, { from = 2027-01-01, value = 32 }")  # fmt: skip
    hours = compiled_from(folder).rule("hours")
    changed = to_day(date(2027, 1, 1))
    found = [need for need in hours.needs if need.rank == 0 and not need.is_exempt]
    role = found[0].role
    assert found == [NeedRow(role, 0, 160, 0, 1, changed), NeedRow(role, 0, 320, 0, changed, FOREVER)]


def test_a_period_keeps_the_value_it_began_with(folder: Path) -> None:
    """A value that changes on 1 July holds from the next year on."""
    spoil(folder, "pack.toml", '{ from = 2020-01-01, value = 16, reference = "三" }',
          "{ from = 2020-01-01, value = 16 }, { from = 2026-07-01, value = 32 }")  # fmt: skip
    hours = compiled_from(folder).rule("hours")

    def value(label: str) -> list[int]:
        start = slot(hours, label).start
        return [
            need.need
            for need in hours.needs
            if need.rank == 0 and not need.is_exempt and need.from_day <= start < need.until_day
        ]

    assert value("2026") == [160]
    assert value("2027") == [320]


def test_a_period_with_its_grace(rules: Compiled) -> None:
    quarter = slot(rules.rule("assembly"), "2026Q3")
    assert days(quarter.start, quarter.end) == [date(2026, 7, 1), date(2026, 10, 1)]
    assert days(quarter.due, quarter.overdue) == [date(2026, 9, 30), date(2026, 10, 8)], (
        "seven days by default"
    )
    year = slot(rules.rule("hours"), "2026")
    assert days(year.due, year.overdue) == [date(2026, 12, 31), date(2027, 2, 1)], "31 days by the pack"
    assert describe(quarter) == "2026Q3 [2026-07-01, 2026-10-01) 至 2026-09-30"


def test_grace_of_no_days(folder: Path) -> None:
    spoil(folder, DUTIES, 'assumed = ["grace_days"]', "grace_days = 0")
    quarter = slot(compiled_from(folder).rule("assembly"), "2026Q3")
    assert quarter.overdue == quarter.end == quarter.due + 1


def test_a_window_and_a_due_day(rules: Compiled) -> None:
    """March to December; due by the end of June; the year it belongs to stays the calendar year."""
    window = slot(rules.rule("training"), "2026")
    assert days(window.start, window.end) == [date(2026, 3, 1), date(2027, 1, 1)]
    assert days(window.due, window.overdue) == [date(2026, 6, 30), date(2026, 7, 8)]
    assert days(window.base_start, window.base_end) == [date(2026, 1, 1), date(2027, 1, 1)]


def test_a_window_into_the_next_year(folder: Path) -> None:
    spoil(folder, DUTIES, 'from = "03-01", to = "+01-01"', 'from = "12-01", to = "+03-01"')
    spoil(folder, DUTIES, 'due = "06-30"\n', "")
    rule = compiled_from(folder).rule("training")
    window = slot(rule, "2026")
    assert days(window.start, window.end, window.due) == [
        date(2026, 12, 1),
        date(2027, 3, 1),
        date(2027, 2, 28),
    ]
    leap = slot(compiled(load_pack(folder), 2022, 2025).rule("training"), "2023")
    assert to_date(leap.due) == date(2024, 2, 29)


def test_a_deadline_once(rules: Compiled) -> None:
    (once,) = rules.rule("once").slots
    assert once.label == "2020-12-31"
    assert days(once.start, once.due, once.overdue) == [
        date(2020, 1, 1),
        date(2020, 12, 31),
        date(2021, 1, 8),
    ]


def test_share_of_the_period(folder: Path, rules: Compiled) -> None:
    assert rules.rule("assembly").share == 500, "half a period where the pack says nothing"
    assert rules.rule("hours").share == 0
    spoil(folder, DUTIES, 'assumed = ["grace_days"]', 'partial = { rule = "min-share", share = 0.25 }')
    spoil(folder, DUTIES, 'evidence = ["talk"]', 'evidence = ["talk"]\npartial = { rule = "full" }')
    others = compiled_from(folder)
    assert (others.rule("assembly").share, others.rule("talk").share) == (250, 1000)


def test_nothing_before_the_effective_day(folder: Path) -> None:
    spoil(folder, "pack.toml", "effective = 2020-01-01", "effective = 2026-08-20")
    for year in (2020, 2021):
        spoil(folder, "obligations-all.toml", f"deadline = {year}-12-31", "deadline = 2027-12-31")
    rules = compiled_from(folder)
    assert rules.window == (to_day(date(2026, 8, 20)), to_day(date(2028, 1, 1)))
    assert rules.rule("assembly").slots[0].label == "2026Q3", (
        "the period it falls into is judged from that day on"
    )


def test_the_slots_fill_the_window(rules: Compiled) -> None:
    for name in ("assembly", "talk", "hours"):
        slots = rules.rule(name).slots
        assert slots[0].start <= rules.window[0]
        assert slots[-1].end >= rules.window[1]


def test_the_district_calendar_goes_before_the_pack_s(folder: Path) -> None:
    rules = compiled_from(folder, calendar=Calendar(schoolyear_starts=(8, 20)))
    assert to_date(slot(rules.rule("talk"), "2026学年").start) == date(2026, 8, 20)


def test_conditions_at_period_end_know_their_calendar(folder: Path) -> None:
    spoil(folder, DUTIES, 'when = "branch"', 'when = "big"')
    rules = compiled_from(folder)
    role = rules.roles[rules.rule("assembly").needs[0].role]
    assert role.calendar == "quarter"
    spans = [(each.start, each.end) for each in rules.rule("assembly").slots]
    assert list(rules.calendars["quarter"]) == spans


def test_what_rooms_record_decides_what_is_judged(folder: Path) -> None:
    def recordable(**words: set[str]) -> set[str]:
        return {rule.key for rule in compiled_from(folder, **words).rules if rule.recordable}

    everything = {
        "assembly",
        "talk",
        "hours",
        "training",
        "term",
        "setup",
        "opened",
        "once",
        "decision",
        "cover",
        "book",
    }
    assert recordable() == everything
    facts = {"meeting.assembly", "election", "school.opened", "step.decided"}
    some = {"assembly", "term", "setup", "cover", "book"}
    assert recordable(recordable_facts=facts) == some, "half a response is none, nor are half the steps"
    assert recordable(recordable_attributes={"person.serving", "org.kind"}) == everything - {"hours"}
    rest = {"training", "term", "opened", "once", "decision", "book"}
    assert recordable(recordable_attributes=set()) == rest


def test_what_is_missing_has_a_name(folder: Path) -> None:
    rules = compiled_from(
        folder, recordable_facts={"meeting.assembly", "step.decided"}, recordable_attributes=set()
    )
    missing = {rule.key: rule.missing for rule in rules.rules}
    assert missing["decision"] == ("听取意见",)
    assert missing["opened"] == ("学校设立", "党组织组建方案")
    assert missing["hours"] == ("学习培训学时", "人员类别")
    assert missing["book"] == ()
