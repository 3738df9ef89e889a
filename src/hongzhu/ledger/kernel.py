"""The one statement that judges every count and sum duty, on SQLite and PostgreSQL alike.

`need_side`: who holds an owing role on how many days of which period. `fact_side`: what was counted there, in time and
in all. Only integers, equality joins and sums; rounding and shares are settled on the few rows that come back.
The parameter `on` replays what was known on a day. (A sum of sums is a decimal on PostgreSQL; the casts keep it whole.)
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from hongzhu.policy.days import FOREVER
from hongzhu.policy.reference import round_up
from hongzhu.policy.rules import COUNTED, Compiled, Slot
from hongzhu.policy.standing import NOT_APPLICABLE, Row

from . import tables
from .tables import Fetch

KERNEL = """
WITH held AS (
  SELECT n.rule, s.subject_id, p.period, n.rank, n.need, n.is_exempt,
    (CASE WHEN p.until_day < s.until_day THEN p.until_day ELSE s.until_day END)
    - (CASE WHEN p.from_day > s.from_day THEN p.from_day ELSE s.from_day END) AS days
  FROM ledger_spell s
  JOIN ledger_need n ON n.role = s.role
  JOIN ledger_slot p ON p.rule = n.rule AND p.from_day < s.until_day AND p.until_day > s.from_day
    AND n.from_day <= p.from_day AND p.from_day < n.until_day
  WHERE {spells}
), ranked AS (
  SELECT rule, subject_id, period, rank, need, CAST(SUM(days) AS INTEGER) AS days,
    CAST(SUM(days * is_exempt) AS INTEGER) AS freed
  FROM held GROUP BY rule, subject_id, period, rank, need
), need_side AS (
  SELECT rule, subject_id, period, CAST(SUM(days) AS BIGINT) AS days, CAST(SUM(freed) AS BIGINT) AS freed,
    CAST(SUM((days - freed) * need) AS BIGINT) AS owed, CAST(SUM(days * need) AS BIGINT) AS weight,
    MAX(need) AS peak, MAX(days * 16 + rank) AS main
  FROM ranked GROUP BY rule, subject_id, period
), fact_side AS (
  SELECT e.rule, f.subject_id, c.period,
    CAST(SUM(CASE WHEN e.is_sum = 1 THEN f.qty ELSE 10 END) AS BIGINT) AS total,
    CAST(SUM(CASE WHEN f.entered >= p.overdue THEN 0 WHEN e.is_sum = 1 THEN f.qty ELSE 10 END) AS BIGINT) AS ontime,
    MAX(f.since) AS latest
  FROM ledger_fact f
  JOIN ledger_evidence e ON e.kind = f.kind
  JOIN ledger_calendarday c ON c.calendar = e.calendar AND c.day = f.day
  JOIN ledger_slot p ON p.rule = e.rule AND p.period = c.period
  WHERE f.since <= %s AND f.withdrawn > %s AND {facts}
    AND (e.during = 0 OR EXISTS (SELECT 1 FROM ledger_spell h WHERE h.subject_id = f.subject_id
      AND h.role = e.during AND h.from_day <= f.day AND f.day < h.until_day))
  GROUP BY e.rule, f.subject_id, c.period
)
SELECT n.rule, n.subject_id, n.period, n.days, n.freed,
  CASE WHEN n.freed = n.days THEN n.weight ELSE n.owed END AS weight, n.peak, n.main, a.total, a.ontime, a.latest
FROM need_side n LEFT JOIN fact_side a
  ON a.rule = n.rule AND a.subject_id = n.subject_id AND a.period = n.period
"""


class Scope(NamedTuple):
    """Which rows to judge: subjects (None: all), rules, and the periods that overlap [first, last]."""

    subjects: frozenset[int] | None
    rules: frozenset[int]
    first: int = 0
    last: int = FOREVER
    everything: bool = False
    """also rows of roles held too short a time to owe anything"""
    without: tuple[str, ...] = ()
    """sources whose facts are left out: what would stand without these records"""


def judge_periods(compiled: Compiled, scope: Scope, on: int, fetch: Fetch) -> Iterator[Row]:
    """Rows of all count and sum rules in scope, as known on a day."""
    counted = frozenset(number for number in scope.rules if compiled.by_number[number].shape in COUNTED)
    if not counted:
        return
    for line in _lines(scope._replace(rules=counted), on, fetch):
        row = _row(compiled, compiled.slot_of[line[0], line[2]], line)
        if scope.everything or row.exempt != NOT_APPLICABLE:
            yield row


def _lines(scope: Scope, on: int, fetch: Fetch) -> Iterator[tuple[Any, ...]]:
    spells, facts = conditions(scope)
    if scope.subjects is None:
        yield from fetch(KERNEL.format(spells=spells, facts=facts), [on, on, *scope.without])
        return
    for part in tables.chunks(scope.subjects):
        some = ", ".join(str(each) for each in part)
        text = KERNEL.format(
            spells=f"s.subject_id IN ({some}) AND {spells}", facts=f"f.subject_id IN ({some}) AND {facts}"
        )
        yield from fetch(text, [on, on, *scope.without])


def conditions(scope: Scope) -> tuple[str, str]:
    """What the statement asks of spells, and of facts, for the rules and periods of a scope."""
    rules = ", ".join(str(number) for number in sorted(scope.rules))
    spells, facts = f"n.rule IN ({rules})", f"e.rule IN ({rules})"
    if scope.first or scope.last < FOREVER:
        spells += f" AND p.from_day <= {scope.last:d} AND p.until_day > {scope.first:d}"
        facts += f" AND p.from_day <= {scope.last:d} AND p.until_day > {scope.first:d}"
    return spells, facts + left_out(scope, "f.source")


def left_out(scope: Scope, column: str) -> str:
    """The condition that leaves out the scope's `without`; its values follow the other parameters."""
    return f" AND {column} NOT IN ({', '.join(['%s'] * len(scope.without))})" if scope.without else ""


def _row(compiled: Compiled, slot: Slot, line: tuple[Any, ...]) -> Row:
    """Settle share (fine print 2), rounding and rank."""
    number, subject, period, days, freed, weight, peak, main, total, ontime, latest = line
    rule = compiled.by_number[number]
    length = slot.end - slot.start
    return Row(
        rule=number,
        subject=subject,
        period=period,
        label=slot.label,
        rank=main % 16,
        until=FOREVER,
        need=round_up(weight, length, rule.step) if rule.prorata else peak,
        total=total or 0,
        ontime=ontime or 0,
        due=slot.due,
        overdue=slot.overdue,
        exempt=NOT_APPLICABLE if days * 1000 < rule.share * length else int(freed == days),
        latest=latest or 0,
    )


def numbers(compiled: Compiled, keys: Iterable[str]) -> frozenset[int]:
    """Rule numbers of obligations or stacks named by id."""
    return frozenset(compiled.rule(key).number for key in keys)
