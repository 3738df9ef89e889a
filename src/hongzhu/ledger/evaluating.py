"""All rows of a scope, whatever the shape of the duty, from the tables of a database: Django's own, or another."""

from collections.abc import Iterable, Iterator
from typing import Any

from hongzhu.policy.days import FOREVER
from hongzhu.policy.intervals import Span, clean
from hongzhu.policy.reference import Fact, judge, judge_share
from hongzhu.policy.rules import COUNTED, Compiled, Rule
from hongzhu.policy.standing import Row

from . import tables
from .kernel import Scope, judge_periods, left_out
from .tables import Fetch

FACTS = "SELECT kind, subject_id, day, entered, since, withdrawn, qty, source FROM ledger_fact WHERE {where}"


def evaluate(compiled: Compiled, scope: Scope, on: int, fetch: Fetch = tables.fetch) -> list[Row]:
    """Rows as known on a day. Count and sum by the kernel; the few others by their own small statements."""
    rows = list(judge_periods(compiled, scope, on, fetch))
    others = [
        rule
        for number in sorted(scope.rules)
        if (rule := compiled.by_number[number]).shape not in (*COUNTED, "share")
    ]
    if others:
        rows += _others(compiled, others, scope, on, fetch)
    for number in sorted(scope.rules):
        if compiled.by_number[number].shape == "share":
            rows += _shares(compiled, compiled.by_number[number], scope, fetch)
    return rows


def _others(compiled: Compiled, rules: list[Rule], scope: Scope, on: int, fetch: Fetch) -> Iterator[Row]:
    """Fetch their spells and facts, settle them subject by subject."""
    roles = {number for rule in rules for number in (rule.held, rule.holds) if number}
    kinds = {kind for rule in rules if rule.shape != "derived" for kind in rule.kinds}
    kinds |= {rule.obligations[0].trigger for rule in rules if rule.shape == "respond"}
    spells = _spells(scope.subjects, roles, fetch)
    holders: dict[int, set[int]] = {}
    for subject, role in spells:
        holders.setdefault(role, set()).add(subject)
    facts: dict[int, list[Fact]] = {}
    for row in _facts(scope, kinds, on, fetch):
        facts.setdefault(row[1], []).append(Fact(*row))
    for rule in rules:
        known = _first_known(scope, rule, on, fetch) if rule.shape == "derived" else facts
        for subject in sorted(holders.get(rule.held, ())):
            yield from judge(rule, subject, spells, known.get(subject, []), compiled.effective)


def _shares(compiled: Compiled, rule: Rule, scope: Scope, fetch: Fetch) -> Iterator[Row]:
    """Those below are fetched whole, whoever is in scope: who answers for them, and how they stand."""
    spells = _spells(None, {rule.held, rule.among, rule.holds}, fetch)
    answering = {subject for subject, role in spells if role == rule.held}
    answering &= answering if scope.subjects is None else scope.subjects
    link, backwards = rule.below
    below: dict[int, dict[int, list[Span]]] = {subject: {} for subject in answering}
    if link:
        mine, other = ("head_id", "tail_id") if backwards else ("tail_id", "head_id")
        text = f"SELECT {mine}, {other}, from_day, until_day FROM ledger_link WHERE kind = %s"
        for subject, each, start, until in fetch(text, [link]):
            if subject in answering:
                some = below[subject]
                some[each] = clean([*some.get(each, []), (start, until)])
    else:
        everyone = {subject: [(1, FOREVER)] for subject, role in spells if role == rule.among}
        below = dict.fromkeys(answering, everyone)
    for subject in sorted(answering):
        yield from judge_share(rule, subject, spells, below[subject], compiled.effective)


def _spells(
    subjects: frozenset[int] | None, roles: set[int], fetch: Fetch
) -> dict[tuple[int, int], list[Span]]:
    numbers = ", ".join(map(str, sorted(roles))) or "0"
    text = f"SELECT subject_id, role, from_day, until_day FROM ledger_spell WHERE role IN ({numbers})"
    order = " ORDER BY subject_id, role, from_day"
    found: dict[tuple[int, int], list[Span]] = {}
    rows: Iterable[tuple[Any, ...]] = (
        fetch(text + order)
        if subjects is None
        else tables.fetch_in(f"{text} AND subject_id IN ({{values}}){order}", subjects, fetch=fetch)
    )
    for subject, role, start, until in rows:
        found.setdefault((subject, role), []).append((start, until))
    return found


def _first_known(scope: Scope, rule: Rule, on: int, fetch: Fetch) -> dict[int, list[Fact]]:
    """Subject → the evidence that became known first: all that what is derived asks about."""
    known, parameters = _known(set(rule.kinds), scope, on)
    text = f"SELECT subject_id, MIN(since) FROM ledger_fact WHERE {known}"
    rows: Iterable[tuple[Any, ...]] = (
        fetch(f"{text} GROUP BY subject_id", parameters)
        if scope.subjects is None
        else tables.fetch_in(
            f"{text.replace('WHERE', 'WHERE subject_id IN ({values}) AND')} GROUP BY subject_id",
            scope.subjects,
            parameters,
            fetch,
        )
    )
    kind = rule.kinds[0]
    return {subject: [Fact(kind, subject, since, since, since, FOREVER, 10)] for subject, since in rows}


def _facts(scope: Scope, kinds: set[str], on: int, fetch: Fetch) -> Iterator[tuple[Any, ...]]:
    if not kinds:
        return
    known, parameters = _known(kinds, scope, on)
    if scope.subjects is None:
        yield from fetch(FACTS.format(where=known), parameters)
        return
    text = FACTS.format(where=f"subject_id IN ({{values}}) AND {known}")
    yield from tables.fetch_in(text, scope.subjects, parameters, fetch)


def _known(kinds: set[str], scope: Scope, on: int) -> tuple[str, list[Any]]:
    """The condition that finds facts of these kinds as known on a day, and its parameters."""
    wanted = sorted(kinds)
    text = f"kind IN ({', '.join(['%s'] * len(wanted))}) AND since <= %s AND withdrawn > %s"
    return text + left_out(scope, "source"), [*wanted, on, on, *scope.without]
