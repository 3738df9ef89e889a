"""The label of a row, on every day on which it may change (contract, fine print 3 to 6, 13, 14)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hongzhu.policy.days import FOREVER, to_day
from hongzhu.policy.loading import load_pack
from hongzhu.policy.rules import Compiled, Rule
from hongzhu.policy.standing import NEVER, NOT_APPLICABLE, Row, risk_day, status
from tests.policy.small_pack import compiled, write_pack

START, END = date(2026, 7, 1), date(2026, 10, 1)
GRACE = timedelta(days=7)
LATE = END + GRACE
"""first overdue day of the third quarter"""
BEFORE, LONG_AGO = timedelta(days=1), date(2020, 1, 2)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return compiled(load_pack(write_pack(tmp_path_factory.mktemp("packs") / "small")), 2026, 2028)


@pytest.fixture
def quarter(rules: Compiled) -> Rule:
    """One assembly a quarter, `general`."""
    return rules.rule("assembly")


def as_modality(rule: Rule, modality: str) -> Rule:
    return replace(rule, obligations=tuple(replace(each, modality=modality) for each in rule.obligations))


def row(rule: Rule, **words: int) -> Row:
    """The third quarter of 2026, of a rule with or without a slot for it."""
    given = {
        "period": to_day(START), "rank": 0, "until": FOREVER, "need": 10, "total": 0, "ontime": 0,
        "due": to_day(END) - 1, "overdue": to_day(LATE), "exempt": 0, "latest": 0,
    } | words  # fmt: skip
    return Row(rule=rule.number, subject=1, label="2026Q3", **given)


def label(
    found: Row,
    rule: Rule,
    day: date,
    *,
    used: date | None = LONG_AGO,
    excused: date | None = None,
    waived: date | None = None,
) -> str:
    return status(
        found,
        rule,
        to_day(day),
        used=used and to_day(used),
        excused=excused and to_day(excused),
        waived=waived and to_day(waived),
    )


SHORT = [
    (START, "open"),
    (END - timedelta(days=24), "open"),
    (END - timedelta(days=23), "at_risk"),
    (END - BEFORE, "at_risk"),
    (END, "grace"),
    (LATE - BEFORE, "grace"),
    (LATE, "overdue"),
    (date(2030, 1, 1), "overdue"),
]


@pytest.mark.parametrize(("day", "expected"), SHORT)
def test_short_of_the_number(quarter: Rule, day: date, expected: str) -> None:
    assert label(row(quarter), quarter, day) == expected


@pytest.mark.parametrize(("day", "_expected"), SHORT)
def test_enough_in_time_or_late(quarter: Rule, day: date, _expected: str) -> None:
    assert label(row(quarter, total=10, ontime=10), quarter, day) == "met"
    assert label(row(quarter, total=20, ontime=10), quarter, day) == "met"
    assert label(row(quarter, total=10, ontime=0), quarter, day) == "met_late"


def test_at_risk_is_the_last_quarter_of_the_period(quarter: Rule) -> None:
    """Fine print 4: at most a quarter of the period is left; 92 days leave 23, 90 days 22, 30 days 7."""
    for length, left in ((92, 23), (90, 22), (30, 7), (31, 7), (365, 91), (1, 0)):
        found = row(quarter, period=1000, due=1000 + length - 1, overdue=1000 + length + 7)
        assert risk_day(found, quarter) == 1000 + length - left


def test_without_grace_days(quarter: Rule) -> None:
    found = row(quarter, overdue=to_day(END))
    assert label(found, quarter, END - BEFORE) == "at_risk"
    assert label(found, quarter, END) == "overdue"


@pytest.mark.parametrize("modality", ["general", "may"])
@pytest.mark.parametrize(("day", "expected"), SHORT)
def test_an_accepted_reason(quarter: Rule, modality: str, day: date, expected: str) -> None:
    """Fine print 5: from the day it was accepted; what is done stays done."""
    rule = as_modality(quarter, modality)
    assert label(row(rule), rule, day, excused=day) == "explained"
    assert label(row(rule), rule, day, excused=day + BEFORE) == expected
    assert label(row(rule), rule, day, excused=day, used=None) == "explained"
    assert label(row(rule, total=10, ontime=10), rule, day, excused=day) == "met"
    assert label(row(rule, total=10), rule, day, excused=day) == "met_late"


@pytest.mark.parametrize(("day", "expected"), SHORT)
def test_a_must_takes_no_reason(quarter: Rule, day: date, expected: str) -> None:
    rule = as_modality(quarter, "must")
    assert label(row(rule), rule, day, excused=day) == expected


@pytest.mark.parametrize("modality", ["must", "general", "may"])
@pytest.mark.parametrize(("day", "expected"), SHORT)
def test_an_approved_exemption(quarter: Rule, modality: str, day: date, expected: str) -> None:
    """Fine print 5: it frees from 必须 duties, too, from the day it was approved; what is done stays done."""
    rule = as_modality(quarter, modality)
    assert label(row(rule), rule, day, waived=day) == "exempt"
    assert label(row(rule), rule, day, waived=day + BEFORE) == expected
    assert label(row(rule), rule, day, waived=day, excused=day) == "exempt"
    assert label(row(rule), rule, day, waived=day, used=None) == "exempt"
    assert label(row(rule, total=10, ontime=10), rule, day, waived=day) == "met"
    assert label(row(rule, total=10), rule, day, waived=day) == "met_late"


def test_the_modality_is_that_of_the_duty_held_most_days(rules: Compiled) -> None:
    """Fine print 9: the merged hours row; 0 is the member's `general`, 1 the secretary's `must`."""
    hours = rules.rule("hours")
    assert label(row(hours, rank=0), hours, LATE, excused=LATE) == "explained"
    assert label(row(hours, rank=1), hours, LATE, excused=LATE) == "overdue"


UNKNOWN = [
    (None, "unknown"),
    (START, "overdue"),
    (END, "overdue"),
    (LATE, "overdue"),
    (LATE + BEFORE, "unknown"),
]


@pytest.mark.parametrize(("used", "expected"), UNKNOWN)
def test_before_the_organisation_began_to_use_the_system(
    quarter: Rule, used: date | None, expected: str
) -> None:
    """Fine print 6: used = entered something up to and including the overdue day."""
    assert label(row(quarter), quarter, date(2027, 1, 1), used=used) == expected


def test_unknown_takes_the_place_of_grace_and_overdue_only(quarter: Rule) -> None:
    for day, usual in SHORT:
        expected = "unknown" if usual in {"grace", "overdue"} else usual
        assert label(row(quarter), quarter, day, used=None) == expected
    assert label(row(quarter, total=10, ontime=10), quarter, LATE, used=None) == "met"
    assert label(row(quarter, total=10), quarter, LATE, used=None) == "met_late"


def test_use_counts_from_the_day_it_was_seen(quarter: Rule) -> None:
    """Asked about a day before the first entry, nobody had entered anything yet."""
    assert label(row(quarter), quarter, END, used=END + BEFORE) == "unknown"
    assert label(row(quarter), quarter, END + BEFORE, used=END + BEFORE) == "grace"


@pytest.mark.parametrize("name", ["term", "setup", "opened"])
def test_unknown_use_is_for_count_and_sum_only(rules: Compiled, name: str) -> None:
    rule = rules.rule(name)
    assert label(row(rule), rule, LATE, used=None) == "overdue"


def test_what_no_room_records_is_unknown_on_any_day(quarter: Rule) -> None:
    rule = replace(quarter, missing=("x",))
    for day, _usual in SHORT:
        assert label(row(rule), rule, day) == "unknown"
        assert label(row(rule, total=10, ontime=10), rule, day) == "unknown"
    assert label(row(rule), rule, LATE, excused=LATE) == "explained"


@pytest.mark.parametrize("exempt", [1, NOT_APPLICABLE])
def test_exempt_and_not_applicable_on_any_day(quarter: Rule, exempt: int) -> None:
    expected = "exempt" if exempt == 1 else "not_applicable"
    for day, _usual in SHORT:
        for total in (0, 10):
            found = row(quarter, exempt=exempt, total=total, ontime=total)
            assert label(found, quarter, day, excused=day) == expected
            assert label(found, replace(quarter, missing=("x",)), day) == expected


TERM = [
    (END - timedelta(days=91), "open"),
    (END - timedelta(days=90), "at_risk"),
    (END, "at_risk"),
    (END + BEFORE, "overdue"),
]


@pytest.mark.parametrize(("day", "expected"), TERM)
def test_a_term(rules: Compiled, day: date, expected: str) -> None:
    """Fine print 4 and 13: at risk from the first reminder (90 days); late the day after the due day."""
    rule = rules.rule("term")
    due = to_day(END)
    found = row(rule, period=due - 1096, due=due, overdue=due + 1)
    assert label(found, rule, day) == expected
    assert label(found._replace(total=10, ontime=10), rule, day) == "met"
    assert label(found._replace(total=10), rule, day) == "met_late"


def test_a_term_without_beginning(rules: Compiled) -> None:
    rule = rules.rule("term")
    found = row(rule, period=NEVER, due=NEVER, overdue=NEVER)
    assert label(found, rule, END) == "unknown"


def test_a_term_without_reminders(rules: Compiled) -> None:
    term = rules.rule("term")
    rule = replace(term, obligations=(replace(term.obligations[0], remind_days=()),))
    found = row(rule, due=to_day(END), overdue=to_day(END) + 1)
    assert label(found, rule, END - BEFORE) == "open"


def test_a_state(rules: Compiled) -> None:
    """Fine print 14: open for settle_days (90) from the day the condition began, met as soon as it holds."""
    rule = rules.rule("setup")
    overdue = START + timedelta(days=90)
    found = row(rule, due=to_day(overdue) - 1, overdue=to_day(overdue))
    assert label(found, rule, START) == "open"
    assert label(found, rule, overdue - BEFORE) == "open"
    assert label(found, rule, overdue) == "overdue"
    assert label(found._replace(total=10, ontime=10), rule, overdue) == "met"


def test_a_state_to_be_reached_at_once(rules: Compiled) -> None:
    setup = rules.rule("setup")
    rule = replace(setup, obligations=(replace(setup.obligations[0], settle_days=0),))
    found = row(rule, due=to_day(START) - 1, overdue=to_day(START))
    assert label(found, rule, START) == "overdue"


def test_a_response(rules: Compiled) -> None:
    rule = rules.rule("opened")
    due = START + timedelta(days=90)
    found = row(rule, due=to_day(due), overdue=to_day(due) + 1)
    assert label(found, rule, due) == "open"
    assert label(found, rule, due + BEFORE) == "overdue"
    assert label(found._replace(total=10, ontime=10), rule, due) == "met"
    assert label(found._replace(total=10), rule, due + BEFORE) == "met_late"
