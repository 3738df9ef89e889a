"""The district as it stands on a day, from stored rows: what pages read.

Few queries, and as many for sixty schools as for one. Only what the stored rows cannot answer is judged again: a past
day on which something was not yet known, or was known that has been withdrawn since.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from hongzhu.policy.days import FOREVER, to_date, to_day
from hongzhu.policy.pack import Obligation
from hongzhu.policy.rules import CONTINUOUS, COUNTED, Compiled, Rule
from hongzhu.policy.standing import Row

from . import in_force, tables
from .evaluating import evaluate
from .excuses import Excuses
from .kernel import Scope
from .storing import NAMES


class NotStored(Exception):
    """The stored rows were made from other files than the pack's present ones; `recompute` makes them anew."""


class Standing(NamedTuple):
    """One duty of one subject in one period, with its label on the day asked; `used`: see ledger.models.Usage."""

    row: Row
    rule: Rule
    obligation: Obligation
    status: str
    used: int | None


def stored_pack() -> Compiled:
    """The compiled pack that the stored rows speak of. Raises NotStored."""
    return stamped_pack()[0]


def stamped_pack() -> tuple[Compiled, str]:
    """The same, with the ledger's stamp (keeping.py). Raises NotStored."""
    _pack, compiled, stamp = in_force.stamped()
    if compiled is None:
        raise NotStored
    return compiled, stamp


def stored_days(compiled: Compiled) -> tuple[date, date]:
    """The first and the last day for which rows are stored."""
    return to_date(compiled.window[0]), to_date(compiled.window[1] - 1)


class Background(NamedTuple):
    """What every standing of a day depends on besides its rows.

    changed: (subject, rule) whose rows must be judged again; excuses: what was accepted or approved by the day.
    """

    changed: frozenset[tuple[int, int]]
    excuses: Excuses


def background(compiled: Compiled, on: date, subjects: frozenset[int] | None = None) -> Background:
    """Of these subjects (None: of everyone); one query."""
    last = to_day(on)
    changes = _changes(compiled, last)
    of_them = "" if subjects is None else "subject_id IN (SELECT id FROM asked) AND "
    text = f"""SELECT subject_id, kind, NULL, 0, 0 FROM ledger_fact WHERE {of_them}{changes.condition}
        UNION ALL SELECT subject_id, obligation, period, from_day, until_day FROM ledger_excuse
        WHERE {of_them}accepted <= %s"""
    parameters = [*changes.parameters, last]
    if subjects is None:
        rows: Iterable[tuple[Any, ...]] = tables.fetch(text, parameters)
    else:
        asked = "WITH asked AS (SELECT id FROM ledger_subject WHERE id IN ({values}))"
        rows = tables.fetch_in(f"{asked} {text}", subjects, parameters)
    excuses, changed = Excuses(last), set()
    for subject, name, period, start, end in rows:
        if period is None:
            changed |= {(subject, rule) for rule in changes.rules_of.get(name, ())}
        else:
            excuses.add(name, subject, period, start, end)
    return Background(changed=frozenset(changed), excuses=excuses)


def stored_standing(
    compiled: Compiled,
    on: date,
    since: date,
    subjects: frozenset[int] | None = None,
    *,
    behind: Background | None = None,
) -> list[Standing]:
    """What `reading.standing` says of these subjects (None: of everyone), but without evidence.

    `since` and `on` lie within the stored days. `behind`: the background of the day, where it is known already.
    """
    first, last = to_day(since), to_day(on)
    periods = periods_asked(compiled, first, last)
    lowest = min((start for _rule, start in periods), default=last)
    known = _stored_rows(compiled, periods, last, subjects)
    behind = behind or background(compiled, on, subjects)
    outdated = {(row.subject, row.rule) for row, _used in known if row.latest > last}
    outdated |= {each for each in behind.changed if subjects is None or each[0] in subjects}
    if outdated:
        used = dict(tables.fetch("SELECT subject_id, day FROM ledger_usage"))
        known = [(row, day) for row, day in known if (row.subject, row.rule) not in outdated]
        known += [(row, used.get(row.subject)) for row in _judged(compiled, outdated, lowest, last)]
    return [
        Standing(
            row=row,
            rule=(rule := compiled.by_number[row.rule]),
            obligation=rule.obligations[row.rank].on(to_date(max(row.period, 1))),
            status=behind.excuses.status(row, rule, used_on),
            used=used_on,
        )
        for row, used_on in in_range(compiled, known, periods, first, last)
    ]


