"""A pack compiled: obligations become rules with numbered roles, needs in tenths, and slots (periods with deadlines).

Everything an engine needs is in these few tables; nothing in them is a date or a fraction.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from .calendars import Calendar, Period, periods
from .consistency import names_in, reads_period_end
from .days import FOREVER, iso, to_date, to_day
from .expressions import Both, Expr, Named, Not
from .pack import Obligation, Pack
from .vocabulary import ATTRIBUTES

DEFAULT_GRACE_DAYS = 7
"""the district's default for count and sum (contract, fine print 3); always assumed"""
DEFAULT_SHARE = 0.5
COUNTED = ("count", "sum")


class RoleKey(NamedTuple):
    """A condition on subjects of one kind; `calendar` only where it is read at period ends."""

    kind: str
    expr: Expr | None
    calendar: str


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
    """role under which the duty is owed (term, state, respond)"""
    holds: int = 0
    """role that satisfies a state"""
    recordable: bool = True

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

    def roles_of(self, kind: str) -> list[int]:
        """Numbers of the roles that subjects of a kind can hold."""
        return [number for number, role in enumerate(self.roles) if number and role.kind == kind]

    def rule(self, key: str) -> Rule:
        """A rule by obligation id or stack. Raises KeyError."""
        for rule in self.rules:
            if rule.key == key or any(each.id == key for each in rule.obligations):
                return rule
        raise KeyError(key)


def compile_pack(
    pack: Pack,
    window: tuple[date, date],
    *,
    recordable_facts: set[str],
    recordable_attributes: set[str],
    calendar: Calendar | None = None,
) -> Compiled:
    """Compile a pack for the days of a window. Attributes are named as kind.attribute, e.g. `school.large`.

    Nothing is judged before the pack's effective date, so the window begins no earlier.
    """
    return _Compiler(
        pack, window, recordable_facts, recordable_attributes, calendar or pack.calendar
    ).compiled()


