"""From a pack to rules: conditions become numbered roles, numbers become needs in tenths, calendars become slots."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any

from .calendars import Calendar
from .consistency import names_in, reads_period_end
from .days import FOREVER, to_date, to_day
from .expressions import Both, Expr, Named, Not
from .pack import Obligation, Pack
from .rules import COUNTED, Compiled, NeedRow, RoleKey, Rule
from .slots import slots_of
from .vocabulary import ATTRIBUTE_NAMES, ATTRIBUTES, EVIDENCE, RELATIONS

DEFAULT_SHARE = 0.5
SPAN = ("period", "window", "deadline", "weekday")
"""what a calendar is made from"""


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
        self.weekdays: dict[str, int] = {}

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
            numbers={name: self.pack.fixed(name) for name in self.pack.params},
            weekdays=self.weekdays,
        )

    def rule(self, number: int, group: list[Obligation]) -> Rule:
        group = sorted(group, key=lambda each: self.pack.amount(each.on(self.end).min, self.end))
        first = group[0]
        common: dict[str, Any] = {
            "number": number,
            "shape": first.shape,
            "obligations": tuple(group),
            "kinds": tuple(f"step.{step}" for step in first.steps) or first.evidence,
            "missing": self.missing(group),
        }
        if first.shape in COUNTED:
            return self.counted(group, common)
        common["held"] = self.role(first.subject, first.when, "", _since(first))
        if first.shape == "state":
            return Rule(**common, holds=self.role(first.subject, first.holds, ""))
        if first.shape == "share":
            return self.share(first, common)
        return Rule(**common)

    def share(self, each: Obligation, common: dict[str, Any]) -> Rule:
        """Those who are counted, and those of them who are as they should be, are two roles of their kind."""
        link, backwards, kind = RELATIONS[each.subject].get(each.among, ("", False, each.among))
        good = (
            each.holds if each.where is None else Both(each.where, each.holds) if each.holds else each.where
        )
        return Rule(
            **common,
            among=self.role(kind, each.where, ""),
            holds=self.role(kind, good, ""),
            below=(link, backwards),
            needs=tuple(self.needs(0, each, "")),
        )

    def counted(self, group: list[Obligation], common: dict[str, Any]) -> Rule:
        first = group[0]
        slots = slots_of(first, self.pack.effective, (self.start, self.end), self.calendar)
        name = _calendar_name(first)
        self.calendars.setdefault(name, tuple((slot.start, slot.end) for slot in slots))
        if first.weekday:
            self.weekdays[name] = first.weekday
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
            weekday=first.weekday,
        )

    def needs(self, rank: int, each: Obligation, calendar: str) -> list[NeedRow]:
        """One row per stretch on which the number and the condition stay the same; who is exempt apart."""
        found: list[NeedRow] = []
        days = self.turns(each)
        for start, end in zip(days, [*days[1:], FOREVER], strict=True):
            if end <= _since(each):
                continue
            start = max(start, _since(each))
            held = each.on(to_date(start))
            need = round(float(self.pack.amount(held.min, to_date(start))) * 10)
            for role, is_exempt in self.owing(held, calendar):
                before = next((row for row in found if row.role == role and row.until_day == start), None)
                if before is not None and before.need == need:
                    found[found.index(before)] = before._replace(until_day=end)
                else:
                    found.append(NeedRow(role, rank, need, is_exempt, start, end))
        return found

    def turns(self, each: Obligation) -> list[int]:
        """The first days of the stretches: where a layer changes the duty, or a dated number changes."""
        days = {1} | {to_day(since) for since, _version in each.versions}
        for held in (each, *(version for _since, version in each.versions)):
            if isinstance(held.min, str):
                days |= {start for start, _end, _value in self.pack.fixed(held.min[1:])}
        return sorted(days)

    def owing(self, each: Obligation, calendar: str) -> Iterator[tuple[int, int]]:
        """(role, 0) of who owes; (role, 1) of who would, but is exempt."""
        when, excused = each.when, each.exempt_when
        owing = when if excused is None else Not(excused) if when is None else Both(when, Not(excused))
        yield self.role(each.subject, owing, calendar), 0
        if excused is not None:
            freed = excused if when is None else Both(when, excused)
            yield self.role(each.subject, freed, calendar), 1

    def role(self, kind: str, expr: Expr | None, calendar: str, since: int = 0) -> int:
        key = RoleKey(kind, expr, calendar if reads_period_end(expr, self.pack) else "", since)
        if key not in self.numbers:
            self.numbers[key] = len(self.roles)
            self.roles.append(key)
        return self.numbers[key]

    def missing(self, group: list[Obligation]) -> tuple[str, ...]:
        """What no installed room records of that by which the duty is judged, in Chinese."""
        found: dict[str, None] = {}
        for each in group:
            steps = {f"step.{step}" for step in each.steps}
            kinds = set(each.evidence) & self.facts or set(each.evidence)
            wanted = steps if each.shape == "steps" else kinds | ({each.trigger} - {""})
            found |= {title: None for kind, title in EVIDENCE.items() if kind in wanted - self.facts}
            for expr in (each.when, each.holds, each.where):
                unknown = sorted(name for name in self.used(expr) if not self.knows(name))
                found |= dict.fromkeys(ATTRIBUTE_NAMES[name] for name in unknown)
        return tuple(found)

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

    def knows(self, name: str) -> bool:
        return any(f"{kind}.{name}" in self.attributes for kind in ATTRIBUTES if name in ATTRIBUTES[kind])


def _since(each: Obligation) -> int:
    return to_day(each.effective) if each.effective else 0


def _calendar_name(each: Obligation) -> str:
    """Duties with the same name have the same slots, but for what is due when."""
    name = each.period
    if each.window:
        name += f"@{each.window[0]}/{each.window[1]}"
    if each.deadline:
        name += f"@{each.deadline}"
    if each.weekday:
        name += f"@{each.weekday}"
    turned = [(since, [getattr(version, key) for key in SPAN]) for since, version in each.versions]
    if any(span != [getattr(each, key) for key in SPAN] for _since, span in turned):
        name += f"~{sha256(repr(turned).encode()).hexdigest()[:8]}"
    return name
