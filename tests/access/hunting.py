"""The hunt: every mutant is walked by the cases that touch it, until the first that deviates. `./run torture mutants`.

The world is made once, and every case is walked once to learn what it touches. What a mutant lets somebody write is
undone before the next.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field

from django.db import transaction

from tests.access.asked import Asking
from tests.access.mutants import Mutant
from tests.access.planting import planted, probed
from tests.access.walking import Case, Walker

AnyCase = Case | Asking


@dataclass
class Hunt:
    """What was killed, by what; and what survived."""

    killed: dict[Mutant, str] = field(default_factory=dict)
    survived: list[Mutant] = field(default_factory=list)
    walked: int = 0

    @property
    def count(self) -> int:
        """All mutants."""
        return len(self.killed) + len(self.survived)


def hunt(
    walker: Walker, cases: Iterable[AnyCase], mutants: Iterable[Mutant], say: Callable[[str], object]
) -> Hunt:
    """Hunt these mutants with these cases; `say` is told of each."""
    found, mutants = Hunt(), list(mutants)
    touching = touched_by(walker, cases, mutants)
    killers: Counter[tuple[str, str]] = Counter()
    for mutant in mutants:
        killer = _killer(walker, mutant, in_order(touching[mutant], killers), found)
        if killer is None:
            found.survived.append(mutant)
            say(f"{found.count:4} SURVIVED {mutant.place}（{len(touching[mutant])} cases touched it）")
        else:
            case, found.killed[mutant] = killer
            killers[case.reader, case.name] += 1
            say(f"{found.count:4} killed   {mutant.place} | {found.killed[mutant]}")
    return found


def touched_by(
    walker: Walker, cases: Iterable[AnyCase], mutants: Iterable[Mutant]
) -> dict[Mutant, list[AnyCase]]:
    """Which cases run what a mutant would change. The walk must be clean before anything is taken away."""
    by_module: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        by_module[mutant.module].append(mutant)
    touching: dict[Mutant, list[AnyCase]] = defaultdict(list)
    touched: set[Mutant] = set()
    with ExitStack() as stack:
        for module, its in by_module.items():
            stack.enter_context(probed(module, its, touched))
        for case in cases:
            touched.clear()
            assert list(walker.deviations(case)) == []
            for mutant in touched:
                touching[mutant].append(case)
    return touching


def in_order(cases: Iterable[AnyCase], killers: Counter[tuple[str, str]]) -> list[AnyCase]:
    """Lines before pages, for they cost less; kinds of case that have killed most before others, one of each by turns."""
    so_far: Counter[tuple[str, str]] = Counter()
    placed = []
    for case in cases:
        kind = case.reader, case.name
        so_far[kind] += 1
        placed.append(((isinstance(case, Case), so_far[kind], -killers[kind]), case))
    return [case for _, case in sorted(placed, key=lambda each: each[0])]


def _killer(walker: Walker, mutant: Mutant, cases: list[AnyCase], found: Hunt) -> tuple[AnyCase, str] | None:
    with transaction.atomic(), planted(mutant.module, mutant.tree()):
        try:
            for case in cases:
                found.walked += 1
                if (wrong := next(walker.deviations(case), None)) is not None:
                    return case, wrong
        finally:
            transaction.set_rollback(True)
    return None