class _Compiler:
    def __init__(
        self,
        pack: Pack,
        window: tuple[date, date],
        facts: set[str],
        attributes: set[str],
        calendar: Calendar,
    ) -> None:
        self.pack = pack
        self.start, self.end = max(window[0], pack.effective), window[1]
        self.facts = facts
        self.attributes = attributes
        self.calendar = calendar
        self.roles: list[RoleKey] = [RoleKey("", None, "")]
        self.numbers: dict[RoleKey, int] = {}
        self.calendars: dict[str, tuple[tuple[int, int], ...]] = {}

    def compiled(self) -> Compiled:
        groups: dict[str, list[Obligation]] = {}
        for each in self.pack.obligations:
            groups.setdefault(each.stack or each.id, []).append(each)
        rules = [self.rule(number, group) for number, group in enumerate(groups.values(), 1)]
        return Compiled(
            pack=self.pack,
            rules=rules,
            roles=self.roles,
            calendars=self.calendars,
            effective=to_day(self.pack.effective),
            window=(to_day(self.start), to_day(self.end)),
            by_number={rule.number: rule for rule in rules},
            slot_of={(rule.number, slot.start): slot for rule in rules for slot in rule.slots},
        )

    def rule(self, number: int, group: list[Obligation]) -> Rule:
        group = sorted(group, key=lambda each: self.pack.amount(each.min, self.end))
        first = group[0]
        common: dict[str, Any] = {
            "number": number,
            "shape": first.shape,
            "obligations": tuple(group),
            "kinds": first.evidence,
            "recordable": self.is_recordable(group),
        }
        if first.shape in COUNTED:
            return self.counted(group, common)
        held = self.role(first.subject, first.when, "")
        if first.shape == "state":
            return Rule(**common, held=held, holds=self.role(first.subject, first.holds, ""))
        return Rule(**common, held=held)

    def counted(self, group: list[Obligation], common: dict[str, Any]) -> Rule:
        first = group[0]
        name = first.period
        if first.window:
            name += f"@{first.window[0]}/{first.window[1]}"
        if first.deadline:
            name += f"@{first.deadline}"
        slots = self.slots(first)
        self.calendars.setdefault(name, tuple((slot.start, slot.end) for slot in slots))
        partial = first.partial or {"rule": "min-share", "share": DEFAULT_SHARE}
        prorata = partial["rule"] == "prorata"
        share = {"prorata": 0, "full": 1}.get(partial["rule"], partial.get("share", DEFAULT_SHARE))
        return Rule(
            **common,
            calendar=name,
            needs=tuple(need for rank, each in enumerate(group) for need in self.needs(rank, each, name)),
            slots=slots,
            is_sum=first.shape == "sum",
            during=self.role(first.subject, Named(first.while_role), "") if first.while_role else 0,
            share=round(share * 1000),
            prorata=prorata,
            step=round(partial.get("step", 0.1) * 10) if prorata else 1,
        )

    def needs(self, rank: int, each: Obligation, calendar: str) -> list[NeedRow]:
        """One row per stretch of a dated parameter, once for who owes and once for who is exempt."""
        when = each.when
        values = [(1, FOREVER, each.min)]
        if isinstance(each.min, str):
            steps = self.pack.params[each.min[1:]].values
            begins = [1] + [to_day(step.since) for step in steps[1:]]
            values = [
                (start, end, step.value)
                for start, end, step in zip(begins, [*begins[1:], FOREVER], steps, strict=True)
            ]
        excused = each.exempt_when
        owing = when if excused is None else Not(excused) if when is None else Both(when, Not(excused))
        role = self.role(each.subject, owing, calendar)
        roles = [(role, 0)]
        if excused is not None:
            freed = excused if when is None else Both(when, excused)
            roles.append((self.role(each.subject, freed, calendar), 1))
        return [
            NeedRow(role, rank, round(float(value) * 10), is_exempt, start, end)
            for role, is_exempt in roles
            for start, end, value in values
        ]

    def slots(self, each: Obligation) -> tuple[Slot, ...]:
        grace = DEFAULT_GRACE_DAYS if each.grace_days is None else each.grace_days
        if each.period == "once":
            assert each.deadline is not None
            close = to_day(each.deadline) + 1
            since = to_day(self.pack.effective)
            return (Slot(since, close, each.deadline.isoformat(), close - 1, close + grace, since, close),)
        found = []
        for period in periods(each.period, self.start, self.end, self.calendar):
            start, end = _window(period, each.window) if each.window else (period.start, period.end)
            close = to_day(_month_day(period.start, each.due)) + 1 if each.due else to_day(end)
            found.append(
                Slot(
                    to_day(start),
                    to_day(end),
                    period.label,
                    close - 1,
                    close + grace,
                    to_day(period.start),
                    to_day(period.end),
                )
            )
        return tuple(found)

    def role(self, kind: str, expr: Expr | None, calendar: str) -> int:
        key = RoleKey(kind, expr, calendar if reads_period_end(expr, self.pack) else "")
        if key not in self.numbers:
            self.numbers[key] = len(self.roles)
            self.roles.append(key)
        return self.numbers[key]

    def is_recordable(self, group: list[Obligation]) -> bool:
        """Can the installed rooms record what this duty is judged by?"""
        for each in group:
            if each.shape in {"steps", "share"}:
                return False
            if each.shape in COUNTED and not set(each.evidence) & self.facts:
                return False
            if each.shape == "term" and not set(each.evidence) & self.facts:
                return False
            if each.shape == "respond" and not {each.trigger} <= self.facts:
                return False
            if each.shape == "respond" and not set(each.evidence) & self.facts:
                return False
            if any(
                not self.knows(name, each.subject)
                for expr in (each.when, each.holds)
                for name in self.used(expr)
            ):
                return False
        return True

    def used(self, expr: Expr | None, seen: set[str] | None = None) -> set[str]:
        """Attribute names that an expression depends on, through predicates too."""
        seen = set() if seen is None else seen
        found: set[str] = set()
        for name in names_in(expr):
            if name not in self.pack.predicates:
                found.add(name)
            elif name not in seen:
                seen.add(name)
                found |= self.used(self.pack.predicates[name].expr, seen)
        return found

    def knows(self, name: str, _kind: str) -> bool:
        return any(f"{kind}.{name}" in self.attributes for kind in ATTRIBUTES if name in ATTRIBUTES[kind])


def _month_day(anchor: date, text: str) -> date:
    """`03-31` in the anchor's year, `+03-01` in the next."""
    year = anchor.year + text.startswith("+")
    month, day = (int(part) for part in text.lstrip("+").split("-"))
    return date(year, month, day)


def _window(period: Period, window: tuple[str, str]) -> tuple[date, date]:
    return _month_day(period.start, window[0]), _month_day(period.start, window[1])


def describe(slot: Slot) -> str:
    """For logs and tests: label and dates."""
    return f"{slot.label} [{iso(slot.start)}, {iso(slot.end)}) 至 {to_date(slot.due)}"
