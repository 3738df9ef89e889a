"""Stored rows: bring a scope of them to what the evaluator says, and note every change of label."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hongzhu.policy.rules import Compiled
from hongzhu.policy.standing import Row, status

from . import tables
from .kernel import Scope

COLUMNS = (
    "rule, subject_id, period, label, rank, until_day, need, total, ontime, due, overdue, exempt, latest"
)
NAMES = COLUMNS.split(", ")
Key = tuple[int, int, int]


@dataclass
class Difference:
    """What storing a scope changed: counts of rows."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def total(self) -> int:
        return self.added + self.changed + self.removed


def store(compiled: Compiled, scope: Scope, rows: Iterable[Row], *, now: datetime, today: int) -> Difference:
    """Write the rows of a scope: add the new, change the different, remove those that no longer exist."""
    stored = {key: (ident, row) for ident, key, row in _stored(compiled, scope)}
    fresh: list[Row] = []
    changed: list[tuple[int, Row, Row]] = []
    for row in rows:
        found = stored.pop((row.rule, row.subject, row.period), None)
        if found is None:
            fresh.append(row)
        elif found[1] != row:
            changed.append((*found, row))
    tables.insert("ledger_row", NAMES, fresh)
    marks = ", ".join(f"{name} = %s" for name in NAMES[3:])
    tables.change(
        f"UPDATE ledger_row SET {marks} WHERE id = %s", [(*new[3:], key) for key, _old, new in changed]
    )
    tables.delete_ids("ledger_row", [key for key, _row in stored.values()])
    _note_events(compiled, [(old, new) for _key, old, new in changed], now=now, today=today)
    return Difference(len(fresh), len(changed), len(stored))


def _stored(compiled: Compiled, scope: Scope) -> Iterable[tuple[int, Key, Row]]:
    rules = ", ".join(map(str, sorted(scope.rules))) or "0"
    text = f"SELECT id, {COLUMNS} FROM ledger_row WHERE rule IN ({rules})"
    if scope.subjects is None:
        found: Iterable[tuple] = tables.fetch(text)  # type: ignore[type-arg]
    else:
        found = tables.fetch_in(f"{text} AND subject_id IN ({{values}})", scope.subjects)
    for ident, *line in found:
        row = Row(*line)
        slot = compiled.slot_of.get((row.rule, row.period))
        if slot is None or (slot.start <= scope.last and slot.end > scope.first):
            yield ident, (row.rule, row.subject, row.period), row


def _note_events(compiled: Compiled, changes: list[tuple[Row, Row]], *, now: datetime, today: int) -> None:
    if not changes:
        return
    subjects = {row.subject for row, _new in changes}
    used = dict(
        tables.fetch_in("SELECT subject_id, day FROM ledger_usage WHERE subject_id IN ({values})", subjects)
    )
    events = []
    for old, new in changes:
        rule = compiled.by_number[new.rule]
        before, after = (
            status(row, rule, today, used=used.get(row.subject), excused=None) for row in (old, new)
        )
        if before != after:
            events.append((now, rule.key, new.subject, new.period, before, after))
    tables.insert("ledger_rowevent", ["at", "duty", "subject_id", "period", "before", "after"], events)
