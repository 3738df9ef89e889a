"""Every kind of period: labels as the contract prints them, half-open, without gaps or overlaps."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongzhu.policy.calendars import Calendar, Period, periods

USUAL = Calendar()
TWENTY_YEARS = date(2010, 3, 5), date(2030, 3, 5)
KINDS = ["week", "month", "quarter", "half", "semester", "year", "schoolyear", "biennium"]

EXAMPLES = [
    ("month", date(2026, 10, 15), "2026-10", date(2026, 10, 1), date(2026, 11, 1)),
    ("month", date(2026, 12, 31), "2026-12", date(2026, 12, 1), date(2027, 1, 1)),
    ("month", date(2024, 2, 29), "2024-02", date(2024, 2, 1), date(2024, 3, 1)),
    ("quarter", date(2026, 9, 30), "2026Q3", date(2026, 7, 1), date(2026, 10, 1)),
    ("quarter", date(2026, 12, 31), "2026Q4", date(2026, 10, 1), date(2027, 1, 1)),
    ("half", date(2026, 6, 30), "2026H1", date(2026, 1, 1), date(2026, 7, 1)),
    ("half", date(2026, 7, 1), "2026H2", date(2026, 7, 1), date(2027, 1, 1)),
    ("year", date(2024, 2, 29), "2024", date(2024, 1, 1), date(2025, 1, 1)),
    ("week", date(2026, 11, 22), "2026-W47", date(2026, 11, 16), date(2026, 11, 23)),
    ("week", date(2021, 1, 3), "2020-W53", date(2020, 12, 28), date(2021, 1, 4)),
    ("week", date(2024, 12, 30), "2025-W01", date(2024, 12, 30), date(2025, 1, 6)),
    ("schoolyear", date(2026, 8, 31), "2025学年", date(2025, 9, 1), date(2026, 9, 1)),
    ("schoolyear", date(2026, 9, 1), "2026学年", date(2026, 9, 1), date(2027, 9, 1)),
    ("semester", date(2027, 1, 31), "2026秋", date(2026, 9, 1), date(2027, 2, 1)),
    ("semester", date(2026, 2, 1), "2026春", date(2026, 2, 1), date(2026, 9, 1)),
    ("biennium", date(2026, 12, 31), "2025-2026", date(2025, 1, 1), date(2027, 1, 1)),
    ("biennium", date(2017, 1, 1), "2017-2018", date(2017, 1, 1), date(2019, 1, 1)),
]


def found_on(kind: str, day: date, calendar: Calendar = USUAL) -> list[Period]:
    return periods(kind, day, day + timedelta(days=1), calendar)


@pytest.mark.parametrize(("kind", "day", "label", "start", "end"), EXAMPLES)
def test_the_period_of_a_day(kind: str, day: date, label: str, start: date, end: date) -> None:
    assert found_on(kind, day) == [Period(label, start, end)]


@pytest.mark.parametrize("kind", KINDS)
def test_no_gap_and_no_overlap_in_twenty_years(kind: str) -> None:
    found = periods(kind, *TWENTY_YEARS, USUAL)
    assert all(one.end == other.start for one, other in pairwise(found))
    assert found[0].start <= TWENTY_YEARS[0] < found[0].end
    assert found[-1].start < TWENTY_YEARS[1] <= found[-1].end
    assert len({each.label for each in found}) == len(found)


@pytest.mark.parametrize("kind", KINDS)
@given(start=st.dates(date(2015, 1, 1), date(2035, 1, 1)), days=st.integers(1, 900))
def test_a_period_is_the_same_whatever_days_are_asked(kind: str, start: date, days: int) -> None:
    end = start + timedelta(days=days)
    wide = periods(kind, date(2014, 1, 1), date(2039, 1, 1), USUAL)
    assert periods(kind, start, end, USUAL) == [
        each for each in wide if each.start < end and each.end > start
    ]


def test_periods_are_half_open() -> None:
    first, then = date(2026, 10, 1), date(2026, 11, 1)
    assert [each.label for each in periods("month", first, then, USUAL)] == ["2026-10"]
    assert [each.label for each in periods("month", first, then + timedelta(days=1), USUAL)] == [
        "2026-10",
        "2026-11",
    ]
    assert periods("month", first, first, USUAL) == []


def test_an_unknown_kind() -> None:
    with pytest.raises(ValueError, match="没有“fortnight”这种周期"):
        periods("fortnight", *TWENTY_YEARS, USUAL)


@pytest.mark.parametrize(
    ("size", "anchor", "day", "label"),
    [
        (3, 2018, date(2026, 5, 1), "2024-2026"),
        (3, 2018, date(2017, 5, 1), "2015-2017"),
        (5, 2021, date(2025, 12, 31), "2021-2025"),
        (2, 2030, date(2026, 5, 1), "2026-2027"),
    ],
)
def test_other_cycles(size: int, anchor: int, day: date, label: str) -> None:
    calendar = Calendar(cycle_years=size, cycle_anchor=anchor)
    (found,) = found_on("biennium", day, calendar)
    first = int(label[:4])
    assert found == Period(label, date(first, 1, 1), date(first + size, 1, 1))


def test_a_school_year_of_another_day() -> None:
    calendar = Calendar(schoolyear_starts=(8, 20))
    assert [each.label for each in found_on("schoolyear", date(2026, 8, 19), calendar)] == ["2025学年"]
    assert [each.label for each in found_on("schoolyear", date(2026, 8, 20), calendar)] == ["2026学年"]


AUTUMN = Period("2026秋", date(2026, 8, 28), date(2027, 1, 20))
SPRING = Period("2027春", date(2027, 2, 22), date(2027, 7, 10))


def test_semesters_of_the_district() -> None:
    """What the district has set stands; between its dates there is no semester."""
    calendar = Calendar(semesters=(AUTUMN, SPRING))
    found = periods("semester", date(2026, 9, 1), date(2027, 8, 1), calendar)
    assert found == [AUTUMN, SPRING]
    assert found_on("semester", date(2027, 2, 1), calendar) == []


def test_a_semester_not_set_gives_way_to_its_neighbours() -> None:
    """Without this a day would belong to two semesters."""
    late = AUTUMN._replace(end=date(2027, 2, 10))
    found = periods("semester", date(2026, 3, 1), date(2027, 8, 1), Calendar(semesters=(late,)))
    assert found == [
        Period("2026春", date(2026, 2, 1), date(2026, 8, 28)),
        late,
        Period("2027春", date(2027, 2, 10), date(2027, 9, 1)),
    ]


@given(st.sets(st.sampled_from(range(8)), max_size=8), st.data())
def test_semesters_never_overlap(chosen: set[int], data: st.DataObject) -> None:
    """Whichever semesters the district has set, as long as those do not overlap each other."""
    usual = periods("semester", date(2025, 9, 1), date(2029, 9, 1), USUAL)
    moved = [
        each._replace(
            start=each.start + timedelta(days=data.draw(st.integers(-10, 20))),
            end=each.end - timedelta(days=data.draw(st.integers(11, 40))),
        )
        for number, each in enumerate(usual)
        if number in chosen
    ]
    found = periods("semester", date(2025, 1, 1), date(2030, 1, 1), Calendar(semesters=tuple(moved)))
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(each in found for each in moved)


def test_vacation_months_are_skipped() -> None:
    """Half of a month's days as holidays, or more; only where the district wants that, and only months."""
    holidays = ((date(2026, 7, 16), date(2026, 9, 1)), (date(2026, 1, 17), date(2026, 2, 15)))
    calendar = Calendar(skip_vacation_months=True, vacations=holidays)
    months = [each.label for each in periods("month", date(2026, 1, 1), date(2027, 1, 1), calendar)]
    skipped = {"2026-02", "2026-07", "2026-08"}
    assert months == [f"2026-{month:02}" for month in range(1, 13) if f"2026-{month:02}" not in skipped]
    assert len(periods("quarter", date(2026, 1, 1), date(2027, 1, 1), calendar)) == 4
    kept = Calendar(vacations=holidays)
    assert len(periods("month", date(2026, 1, 1), date(2027, 1, 1), kept)) == 12
