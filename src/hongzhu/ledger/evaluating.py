"""All rows of a scope, whatever the shape of the duty, from the tables of a database: Django's own, or another."""

from collections.abc import Iterator
from typing import Any

from hongzhu.policy.reference import Fact, judge
from hongzhu.policy.rules import COUNTED, Compiled
from hongzhu.policy.standing import Row

from . import tables
from .kernel import Scope, judge_periods, left_out
from .tables import Fetch

FACTS = "SELECT kind, subject_id, day, entered, since, withdrawn, qty, source FROM ledger_fact WHERE {where}"


def evaluate(compiled: Compiled, scope: Scope, on: int, fetch: Fetch = tables.fetch) -> list[Row]:
    """Rows as known on a day. Count and sum by the kernel; the few others by their own small statements."""
    rows = list(judge_periods(compiled, scope, on, fetch))
    others = [
        compiled.by_number[n] for n in sorted(scope.rules) if compiled.by_number[n].shape not in COUNTED
    ]
    if others:
        rows += _others(compiled, scope, on, fetch)
    return rows


def _others(compiled: Compiled, scope: Scope, on: int, fetch: Fetch) -> Iterator[Row]:
    """Terms, states and responses: fetch their spells and facts, settle them subject by subject."""
    rules = [compiled.by_number[n] for n in sorted(scope.rules) if compiled.by_number[n].shape not in COUNTED]
    roles = {number for rule in rules for number in (rule.held, rule.holds) if number}
    kinds = {kind for rule in rules if rule.shape != "state" for kind in rule.kinds}
    kinds |= {rule.obligations[0].trigger for rule in rules if rule.shape == "respond"}
    spells: dict[tuple[int, int], list[tuple[int, int]]] = {}
    holders: dict[int, set[int]] = {}
    for subject, role, start, until in _spells(scope, roles, fetch):
        spells.setdefault((subject, role), []).append((start, until))
        holders.setdefault(role, set()).add(subject)
    facts: dict[int, list[Fact]] = {}
    for row in _facts(scope, kinds, on, fetch):
        facts.setdefault(row[1], []).append(Fact(*row))
    for rule in rules:
        for subject in sorted(holders.get(rule.held, ())):
            yield from judge(rule, subject, spells, facts.get(subject, []), compiled.effective)


def _spells(scope: Scope, roles: set[int], fetch: Fetch) -> Iterator[tuple[int, int, int, int]]:
    numbers = ", ".join(map(str, sorted(roles))) or "0"
    text = f"SELECT subject_id, role, from_day, until_day FROM ledger_spell WHERE role IN ({numbers})"
    order = " ORDER BY subject_id, role, from_day"
    if scope.subjects is None:
        yield from fetch(text + order)
    else:
        yield from tables.fetch_in(
            f"{text} AND subject_id IN ({{values}}){order}", scope.subjects, fetch=fetch
        )


def _facts(scope: Scope, kinds: set[str], on: int, fetch: Fetch) -> Iterator[tuple[Any, ...]]:
    if not kinds:
        return
    wanted = sorted(kinds)
    known = f"kind IN ({', '.join(['%s'] * len(wanted))}) AND since <= %s AND withdrawn > %s"
    known += left_out(scope, "source")
    parameters = [*wanted, on, on, *scope.without]
    if scope.subjects is None:
        yield from fetch(FACTS.format(where=known), parameters)
        return
    text = FACTS.format(where=f"subject_id IN ({{values}}) AND {known}")
    yield from tables.fetch_in(text, scope.subjects, parameters, fetch)
