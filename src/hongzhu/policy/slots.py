"""Periods with their deadlines: what a count or sum duty is judged by."""

from datetime import date, timedelta

from .calendars import Calendar, Period, periods
from .days import to_day
from .pack import Obligation
from .rules import Slot

DEFAULT_GRACE_DAYS = 7
"""the district's default for count and sum (contract, fine print 3); always assumed"""


def slots_of(
    each: Obligation, effective: date, window: tuple[date, date], calendar: Calendar
) -> tuple[Slot, ...]:
    """The slots of a duty that overlap a window, in order, none overlapping another.

    A period is judged by the version in force on the day it begins. Where a version changes the calendar, its periods
    follow the last old one that ends no later than the first of them begins.
    """
    if each.period == "once":
        return (_once(each.on(date.max), effective),)
    found: list[tuple[Obligation, Period]] = []
    for since, version in ((date.min, each), *each.versions):
        fresh = [period for period in periods(version.period, *window, calendar) if period.start >= since]
        if fresh:
            found = [(held, period) for held, period in found if period.end <= fresh[0].start]
            found += [(version, period) for period in fresh]
    return tuple(_slot(held, period) for held, period in found)


def _once(each: Obligation, effective: date) -> Slot:
    assert each.deadline is not None
    close, since = to_day(each.deadline) + 1, to_day(effective)
    return Slot(since, close, each.deadline.isoformat(), close - 1, close + _grace(each), since, close)


def _slot(each: Obligation, period: Period) -> Slot:
    start, end = _window(period, each.window) if each.window else (period.start, period.end)
    close = to_day(end)
    if each.due:
        close = to_day(_month_day(period.start, each.due)) + 1
    elif each.weekday:
        close = to_day(period.start + timedelta(days=each.weekday - 1)) + 1
    return Slot(
        to_day(start),
        to_day(end),
        period.label,
        close - 1,
        close + _grace(each),
        to_day(period.start),
        to_day(period.end),
    )


def _grace(each: Obligation) -> int:
    return DEFAULT_GRACE_DAYS if each.grace_days is None else each.grace_days


def _month_day(anchor: date, text: str) -> date:
    """`03-31` in the anchor's year, `+03-01` in the next."""
    year = anchor.year + text.startswith("+")
    month, day = (int(part) for part in text.lstrip("+").split("-"))
    return date(year, month, day)


def _window(period: Period, window: tuple[str, str]) -> tuple[date, date]:
    return _month_day(period.start, window[0]), _month_day(period.start, window[1])
