"""A second opinion on count and sum duties, by brute force: ask every condition on every single day.

Shares nothing with the engine but the parsed pack: no intervals, no spells, no kernel.
"""

from collections.abc import Iterator
from datetime import date
from math import ceil
from operator import eq, ge, gt, le, lt, ne

from hongzhu.policy.calendars import periods
from hongzhu.policy.days import FOREVER, to_date, to_day
from hongzhu.policy.expressions import AtPeriodEnd, Both, Counted, Either, Expr, Named, Not, Valued
from hongzhu.policy.pack import Obligation, Pack
from hongzhu.policy.reference import Fact
from hongzhu.policy.vocabulary import RELATIONS
from hongzhu.policy.world import World

COMPARED = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


class Oracle:
    """Conditions and counts of one world, one day at a time."""

    def __init__(self, pack: Pack, world: World, facts: list[Fact]) -> None:
        self.pack, self.world, self.facts = pack, world, facts
        self.remembered: dict[tuple[int, int, int, str], tuple[Expr, bool]] = {}
        """by the expression's identity, which is quicker than its hash; it is kept so that no other gets it"""

    def holds(self, expr: Expr | None, subject: int, day: int, period: str) -> bool:
        being = self.world.beings[subject]
        if not being.from_day <= day < being.until_day:
            return False
        if expr is None:
            return True
        key = (id(expr), subject, day, period)
        if key not in self.remembered:
            self.remembered[key] = expr, self.ask(expr, subject, day, period)
        return self.remembered[key][1]

    def ask(self, expr: Expr, subject: int, day: int, period: str) -> bool:
        match expr:
            case Named(name) if name in self.pack.predicates:
                predicate = self.pack.predicates[name]
                right_kind = self.world.beings[subject].kind == predicate.of
                return right_kind and self.holds(predicate.expr, subject, day, period)
            case Named(name):
                return self.value(subject, name, day) == "yes"
            case Valued(name, values, negated):
                return (self.value(subject, name, day) in values) != negated
            case Not(inner):
                return not self.holds(inner, subject, day, period)
            case Both(left, right):
                return self.holds(left, subject, day, period) and self.holds(right, subject, day, period)
            case Either(left, right):
                return self.holds(left, subject, day, period) or self.holds(right, subject, day, period)
            case AtPeriodEnd(inner):
                found = periods(period, to_date(day), to_date(day + 1), self.pack.calendar)
                if not found:
                    return False
                last = min(to_day(found[0].end), self.world.beings[subject].until_day) - 1
                return self.holds(inner, subject, last, period)
            case Counted(relation, inner, op, number):
                link, reverse, _kind = RELATIONS[self.world.beings[subject].kind].get(
                    relation, ("", False, "")
                )
                others = {
                    other
                    for other, start, end in self.world.linked(subject, link, reverse=reverse)
                    if start <= day < end and self.holds(inner, other, day, period)
                }
                wanted = self.pack.amount(f"${number}", to_date(day)) if isinstance(number, str) else number
                return COMPARED[op](len(others), wanted)
        raise AssertionError(expr)

    def value(self, subject: int, name: str, day: int) -> str:
        for value, spans in self.world.attributes.get((subject, name), {}).items():
            if any(start <= day < end for start, end in spans):
                return value
        return ""

    def rows(
        self, subject: int, group: list[Obligation], on: int, years: range
    ) -> Iterator[tuple[object, ...]]:
        """(stack or id, main obligation, label, need, total, on time, exempt) per period that owes anything."""
        first = group[0]
        for label, start, span in self.spans(first, years):
            days = {each.id: 0 for each in group}
            freed, weight, spared, peak = 0, 0.0, 0.0, 0.0
            for day in span:
                if to_date(day) < self.pack.effective:
                    continue
                for each in group:
                    if self.holds(each.when, subject, day, first.period):
                        days[each.id] += 1
                        amount = self.pack.amount(each.min, start)
                        peak = max(peak, amount)
                        if each.exempt_when and self.holds(each.exempt_when, subject, day, first.period):
                            freed, spared = freed + 1, spared + amount
                        else:
                            weight += amount
            held = sum(days.values())
            rule = (first.partial or {"rule": "min-share", "share": 0.5})["rule"]
            share = 0 if rule == "prorata" else (first.partial or {}).get("share", 0.5)
            if not held or held < share * len(span):
                continue
            weight = spared if freed == held else weight
            need = peak if rule != "prorata" else ceil(round(weight / len(span) / 0.5, 9)) * 0.5
            total, ontime = self.counted(subject, first, span, on)
            main = max(group, key=lambda each: (days[each.id], self.pack.amount(each.min, start)))
            yield (first.stack or first.id, main.id, label, need, total, ontime, freed == held)

    def spans(self, duty: Obligation, years: range) -> Iterator[tuple[str, date, range]]:
        """Label, day whose numbers hold, and the days that count, of every period; a single one from the first day."""
        if duty.deadline:
            days = range(to_day(self.pack.effective), to_day(duty.deadline) + 1)
            yield duty.deadline.isoformat(), self.pack.effective, days
            return
        for period in periods(duty.period, to_date(years[0]), to_date(years[-1]), self.pack.calendar):
            start, end = period.start, period.end
            if duty.window:
                start, end = (day_of_year(period.start, text) for text in duty.window)
            yield period.label, start, range(to_day(start), to_day(end))

    def counted(self, subject: int, duty: Obligation, span: range, on: int) -> tuple[float, float]:
        close = span[-1] + 1
        if duty.due:
            close = to_day(day_of_year(to_date(span[0]), duty.due)) + 1
        if duty.weekday:
            close = next(day for day in span if to_date(day).isoweekday() == duty.weekday) + 1
        late = close + (7 if duty.grace_days is None else duty.grace_days)
        total = ontime = 0.0
        for fact in self.facts:
            known = fact.since <= on and (fact.withdrawn == FOREVER or fact.withdrawn > on)
            if fact.subject != subject or fact.kind not in duty.evidence or fact.day not in span or not known:
                continue
            if duty.weekday and to_date(fact.day).isoweekday() != duty.weekday:
                continue
            if duty.while_role and not self.holds(Named(duty.while_role), subject, fact.day, ""):
                continue
            size = fact.qty / 10 if duty.shape == "sum" else 1
            total += size
            ontime += size if fact.entered < late else 0
        return total, ontime


def day_of_year(start: date, text: str) -> date:
    """`03-31` of the year of a period's first day; `+03-01` of the next."""
    month, day = map(int, text.lstrip("+").split("-"))
    return date(start.year + text.startswith("+"), month, day)
