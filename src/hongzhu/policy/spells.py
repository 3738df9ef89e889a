"""From expressions to spells: the stretches of days on which a subject satisfies a condition.

This is the one place where conditions meet timelines; every engine then reads the same spells.
"""

from collections.abc import Mapping
from operator import eq, ge, gt, le, lt, ne
from types import MappingProxyType

from .expressions import AtPeriodEnd, Both, Counted, Either, Expr, Named, Not, Valued
from .intervals import Span, at_least, both, clean, covers, either, without
from .vocabulary import RELATIONS
from .world import World

COMPARE = {"==": eq, "!=": ne, ">=": ge, "<=": le, ">": gt, "<": lt}
Periods = tuple[tuple[int, int], ...]


class Spells:
    """Evaluates expressions over a world, remembering what it has worked out.

    `predicates` are the pack's named conditions: name → (kind of subject, expression). `calendars` give the periods
    over which `at_period_end` spreads its answer, `numbers` the parameters that conditions name, stretch by stretch.
    """

    def __init__(
        self,
        world: World,
        predicates: dict[str, tuple[str, Expr]],
        calendars: dict[str, Periods],
        numbers: Mapping[str, list[tuple[int, int, float]]] = MappingProxyType({}),
    ) -> None:
        self.world = world
        self.predicates = predicates
        self.calendars = calendars
        self.numbers = numbers
        self._known: dict[tuple[str, int, str], list[Span]] = {}

    def state(self, name: str, subject: int, calendar: str, days: list[Span]) -> None:
        """Take a predicate's days as given (a worked example states roles, not timelines)."""
        self._known[name, subject, calendar] = days

    def of(self, expr: Expr | None, subject: int, calendar: str = "") -> list[Span]:
        """Days on which `subject` exists and satisfies `expr` (None: exists)."""
        being = self.world.beings[subject]
        alive = [(being.from_day, being.until_day)] if being.from_day < being.until_day else []
        if expr is None:
            return alive
        found = self._of(expr, subject, calendar)
        return both(found, alive) if found else found

    def _of(self, expr: Expr, subject: int, calendar: str) -> list[Span]:
        """May reach beyond the subject's existence; `of` cuts it."""
        match expr:
            case Named():
                return self._named_of(expr.name, subject, calendar)
            case Both():
                found = self._of(expr.left, subject, calendar)
                return both(found, self._of(expr.right, subject, calendar)) if found else found
            case Counted():
                return self._counted_of(expr, subject, calendar)
            case Not():
                return without(self.of(None, subject), self._of(expr.inner, subject, calendar))
            case Either():
                return either(self._of(expr.left, subject, calendar), self._of(expr.right, subject, calendar))
            case Valued():
                return self._valued_of(expr.name, expr.values, expr.negated, subject)
            case AtPeriodEnd():
                return self._at_period_end(expr.inner, subject, calendar)

    def _named_of(self, name: str, subject: int, calendar: str) -> list[Span]:
        key = (name, subject, calendar)
        if (known := self._known.get(key)) is not None:
            return known
        kind, expr = self.predicates.get(name, ("", None))
        if not kind:
            found = self._valued_of(name, ("yes",), False, subject)
        else:
            found = self.of(expr, subject, calendar) if self.world.beings[subject].kind == kind else []
        self._known[key] = found
        return found

    def _valued_of(self, name: str, values: tuple[str, ...], negated: bool, subject: int) -> list[Span]:
        stored = self.world.attributes.get((subject, name))
        found = clean(span for value in values for span in stored.get(value, ())) if stored else []
        return without(self.of(None, subject), found) if negated else found

    def _counted_of(self, expr: Counted, subject: int, calendar: str) -> list[Span]:
        kind = self.world.beings[subject].kind
        link, reverse, _target = RELATIONS[kind].get(expr.relation, ("", False, ""))
        links = self.world.linked(subject, link, reverse=reverse) if link else []
        is_any = expr.op == ">=" and expr.number == 1
        if is_any and not links:
            return []
        linked: dict[int, list[Span]] = {}
        for other, start, end in links:
            linked.setdefault(other, []).append((start, end))
        stacks = []
        for other, spans in linked.items():
            found = both(clean(spans), self.of(expr.inner, other, calendar))
            if found:
                stacks.append(found)
        if is_any:
            return stacks[0] if len(stacks) == 1 else clean(span for spans in stacks for span in spans)
        steps = at_least(stacks)
        alive = self.of(None, subject)
        if isinstance(expr.number, int):
            return _compared(steps, alive, expr.op, expr.number)
        return clean(
            span
            for since, until, number in self.numbers[expr.number]
            for span in both(_compared(steps, alive, expr.op, number), [(since, until)])
        )

    def _at_period_end(self, inner: Expr, subject: int, calendar: str) -> list[Span]:
        """Contract, fine print 10: counted on the last existing day in the period."""
        being = self.world.beings[subject]
        spans = self.of(inner, subject, calendar)
        out = []
        for start, end in self.calendars[calendar]:
            first, beyond = max(start, being.from_day), min(end, being.until_day)
            if first < beyond and covers(spans, beyond - 1):
                out.append((first, beyond))
        return clean(out)


def _compared(steps: list[tuple[int, int, int]], alive: list[Span], op: str, number: float) -> list[Span]:
    """The days on which so many compare with a number as asked; on those of `alive` without a step there is none."""
    compare = COMPARE[op]
    held = clean((start, end) for start, end, level in steps if compare(level, number))
    if not compare(0, number):
        return held
    return either(held, without(alive, clean((start, end) for start, end, _level in steps)))
