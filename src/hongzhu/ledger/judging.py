"""Judge what a posting touched, in its transaction: spells, usage, rows, events."""

from datetime import datetime

from hongzhu.policy.days import ALL_KNOWN, to_date, to_day
from hongzhu.policy.paths import walked
from hongzhu.policy.rules import Compiled

from . import in_force
from .evaluating import evaluate
from .fitting import dependents, write_first_entries, write_spells, write_usage
from .kernel import Scope
from .recomputing import recompute
from .storing import store
from .touched import Touched
from .worlds import reached

MANY = 2000
"""subjects touched at once from which judging everything anew is the shorter way"""


def judge_touched(touched: Touched, *, now: datetime, today: int) -> None:
    """Bring spells, usage and stored rows up to date with a posting."""
    _pack, compiled = in_force.stored()
    ends = to_day(in_force.window_on(to_date(today))[1])
    if compiled is None or compiled.window[1] < ends or len(touched.subjects) > MANY:
        recompute(now=now, today=today)
        return
    rules = frozenset(rule.number for rule in compiled.rules if rule.recordable)
    refitted: set[int] = set()
    if touched.subjects:
        refitted = _refit(compiled, touched.subjects)
        everything = Scope(frozenset(refitted), rules)
        store(compiled, everything, evaluate(compiled, everything, ALL_KNOWN), now=now, today=today)
        _judge_shares(compiled, now=now, today=today)
    _judge_facts(compiled, touched, refitted, rules, now=now, today=today)


def _judge_shares(compiled: Compiled, *, now: datetime, today: int) -> None:
    """Whose state changed may be below anybody: shares are few, and judged whole."""
    shares = frozenset(rule.number for rule in compiled.rules if rule.shape == "share" and rule.recordable)
    if shares:
        everyone = Scope(None, shares)
        store(compiled, everyone, evaluate(compiled, everyone, ALL_KNOWN), now=now, today=today)


def _refit(compiled: Compiled, subjects: set[int]) -> set[int]:
    """Spells and usage of all that depends on these subjects; the subjects to be judged whole."""
    world, affected = reached(subjects, walked(compiled))
    changed = write_spells(compiled, world, affected)
    write_usage(world, affected)
    return changed | (subjects & affected)


def _judge_facts(
    compiled: Compiled,
    touched: Touched,
    refitted: set[int],
    rules: frozenset[int],
    *,
    now: datetime,
    today: int,
) -> None:
    moved = write_first_entries({subject for kind, subject, _day in touched.facts if kind == "record"})
    if moved:
        users = dependents(moved)
        world, _affected = reached(users, walked(compiled))
        write_usage(world, users)
    by_kinds: dict[frozenset[int], list[tuple[int, int]]] = {}
    for kind, subject, day in touched.facts:
        if subject in refitted:
            continue
        hit = frozenset(
            n for n in rules if kind in compiled.by_number[n].kinds or _triggers(compiled, n, kind)
        )
        if hit:
            by_kinds.setdefault(hit, []).append((subject, day))
    for hit, places in by_kinds.items():
        days = [day for _subject, day in places]
        scope = Scope(frozenset(subject for subject, _day in places), hit, min(days), max(days))
        store(compiled, scope, evaluate(compiled, scope, ALL_KNOWN), now=now, today=today)


def _triggers(compiled: Compiled, number: int, kind: str) -> bool:
    return compiled.by_number[number].obligations[0].trigger == kind
