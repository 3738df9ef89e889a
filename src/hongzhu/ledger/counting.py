"""How many stand how, from Parquet files: for a province, where nobody reads the millions of rows that are met.

The statement's lines are settled within DuckDB as `kernel` settles them in Python. What is short is called by what
`policy.standing` says of such a row on the day; it can be written out.
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
from .excuses import excuses_by
from .kernel import KERNEL, Scope, conditions
from .parquet import kinds_of, make_table, quoted, table
from .reading import in_range

DONE: Final = ("met", "met_late", "exempt")
SETTLED: Final = """
WITH judged AS ({kernel}), measured AS (
  SELECT j.rule, j.subject_id, j.period, j.main % 16 AS rank, j.freed = j.days AS is_exempt,
    CASE WHEN m.prorata = 1 THEN (j.weight + m.step * m.days - 1) // (m.step * m.days) * m.step ELSE j.peak END AS need,
    COALESCE(j.total, 0) AS total, COALESCE(j.ontime, 0) AS ontime
  FROM judged j JOIN measure m ON m.rule = j.rule AND m.period = j.period
  WHERE j.days * 1000 >= m.share * m.days
)
SELECT *, CASE WHEN is_exempt THEN 'exempt' WHEN ontime >= need THEN 'met' WHEN total >= need THEN 'met_late'
  ELSE 'short' END AS outcome
FROM measured
"""
SHORT: Final = """
WITH excused AS (
  SELECT DISTINCT d.rule, x.subject_id, x.period FROM ledger_excuse x JOIN duty d ON d.obligation = x.obligation
  WHERE x.accepted <= {on} AND x.until_day = 0
), waived AS (
  SELECT DISTINCT d.rule, x.subject_id, s.period FROM ledger_excuse x JOIN duty d ON d.obligation = x.obligation
  JOIN measure s ON s.rule = d.rule AND x.from_day <= s.period AND s.period < x.until_day
  WHERE x.accepted <= {on}
), lacking AS (
  SELECT s.rule, s.rank, s.period, s.subject_id, m.label, s.need, s.total, s.ontime, m.due, m.overdue,
    COALESCE(u.day <= {on} AND u.day <= m.overdue, FALSE) AS is_user, x.rule IS NOT NULL AS is_excused,
    w.rule IS NOT NULL AS is_waived
  FROM settled s JOIN measure m ON m.rule = s.rule AND m.period = s.period
  LEFT JOIN ledger_usage u ON u.subject_id = s.subject_id
  LEFT JOIN excused x ON x.rule = s.rule AND x.subject_id = s.subject_id AND x.period = m.label
  LEFT JOIN waived w ON w.rule = s.rule AND w.subject_id = s.subject_id AND w.period = s.period
  WHERE s.outcome = 'short'
)
SELECT l.subject_id, d.obligation, l.label AS period, l.need, l.total, l.ontime, l.due, l.overdue,
  CASE WHEN l.is_waived THEN 'exempt' ELSE c.status END AS status
FROM lacking l JOIN duty d ON d.rule = l.rule AND d.rank = l.rank
JOIN called c ON c.rule = l.rule AND c.period = l.period AND c.rank = l.rank AND c.is_user = l.is_user
  AND c.is_excused = l.is_excused
"""
SETTLED_COUNTS: Final = """
SELECT d.obligation, m.label, s.outcome, COUNT(*) FROM settled s
JOIN duty d ON d.rule = s.rule AND d.rank = s.rank JOIN measure m ON m.rule = s.rule AND m.period = s.period
WHERE s.outcome <> 'short' GROUP BY ALL
UNION ALL SELECT obligation, period, status, COUNT(*) FROM short GROUP BY ALL
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
LACKING: Final = table(
    "subject_id, obligation, period",
    "subject_id INTEGER, obligation VARCHAR, period VARCHAR, need INTEGER, total INTEGER, ontime INTEGER, due INTEGER,"
    " overdue INTEGER, status VARCHAR",
)
"""the files of what is short: numbers in tenths, days as ordinals, as everywhere in the ledger"""


class Entry(NamedTuple):
    """What is counted together. `period`: as in the standing, for counts and sums; else empty."""

    obligation: str
    period: str
    status: str


class Question(NamedTuple):
    """As known on a day, the periods back to a day; of the rules that are recorded."""

    compiled: Compiled
    first: int
    on: int

    def scope(self, *, counted: bool) -> Scope:
        """The rules judged by the statement, or the others."""
        rules = [each for each in self.compiled.rules if each.recordable]
        wanted = frozenset(each.number for each in rules if (each.shape in COUNTED) == counted)
        return Scope(None, wanted, self.first, self.on)

    @property
    def slots(self) -> list[tuple[Rule, Slot]]:
        """The periods asked of the rules that the statement judges."""
        rules = [self.compiled.by_number[number] for number in sorted(self.scope(counted=True).rules)]
        return [
            (rule, slot)
            for rule in rules
            for slot in rule.slots
            if max(slot.start, slot.base_start) <= self.on and slot.base_end > self.first
        ]


