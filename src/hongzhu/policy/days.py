"""Days as integers.

Every day in the engine is `date.toordinal()`, so that no database ever does date arithmetic. Intervals are
half-open `[start, end)`; an open end is FOREVER.
"""

from calendar import monthrange
from datetime import date

FOREVER = date.max.toordinal()
ALL_KNOWN = FOREVER - 1
"""the day on which everything entered so far is known and nothing is still to be withdrawn"""


def to_day(value: date) -> int:
    """The day number of a date."""
    return value.toordinal()


def to_date(day: int) -> date:
    """The date of a day number; FOREVER and anything beyond gives date.max."""
    return date.fromordinal(min(day, FOREVER))


def end_day(value: date | None) -> int:
    """The day number of an end that may be open."""
    return FOREVER if value is None else value.toordinal()


def iso(day: int) -> str:
    """2026-10-01; empty for FOREVER."""
    return "" if day >= FOREVER else to_date(day).isoformat()


def spoken(day: int) -> str:
    """2026年10月1日, as a sentence for a reader has it."""
    value = to_date(day)
    return f"{value.year}年{value.month}月{value.day}日"


def add_months(value: date, months: int) -> date:
    """The same day some months on, clamped to the last day of the month (08-31 plus six months is 02-28)."""
    year, month0 = divmod(value.year * 12 + value.month - 1 + months, 12)
    return date(year, month0 + 1, min(value.day, monthrange(year, month0 + 1)[1]))
