"""How many stand how, from Parquet files: for a province, where nobody reads the millions of rows that are met.

The statement's lines are settled within DuckDB as `kernel` settles them in Python; what a row is called on the day is
asked of `policy.standing`, once for all rows of a period that stand alike. What is short can be written out.
"""

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

from hongzhu.policy.days import FOREVER
from hongzhu.policy.rules import COUNTED, Compiled, Rule, Slot
from hongzhu.policy.standing import Row, status

from .columns import EVERYBODY, Bucket, Columns, opened
from .evaluating import evaluate
from .kernel import KERNEL, Scope, conditions
from .parquet import make_table, quoted, table
from .reading import in_range

MET, MET_LATE, SHORT, EXEMPT = range(4)
DONE: Final = ("met", "met_late", "exempt")
SETTLED: Final = """
WITH judged AS ({kernel}), excused AS (
  SELECT DISTINCT d.rule, x.subject_id, x.period FROM ledger_excuse x JOIN duty d ON d.obligation = x.obligation
  WHERE x.accepted <= {on}
), measured AS (
  SELECT j.rule, j.subject_id, j.period, j.main % 16 AS rank, m.label, m.overdue, j.freed = j.days AS is_exempt,
    CASE WHEN m.prorata = 1 THEN (j.weight + m.step * m.days - 1) // (m.step * m.days) * m.step ELSE j.peak END AS need,
    COALESCE(j.total, 0) AS total, COALESCE(j.ontime, 0) AS ontime
  FROM judged j JOIN measure m ON m.rule = j.rule AND m.period = j.period
  WHERE j.days * 1000 >= m.share * m.days
)
SELECT r.rule, r.subject_id, r.period, r.rank, r.need, r.total, r.ontime,
  CASE WHEN r.is_exempt THEN {exempt} WHEN r.ontime >= r.need THEN {met} WHEN r.total >= r.need THEN {met_late}
    ELSE {short} END AS outcome,
  COALESCE(u.day <= {on} AND u.day <= r.overdue, FALSE) AS is_user, x.rule IS NOT NULL AS is_excused
FROM measured r LEFT JOIN ledger_usage u ON u.subject_id = r.subject_id
LEFT JOIN excused x ON x.rule = r.rule AND x.subject_id = r.subject_id AND x.period = r.label
"""
MEASURE: Final = table(
    "rule, period",
    "rule SMALLINT, period INTEGER, label VARCHAR, days INTEGER, step INTEGER, prorata SMALLINT, share INTEGER,"
    " due INTEGER, overdue INTEGER",
)
DUTY: Final = table("rule, rank", "rule SMALLINT, rank SMALLINT, obligation VARCHAR")
CALLED: Final = table(
    "rule, period",
    "rule SMALLINT, period INTEGER, rank SMALLINT, is_user BOOLEAN, is_excused BOOLEAN, status VARCHAR",
)
LEFT_SHORT: Final = table(
    "subject_id, obligation, period",
    "subject_id INTEGER, obligation VARCHAR, period VARCHAR, need INTEGER, total INTEGER, ontime INTEGER, due INTEGER,"
    " overdue INTEGER, status VARCHAR",
)
"""the files of what is short, in tenths and day numbers as everywhere in the ledger"""


class Entry(NamedTuple):
    """What is counted together. `period`: as in the standing, for counts and sums; else empty."""

    obligation: str
    period: str
    status: str


class Question(NamedTuple):
    """As known on a day, the periods back to a day; the rules that are recorded."""

    compiled: Compiled
    first: int
    on: int

    def scope(self, *, counted: bool) -> Scope:
        """The rules judged by the statement, or the others."""
        rules = [each for each in self.compiled.rules if each.recordable]
        wanted = frozenset(each.number for each in rules if (each.shape in COUNTED) == counted)
        return Scope(None, wanted, self.first, self.on)


def count_labels(question: Question, folder: Path, short: Path | None = None) -> Counter[Entry]:
    """Count all rows of an export by label; `short`: a folder for files of the rows that are not done.

    As many buckets at a time as there are processors: DuckDB works on one while Python works on another.
    """
    with opened(folder) as columns:
        buckets = [*columns.buckets(), None]
    counts: Counter[Entry] = Counter()
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as workers:
        files = [short and short / f"short-{number:04}.parquet" for number in range(len(buckets))]
        for found in workers.map(partial(_count_bucket, question, folder), buckets, files):
            counts += found
    return counts


def _count_bucket(
    question: Question, folder: Path, bucket: Bucket | None, short: Path | None
) -> Counter[Entry]:
    """One bucket of subjects; without one: the shares, which ask about others than their subject, of everybody."""
    with opened(folder, threads=1) as columns:
        columns.show(bucket or EVERYBODY)
        _prepare(question, columns)
        counts = _count_settled(question, columns) if bucket else Counter()
        others = list(_others(question, columns, shares=bucket is None))
        counts.update(Entry(name, "", label) for _row, name, label in others)
        if short is not None:
            _write_short(columns, [line for line in others if line[2] not in DONE], short)
    return counts