def count_labels(question: Question, folder: Path, short: Path | None = None) -> Counter[Entry]:
    """Count all rows of an export by label; `short`: a folder for files of the rows that are not done.

    As many buckets at a time as there are processors: DuckDB works on one while Python works on another.
    """
    with opened(folder) as columns:
        buckets = [*enumerate(columns.buckets()), (-1, EVERYBODY)]
    workers = min(os.cpu_count() or 1, len(buckets))
    counts: Counter[Entry] = Counter()
    with ThreadPoolExecutor(workers) as pool:
        work = partial(_count_buckets, question, folder, short)
        for found in pool.map(work, (buckets[turn::workers] for turn in range(workers))):
            counts += found
    return counts


def _count_buckets(
    question: Question, folder: Path, short: Path | None, buckets: list[tuple[int, Bucket]]
) -> Counter[Entry]:
    """Some numbered buckets; number -1: the shares, which ask about others than their subject, of everybody."""
    counts: Counter[Entry] = Counter()
    with opened(folder, threads=1) as columns:
        _prepare(question, columns)
        for number, bucket in buckets:
            columns.show(bucket)
            if number >= 0:
                _settle(columns)
            for *entry, rows in columns.fetch(SETTLED_COUNTS):
                counts[Entry(*entry)] += rows
            others = list(_others(question, columns, shares=number < 0))
            counts.update(Entry(name, "", label) for _row, name, label in others)
            if short is not None:
                name = f"short-{number:04}" if number >= 0 else "short-shares"
                _write_short(columns, others, short / f"{name}.parquet")
            columns.engine.execute("DELETE FROM settled; DELETE FROM short")
    return counts


def _prepare(question: Question, columns: Columns) -> None:
    """The small tables by which lines are settled and called, and the statement itself."""
    on = question.on
    measures = [
        (
            *(rule.number, slot.start, slot.label, slot.end - slot.start),
            *(rule.step, int(rule.prorata), rule.share, slot.due, slot.overdue),
        )
        for rule, slot in question.slots
    ]
    called = [
        (rule.number, slot.start, rank, *flags, _called(rule, slot, rank, *flags, on=on))
        for rule, slot in question.slots
        for rank in range(len(rule.obligations))
        for flags in product((False, True), repeat=2)
    ]
    rules = question.compiled.rules
    duties = [(rule.number, rank, each.id) for rule in rules for rank, each in enumerate(rule.obligations)]
    spells, facts = conditions(question.scope(counted=True))
    kernel = KERNEL.format(spells=spells, facts=facts).replace("%s", str(on))
    engine = columns.engine
    for name, form, rows in (
        ("measure", MEASURE, measures),
        ("called", CALLED, called),
        ("duty", DUTY, duties),
        ("short", LACKING, ()),
        ("other", LACKING, ()),
    ):
        make_table(engine, name, form, rows)
    engine.execute(f"CREATE VIEW settling AS {SETTLED.format(kernel=kernel)}")
    engine.execute("CREATE TABLE settled AS SELECT * FROM settling LIMIT 0")
    engine.execute(f"CREATE VIEW shortening AS {SHORT.format(on=on)}")


def _called(rule: Rule, slot: Slot, rank: int, is_user: bool, is_excused: bool, *, on: int) -> str:
    """The label of a row that is short, of an organisation that uses the system or not, with a 说明 or without."""
    row = Row(
        *(rule.number, 0, slot.start, slot.label, rank, FOREVER, 10, 0, 0),
        *(slot.due, slot.overdue, 0, 0),
    )
    return status(row, rule, on, used=0 if is_user else None, excused=0 if is_excused else None)


def _settle(columns: Columns) -> None:
    """Judge the bucket shown: every row into `settled`, what is short with its label into `short`."""
    columns.engine.execute("INSERT INTO settled SELECT * FROM settling")
    columns.engine.execute("INSERT INTO short SELECT * FROM shortening")


def _others(question: Question, columns: Columns, *, shares: bool) -> Iterator[tuple[Row, str, str]]:
    """Rows of the other shapes in the bucket shown, with obligation and label."""
    compiled, first, on = question
    scope = question.scope(counted=False)
    wanted = frozenset(n for n in scope.rules if (compiled.by_number[n].shape == "share") == shares)
    excuses = excuses_by(on, columns.fetch)
    columns.narrow(kinds_of(compiled.by_number[number] for number in wanted))
    for row in evaluate(compiled, scope._replace(rules=wanted), on, columns.fetch):
        if in_range(compiled, row, first, on):
            rule = compiled.by_number[row.rule]
            yield row, rule.obligations[row.rank].id, excuses.status(row, rule, None)


def _write_short(columns: Columns, others: list[tuple[Row, str, str]], path: Path) -> None:
    """What is short in the bucket shown, as one file."""
    rows = [
        (row.subject, name, row.label, row.need, row.total, row.ontime, row.due, row.overdue, label)
        for row, name, label in others
        if label not in DONE
    ]
    make_table(columns.engine, "other", LACKING, rows)
    columns.engine.execute(
        f"COPY (SELECT * FROM short WHERE status <> 'exempt' UNION ALL SELECT * FROM other ORDER BY subject_id) TO {quoted(path)}"
        " (FORMAT parquet)"
    )
