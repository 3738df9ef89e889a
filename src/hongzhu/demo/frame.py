"""The days of the demo: from when to when, and everything that is placed relative to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from hongzhu.policy.days import add_months

# Days on which schools are open, in the months that have holidays; the rest of the year has none of its own.
OPEN_DAYS = {1: (4, 9), 2: (22, 28), 7: (1, 10), 8: (24, 31)}
FREE_DAYS = {(1, 1), (1, 2), (1, 3), *((5, day) for day in range(1, 6)), *((10, day) for day in range(1, 8))}


@dataclass(frozen=True)
class Frame:
    """Records run from `since` to `on`, both included. Months are known by their first day."""

    since: date
    on: date

    def months(self) -> Iterator[date]:
        """The months that have begun, in order."""
        month = self.since.replace(day=1)
        while month <= self.on:
            yield month
            month = add_months(month, 1)

    def ago(self, months: int) -> date:
        """The month so many months before the present one."""
        return add_months(self.on.replace(day=1), -months)

    def back(self, day: date) -> int:
        """How many months ago a day was."""
        return (self.on.year - day.year) * 12 + self.on.month - day.month

    def last(self, month: int) -> date:
        """The latest first day of this month of the year that is not after `on`: last(7) is 1 July."""
        return date(self.on.year - (self.on.month < month), month, 1)

    def school_year(self, years_ago: int = 0) -> date:
        """1 September of the school year so many years ago."""
        return add_months(self.last(9), -12 * years_ago)

    def last_quarter(self) -> date:
        """The first month of the last quarter that is over."""
        return self.ago((self.on.month - 1) % 3 + 3)

    def holds(self, day: date, entered: date) -> bool:
        """Does a record of that day, entered then, exist yet?"""
        return self.since <= day <= self.on and entered <= self.on


def first_since(on: date) -> date:
    """Where records begin if nothing is said: the earliest school year that `standing` shows by default."""
    return date(on.year - 2, 9, 1)


@cache
def open_days(month: date) -> tuple[date, ...]:
    """The days of a month on which schools are open."""
    first, last = OPEN_DAYS.get(month.month, (1, 31))
    days = (month + timedelta(days=each) for each in range(first - 1, last))
    return tuple(
        day
        for day in days
        if day.month == month.month and day.weekday() < 5 and (day.month, day.day) not in FREE_DAYS
    )


def part_of(month: date, part: int, parts: int) -> tuple[date, ...]:
    """The open days of one part of a month: part_of(month, 0, 3) is its first third. Never empty."""
    days = open_days(month)
    size = len(days)
    return days[size * part // parts : size * (part + 1) // parts] or days[-1:]


def after(day: date, days: int) -> date:
    """So many days later."""
    return day + timedelta(days=days)