def _prepare(question: Question, columns: Columns) -> None:
    """The small tables by which lines are settled and called: for the periods asked only."""
    compiled, first, on = question
    slots = [
        (rule, slot)
        for number in sorted(question.scope(counted=True).rules)
        for rule in [compiled.by_number[number]]
        for slot in rule.slots
        if max(slot.start, slot.base_start) <= on and slot.base_end > first
    ]
    measures = [
        (
            *(rule.number, slot.start, slot.label, slot.end - slot.start),
            *(rule.step, int(rule.prorata), rule.share, slot.due, slot.overdue),
        )
        for rule, slot in slots
    ]
    duties = [
        (rule.number, rank, each.id) for rule in compiled.rules for rank, each in enumerate(rule.obligations)
    ]
    called = [
        (rule.number, slot.start, rank, *flags, _called(rule, slot, rank, SHORT, *flags, on=on))
        for rule, slot in slots
        for rank in range(len(rule.obligations))
        for flags in product((False, True), repeat=2)
    ]
    for name, form, rows in (
        ("measure", MEASURE, measures),
        ("duty", DUTY, duties),
        ("called", CALLED, called),
    ):
        make_table(columns.engine, name, form, rows)
    scope = question.scope(counted=True)
    spells, facts = conditions(scope)
    numbers = {"on": on, "met": MET, "met_late": MET_LATE, "short": SHORT, "exempt": EXEMPT}
    kernel = KERNEL.format(spells=spells, facts=facts).replace("%s", str(on))
    columns.engine.execute(f"CREATE VIEW settling AS {SETTLED.format(kernel=kernel, **numbers)}")
    columns.engine.execute("CREATE TABLE settled AS SELECT * FROM settling LIMIT 0")


def _called(
    rule: Rule, slot: Slot, rank: int, outcome: int, is_user: bool, is_excused: bool, *, on: int
) -> str:
    """The label of all rows that stand alike."""
    total, ontime = 10 * (outcome in (MET, MET_LATE)), 10 * (outcome == MET)
    exempt = int(outcome == EXEMPT)
    row = Row(
        rule.number,
        0,
        slot.start,
        slot.label,
        rank,
        FOREVER,
        10,
        total,
        ontime,
        slot.due,
        slot.overdue,
        exempt,
        0,
    )
    return status(row, rule, on, used=0 if is_user else None, excused=0 if is_excused else None)


def _count_settled(question: Question, columns: Columns) -> Counter[Entry]:
    columns.engine.execute("INSERT INTO settled SELECT * FROM settling")
    counts: Counter[Entry] = Counter()
    groups = "SELECT rule, period, rank, outcome, is_user, is_excused, COUNT(*) FROM settled GROUP BY ALL"
    for number, period, rank, outcome, is_user, is_excused, rows in columns.fetch(groups):
        rule, slot = question.compiled.by_number[number], question.compiled.slot_of[number, period]
        label = _called(rule, slot, rank, outcome, is_user, is_excused, on=question.on)
        counts[Entry(rule.obligations[rank].id, slot.label, label)] += rows
    return counts


def _others(question: Question, columns: Columns, *, shares: bool) -> Iterator[tuple[Row, str, str]]:
    """Rows of the other shapes with obligation and label; shares ask about others, so they see everybody."""
    compiled, first, on = question
    scope = question.scope(counted=False)
    wanted = frozenset(n for n in scope.rules if (compiled.by_number[n].shape == "share") == shares)
    excuses = {
        (name, subject, period)
        for name, subject, period, accepted in columns.fetch(
            "SELECT obligation, subject_id, period, accepted FROM ledger_excuse"
        )
        if accepted <= on
    }
    for row in evaluate(compiled, scope._replace(rules=wanted), on, columns.fetch):
        if in_range(compiled, row, first, on):
            rule = compiled.by_number[row.rule]
            is_excused = any((each.id, row.subject, row.label) in excuses for each in rule.obligations)
            label = status(row, rule, on, used=None, excused=0 if is_excused else None)
            yield row, rule.obligations[row.rank].id, label


def _write_short(columns: Columns, others: list[tuple[Row, str, str]], path: Path) -> None:
    rows = [
        (row.subject, name, row.label, row.need, row.total, row.ontime, row.due, row.overdue, label)
        for row, name, label in others
    ]
    make_table(columns.engine, "other", LEFT_SHORT, rows)
    columns.engine.execute(f"""COPY (
        SELECT s.subject_id, d.obligation, m.label AS period, s.need, s.total, s.ontime, m.due, m.overdue, c.status
        FROM settled s JOIN measure m ON m.rule = s.rule AND m.period = s.period
        JOIN duty d ON d.rule = s.rule AND d.rank = s.rank
        JOIN called c ON c.rule = s.rule AND c.period = s.period AND c.rank = s.rank AND c.is_user = s.is_user
          AND c.is_excused = s.is_excused
        WHERE s.outcome = {SHORT} UNION ALL SELECT * FROM other ORDER BY {LEFT_SHORT.order}
        ) TO {quoted(path)} (FORMAT parquet)""")
