"""Which links a pack's conditions walk: so that a change reaches exactly the subjects whose spells depend on it."""

from collections.abc import Iterator

from .expressions import AtPeriodEnd, Both, Counted, Either, Expr, Named, Not
from .rules import Compiled
from .vocabulary import RELATIONS, USAGE_PATHS

Step = tuple[str, bool]
"""(kind of link, read from head to tail)"""
Path = tuple[Step, ...]
BODIES = ("school", "org", "group")


def walked(compiled: Compiled) -> dict[str, set[Path]]:
    """Kind of subject → every path its roles, and the question whether it uses the system, may walk."""
    found: dict[str, set[Path]] = {kind: set(usage_paths(kind)) for kind in USAGE_PATHS}
    for role in compiled.roles[1:]:
        if role.expr is not None:
            found.setdefault(role.kind, set()).update(_paths(role.expr, role.kind, compiled))
    return found


def usage_paths(kind: str) -> Iterator[Path]:
    """USAGE_PATHS of a kind, as steps."""
    for relations in USAGE_PATHS.get(kind, []):
        at, steps = kind, []
        for relation in relations:
            link, reverse, at_next = RELATIONS[at][relation]
            steps.append((link, reverse))
            at = at_next
        yield tuple(steps)


def _paths(expr: Expr, kind: str, compiled: Compiled) -> Iterator[Path]:
    match expr:
        case Counted(relation, inner):
            link, reverse, target = RELATIONS[kind].get(relation, ("", False, ""))
            if link:
                yield ((link, reverse),)
                for found in BODIES if target == "body" else (target,):
                    for path in _paths(inner, found, compiled) if inner is not None else ():
                        yield ((link, reverse), *path)
        case Named(name) if name in compiled.pack.predicates:
            predicate = compiled.pack.predicates[name]
            if predicate.of == kind:
                yield from _paths(predicate.expr, kind, compiled)
        case Not(inner=inner) | AtPeriodEnd(inner=inner):
            yield from _paths(inner, kind, compiled)
        case Both(left=left, right=right) | Either(left=left, right=right):
            yield from _paths(left, kind, compiled)
            yield from _paths(right, kind, compiled)
