"""Periods: week, month, quarter, half, semester, year, school year, n-year cycle, yearly window, one-off deadline.

What the document leaves open (when the school year begins, the cycle's first year, semester dates, whether holiday
months count) is data: `Calendar`, filled from the pack and the district's settings.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple


class Period(NamedTuple):
    """A stretch of days with the label the workbook and every output use; half-open."""

    label: str
    start: date
    end: date


@dataclass(frozen=True)
class Calendar:
    """The district's choices. `semesters` and `vacations` list the dates the district has set; else the defaults."""

    schoolyear_starts: tuple[int, int] = (9, 1)
    autumn_starts: tuple[int, int] = (9, 1)
    spring_starts: tuple[int, int] = (2, 1)
    cycle_years: int = 2
    cycle_anchor: int = 2017
    skip_vacation_months: bool = False
    semesters: tuple[Period, ...] = ()
    vacations: tuple[tuple[date, date], ...] = field(default=())


def periods(kind: str, start: date, end: date, calendar: Calendar) -> list[Period]:
    """The periods of a kind that overlap [start, end), in order. Raises ValueError for an unknown kind."""
    found = [each for each in _generate(kind, start, end, calendar) if each.start < end and each.end > start]
    if kind in ("week", "month") and calendar.skip_vacation_months:
        found = [each for each in found if not _mostly_vacation(each, calendar)]
    return found


def _generate(kind: str, start: date, end: date, calendar: Calendar) -> Iterator[Period]:
    years = range(start.year - 1, end.year + 1)
    if kind == "week":
        monday = start - timedelta(days=start.weekday())
        while monday < end:
            year, week, _day = monday.isocalendar()
            yield Period(f"{year}-W{week:02}", monday, monday + timedelta(days=7))
            monday += timedelta(days=7)
    elif kind in MONTHS:
        size, form = MONTHS[kind]
        for year in years:
            for number, month in enumerate(range(1, 13, size), 1):
                until = date(year + (month + size > 12), (month + size - 1) % 12 + 1, 1)
                yield Period(form.format(year=year, number=number), date(year, month, 1), until)
    elif kind == "schoolyear":
        for year in years:
            yield Period(
                f"{year}学年",
                date(year, *calendar.schoolyear_starts),
                date(year + 1, *calendar.schoolyear_starts),
            )
    elif kind == "semester":
        yield from _semesters(years, calendar)
    elif kind == "biennium":
        size, anchor = calendar.cycle_years, calendar.cycle_anchor
        first = start.year - (start.year - anchor) % size
        for year in range(first, end.year + 1, size):
            yield Period(f"{year}-{year + size - 1}", date(year, 1, 1), date(year + size, 1, 1))
    else:
        raise ValueError(f"没有“{kind}”这种周期")


MONTHS = {
    "month": (1, "{year}-{number:02}"),
    "quarter": (3, "{year}Q{number}"),
    "half": (6, "{year}H{number}"),
    "year": (12, "{year}"),
}


def _semesters(years: range, calendar: Calendar) -> Iterator[Period]:
    """The district's own dates where it has set them; elsewhere the default halves of the school year, cut at those."""
    named = {each.label: each for each in calendar.semesters}
    for year in years:
        spring, autumn = date(year, *calendar.spring_starts), date(year, *calendar.autumn_starts)
        following = date(year + 1, *calendar.spring_starts)
        for before, label, after, start, end in (
            (f"{year - 1}秋", f"{year}春", f"{year}秋", spring, autumn),
            (f"{year}春", f"{year}秋", f"{year + 1}春", autumn, following),
        ):
            if before in named:
                start = max(start, named[before].end)
            if after in named:
                end = min(end, named[after].start)
            yield named.get(label, Period(label, start, end))


def _mostly_vacation(period: Period, calendar: Calendar) -> bool:
    """At least half of its days are school holidays."""
    free = sum(
        max(0, (min(period.end, until) - max(period.start, since)).days)
        for since, until in calendar.vacations
    )
    return free * 2 >= (period.end - period.start).days