def periods_asked(compiled: Compiled, first: int, last: int) -> set[tuple[int, int]]:
    """(rule, first day) of the periods of counts and sums that have begun and overlap the days asked."""
    return {
        (rule.number, slot.start)
        for rule in compiled.rules
        if rule.shape in COUNTED
        for slot in rule.slots
        if max(slot.start, slot.base_start) <= last and slot.base_end > first
    }


def _stored_rows(
    compiled: Compiled,
    periods: set[tuple[int, int]],
    last: int,
    subjects: frozenset[int] | None,
) -> list[tuple[Row, int | None]]:
    """Rows that may be in range, with the first day of use; terms, states and responses may have begun long before."""
    begins = {rule.number: 0 for rule in compiled.rules if rule.shape not in COUNTED}
    for rule, start in periods:
        begins[rule] = min(start, begins.get(rule, start))
    since: dict[int, list[int]] = {}
    for rule, start in begins.items():
        since.setdefault(start, []).append(rule)
    ranges = " OR ".join(
        f"(rule IN ({', '.join(map(str, rules))}) AND period >= {start})" for start, rules in since.items()
    )
    within, days = f"period <= %s AND ({ranges or '1 = 0'})", [last]
    text = f"""SELECT {", ".join(f"r.{name}" for name in NAMES)}, u.day
        FROM ledger_row r LEFT JOIN ledger_usage u ON u.subject_id = r.subject_id WHERE"""
    if subjects is None:
        found: Iterable[tuple[Any, ...]] = tables.fetch(f"{text} {within}", days)
    else:
        found = tables.fetch_in(f"{text} r.subject_id IN ({{values}}) AND {within}", subjects, days)
    return [(Row(*line[:-1]), line[-1]) for line in found]


class _Changes(NamedTuple):
    """Facts that were not known on a day, or are not known any more: the condition, and the rules a kind concerns."""

    condition: str
    parameters: list[int | str]
    rules_of: dict[str, set[int]]


def _changes(compiled: Compiled, last: int) -> _Changes:
    """Facts withdrawn since; elections and triggers that became known since, for these make and unmake whole rows."""
    rules_of: dict[str, set[int]] = {}
    lasting: set[str] = set()
    for rule in compiled.rules:
        kinds = {*rule.kinds, rule.obligations[0].trigger} - {""}
        for kind in kinds:
            rules_of.setdefault(kind, set()).add(rule.number)
        if rule.shape not in (*COUNTED, "derived"):
            lasting |= kinds
    marks = ", ".join(["%s"] * len(lasting)) or "NULL"
    condition = f"((withdrawn > %s AND withdrawn < {FOREVER}) OR (since > %s AND kind IN ({marks})))"
    return _Changes(condition, [last, last, *sorted(lasting)], rules_of)


def _judged(compiled: Compiled, wanted: set[tuple[int, int]], lowest: int, last: int) -> list[Row]:
    """Rows of these subjects and rules as known on a day; many are judged with everyone's, to ask no more often."""
    subjects = frozenset(subject for subject, _rule in wanted)
    rules = frozenset(rule for _subject, rule in wanted if compiled.by_number[rule].recordable)
    scope = Scope(None if len(subjects) > tables.CHUNK else subjects, rules, lowest, last)
    return [row for row in evaluate(compiled, scope, last) if (row.subject, row.rule) in wanted]


def in_range(
    compiled: Compiled,
    known: Iterable[tuple[Row, int | None]],
    periods: set[tuple[int, int]],
    first: int,
    last: int,
) -> Iterator[tuple[Row, int | None]]:
    """The rows that `reading.standing` keeps."""
    shapes = {rule.number: rule.shape for rule in compiled.rules}
    for row, used in known:
        if shapes[row.rule] in COUNTED:
            kept = (row.rule, row.period) in periods
        elif shapes[row.rule] in CONTINUOUS:
            kept = row.period <= last < row.until
        else:
            kept = row.period <= last and (row.until > first or row.due >= first)
        if kept:
            yield row, used
