"""What a document leaves open is listed; a decision of the district settles it from a day on, and stays 本区设定."""

from datetime import date

import pytest

from hongzhu.policy.calendars import Period
from hongzhu.policy.deciding import CALENDAR, Decision, calendar_of, decided, faults_of, open_duties
from hongzhu.policy.layers import resolve
from hongzhu.policy.loading import SHIPPED, load_pack
from hongzhu.policy.pack import Obligation, Pack

DAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def base() -> Pack:
    return load_pack(SHIPPED / "dongchang-2017", proofs=False)


def after(base: Pack, *decisions: Decision) -> Pack:
    layer = decided(base, decisions)
    assert layer is not None
    return resolve(base, [layer]).pack


def lecture(pack: Pack, day: date = DAY) -> Obligation:
    return pack.obligation("meeting.lecture").on(day)


def test_everything_assumed_of_a_duty_is_listed(base: Pack) -> None:
    found = {each.duty.id: each for each in open_duties(base, DAY)}
    fields = {
        each.name: (each.value, each.may_change, each.decided) for each in found["meeting.lecture"].fields
    }
    assert fields == {
        "min": (1, True, False),
        "period": ("quarter", True, False),
        "grace_days": (7, True, False),
        "partial": ({}, False, False),
    }
    silent = {each.id for each in base.obligations if each.assumptions}
    assert set(found) == silent, "nothing the pack assumes is left out"


def test_confirming_settles_without_changing(base: Pack) -> None:
    found = after(
        base, Decision("meeting.lecture", "min", None, DAY), Decision("meeting.lecture", "period", None, DAY)
    )
    duty = lecture(found)
    assert (duty.min, duty.period, duty.confirmed) == (1, "quarter", True)
    assert "min" in duty.assumed, "the document still does not say it"
    assert not lecture(found, date(2025, 12, 31)).confirmed


def test_changing_from_a_day_on(base: Pack) -> None:
    found = after(
        base,
        Decision("meeting.lecture", "min", 2, DAY),
        Decision("meeting.lecture", "period", "half", DAY),
        Decision("meeting.lecture", "min", 3, date(2027, 1, 1)),
    )
    assert [lecture(found, date(year, 6, 1)).min for year in (2025, 2026, 2027)] == [1, 2, 3]
    assert lecture(found).period == "half"
    assert lecture(found).bound == {}, "it comes from no other document"


def test_half_a_decision_leaves_it_open(base: Pack) -> None:
    assert not lecture(after(base, Decision("meeting.lecture", "min", None, DAY))).confirmed


def test_no_decision_no_layer(base: Pack) -> None:
    assert decided(base, []) is None
    assert decided(base, [Decision(CALENDAR, "autumn_starts", "08-28", DAY)]) is None


def test_the_calendar(base: Pack) -> None:
    decisions = [
        Decision(CALENDAR, "autumn_starts", "08-25", DAY),
        Decision(CALENDAR, "skip_vacation_months", True, DAY),
        Decision(CALENDAR, "semesters", [["2026秋", "2026-08-28", "2027-01-20"]], DAY),
        Decision(CALENDAR, "vacations", [["2026-07-11", "2026-08-28"]], DAY),
    ]
    found = calendar_of(base.calendar, decisions)
    assert (found.autumn_starts, found.skip_vacation_months) == ((8, 25), True)
    assert found.semesters == (Period("2026秋", date(2026, 8, 28), date(2027, 1, 20)),)
    assert found.vacations == ((date(2026, 7, 11), date(2026, 8, 28)),)
    assert calendar_of(base.calendar, []) == base.calendar


WRONG = {
    "min": [0, 1.5, True, "2", 2000],
    "grace_days": [-1, 400, 2.5, None],
    "period": ["once", "never", 3],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, some in WRONG.items() for value in some]
)
def test_what_cannot_be_set_is_told(base: Pack, field: str, value: object) -> None:
    assert field in faults_of(lecture(base), {field: value})


def test_what_can_be_set(base: Pack) -> None:
    assert faults_of(lecture(base), {"min": 2, "period": "semester", "grace_days": 0}) == {}
    assert faults_of(base.obligation("hours.member"), {"min": 16.5}) == {}
