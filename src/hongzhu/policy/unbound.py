"""Why a duty does not bind: which of its conditions nobody here meets on a day, in the pack's own words.

Pure: conditions and timelines in, sentences out. What binds is no concern of this module.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .explaining import explain
from .expressions import Both, Expr, Named, Not
from .intervals import covers
from .pack import Obligation
from .rules import COUNTED, Compiled, Rule
from .spells import Spells
from .standing import NOT_APPLICABLE, Row
from .vocabulary import SUBJECT_KINDS
from .world import World

OF_DISTRICT = "这是区里办的，各单位不用办。"
OF_PLACES = ("school", "org", "group", "person", "district")
"""kinds of subject that stand with a place, or above all of them"""


@dataclass(frozen=True)
class Unbound:
    """A duty that binds nobody here, and why."""

    duty: Obligation
    reason: str


def unbound(
    compiled: Compiled,
    world: World,
    names: Mapping[int, str],
    day: int,
    owing: Iterable[tuple[int, int]],
) -> list[Unbound]:
    """In the order of the document. `names`: subjects of one place, with people; `owing`: (rule, subject) with a row."""
    teller = _Teller(compiled, world, names, day, frozenset(owing))
    order = {each.id: number for number, each in enumerate(compiled.pack.obligations)}
    found = [
        Unbound(duty, reason)
        for rule in compiled.rules
        if rule.recordable and rule.subject in OF_PLACES
        for duty in rule.obligations
        if (reason := teller.reason(rule, duty))
    ]
    return sorted(found, key=lambda each: order[each.duty.id])


class _Teller:
    def __init__(
        self,
        compiled: Compiled,
        world: World,
        names: Mapping[int, str],
        day: int,
        owing: frozenset[tuple[int, int]],
    ) -> None:
        predicates = {name: (each.of, each.expr) for name, each in compiled.pack.predicates.items()}
        self.spells = Spells(world, predicates, compiled.calendars, compiled.numbers)
        self.pack = compiled.pack
        self.world = world
        self.names = names
        self.day = day
        self.owing = owing

    def reason(self, rule: Rule, duty: Obligation) -> str:
        """Empty where it binds somebody, or where it is not for subjects such as these."""
        if duty.subject == "district":
            return OF_DISTRICT
        own = [each for each in self.names if self.world.beings[each].kind == duty.subject]
        if any((rule.number, each) in self.owing for each in own):
            return ""
        if duty.subject == "group" and not own:
            return "没有党小组。"
        held = [each for each in own if self.holds(duty.when, each, rule)]
        if held:
            return self.too_short(rule, duty, held[0])
        return self.lacking(duty, rule, own)

    def holds(self, expr: Expr | None, subject: int, rule: Rule) -> bool:
        """On the day."""
        return covers(self.spells.of(expr, subject, rule.calendar), self.day)

    def lacking(self, duty: Obligation, rule: Rule, own: list[int]) -> str:
        """Who would owe it, and what is not so here."""
        parts = list(_parts(duty.when))
        who = "、".join(filter(None, (self.title(part) for part in parts)))
        if not who:
            return ""
        if len(parts) > 1:
            who = f"同时是{who}的，"
        if duty.subject == "person" or not own:
            kind = SUBJECT_KINDS[duty.subject]
            return f"只有{who}才有这一项，现在没有这样的{kind}。{self.notes(parts)}"
        missing = [part for part in parts if not self.holds(part, own[0], rule)]
        said = "、".join(filter(None, (self.title(part) for part in missing))) if len(parts) > 1 else ""
        so = f"现在不是{said}" if said else "现在不是"
        return f"只有{who}才有这一项，{self.names[own[0]]}{so}。{self.notes(missing)}"

    def title(self, part: Expr) -> str:
        """“设支部委员会的党支部”."""
        if isinstance(part, Not):
            inner = self.title(part.inner)
            return f"不是{inner}的" if inner else ""
        predicate = self.pack.predicates.get(part.name) if isinstance(part, Named) else None
        return f"“{predicate.title}”" if predicate else ""

    def notes(self, parts: Iterable[Expr]) -> str:
        """How the district reads what the text does not say."""
        return "".join(
            f"本区设定：{predicate.note}"
            for part in parts
            if isinstance(part, Named)
            and (predicate := self.pack.predicates.get(part.name))
            and predicate.assumed
            and predicate.note
        )

    def too_short(self, rule: Rule, duty: Obligation, subject: int) -> str:
        """The engine's own words for a period of which too little is left to owe anything."""
        slot = next((each for each in rule.slots if each.start <= self.day < each.end), None)
        if rule.shape not in COUNTED or slot is None:
            return ""
        rank = rule.obligations.index(duty)
        row = Row(
            rule.number,
            subject,
            slot.start,
            slot.label,
            rank,
            slot.end,
            0,
            0,
            0,
            slot.due,
            slot.overdue,
            NOT_APPLICABLE,
            0,
        )
        told = explain(self.pack, rule, row, "not_applicable", on=self.day, roles={}, facts=[], used=None)
        return told.steps[1]


def _parts(expr: Expr | None) -> Iterator[Expr]:
    """What stands between the ands."""
    if isinstance(expr, Both):
        yield from _parts(expr.left)
        yield from _parts(expr.right)
    elif expr is not None:
        yield expr
