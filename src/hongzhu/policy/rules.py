"""What a compiled pack is: rules with numbered roles, needs in tenths, and slots (periods with deadlines).

Everything an engine needs is in these few tables; nothing in them is a date or a fraction.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from .days import iso, to_date
from .expressions import Expr
from .pack import Obligation, Pack

COUNTED = ("count", "sum")
CONTINUOUS = ("state", "share", "derived")
"""shapes whose rows each describe a stretch of days: the one that covers the day asked is shown"""


class RoleKey(NamedTuple):
    """A condition on subjects of one kind; `calendar` only where it is read at period ends.

    `since`: not before this day, where a document came later than the pack.
    """

    kind: str
    expr: Expr | None
    calendar: str
    since: int = 0


class NeedRow(NamedTuple):
    """What a role owes, in tenths, in periods that begin in [from_day, until_day). rank: which obligation.

    An exempt role would owe it: its days weigh only where nothing else is left of the period.
    """

    role: int
    rank: int
    need: int
    is_exempt: int
    from_day: int
    until_day: int


class Slot(NamedTuple):
    """One period of one rule: evidence counts in [start, end); due = last day in time; overdue = first late day."""

    start: int
    end: int
    label: str
    due: int
    overdue: int
    base_start: int
    base_end: int


@dataclass(frozen=True)
class Rule:
    """One obligation, or several of one stack, ready for any engine. Obligations are ranked, the strictest last."""

    number: int
    shape: str
    obligations: tuple[Obligation, ...]
    kinds: tuple[str, ...]
    calendar: str = ""
    needs: tuple[NeedRow, ...] = ()
    slots: tuple[Slot, ...] = ()
    is_sum: bool = False
    during: int = 0
    share: int = 0
    """permille of the period's days that the role must be held"""
    prorata: bool = False
    step: int = 1
    held: int = 0
    """role under which the duty is owed (all but count and sum)"""
    holds: int = 0
    """role that satisfies a state; share: that counts as good"""
    among: int = 0
    """share: role of those who are counted"""
    below: tuple[str, bool] = ("", False)
    """share: the link to them, and whether it is read backwards; no link: all of their kind"""
    weekday: int = 0
    """1–7: the only day of the week whose evidence counts"""
    missing: tuple[str, ...] = ()
    """what the installed rooms would have to record, in Chinese; empty: everything it needs can be recorded"""

    @property
    def recordable(self) -> bool:
        """Can the duty be judged from what the installed rooms record?"""
        return not self.missing

    @property
    def key(self) -> str:
        """A name that stays the same when other obligations come and go."""
        return self.obligations[0].stack or self.obligations[0].id

    @property
    def subject(self) -> str:
        return self.obligations[0].subject


@dataclass
class Compiled:
    """All rules of a pack over a window of days."""

    pack: Pack
    rules: list[Rule]
    roles: list[RoleKey]
    """role number → condition; number 0 is unused"""
    calendars: dict[str, tuple[tuple[int, int], ...]]
    """calendar → its periods as day spans"""
    effective: int
    """nothing is judged before this day"""
    window: tuple[int, int]
    """days for which there are slots"""
    by_number: dict[int, Rule] = field(default_factory=dict)
    slot_of: dict[tuple[int, int], Slot] = field(default_factory=dict)
    """(rule, first day) → slot"""
    numbers: dict[str, list[tuple[int, int, float]]] = field(default_factory=dict)
    """parameter → its values over stretches of days"""
    weekdays: dict[str, int] = field(default_factory=dict)
    """calendar → the day of the week, 1–7, on which evidence counts; without one: every day"""

    def days_of(self, calendar: str) -> Iterator[tuple[int, int]]:
        """(day, first day of its period) of every day whose evidence counts."""
        wanted = self.weekdays.get(calendar, 0)
        for start, end in self.calendars[calendar]:
            for day in range(start, end):
                if not wanted or is_on(day, wanted):
                    yield day, start

    def roles_of(self, kind: str) -> list[int]:
        """Numbers of the roles that subjects of a kind can hold."""
        return [number for number, role in enumerate(self.roles) if number and role.kind == kind]

    def rule(self, key: str) -> Rule:
        """A rule by obligation id or stack. Raises KeyError."""
        for rule in self.rules:
            if rule.key == key or any(each.id == key for each in rule.obligations):
                return rule
        raise KeyError(key)


def is_on(day: int, weekday: int) -> bool:
    """Does a day fall on a day of the week, 1 (Monday) to 7?"""
    return (day - 1) % 7 + 1 == weekday


def describe(slot: Slot) -> str:
    """For logs and tests: label and dates."""
    return f"{slot.label} [{iso(slot.start)}, {iso(slot.end)}) 至 {to_date(slot.due)}"
