"""The same statements over Parquet files, on DuckDB: some subjects at a time, within a given memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from hongzhu.policy.rules import Compiled
from hongzhu.policy.standing import Row

from .evaluating import evaluate
from .kernel import Scope
from .parquet import MEMORY, TABLES, duckdb_within, quoted, write_files

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BUCKET: Final = 2_000_000
"""facts judged at a time"""
BATCH: Final = 10_000
"""rows taken from DuckDB at a time"""
READ: Final = ("spell", "need", "evidence", "slot", "calendarday")
"""what the statements read besides facts"""
BY_SUBJECT: Final = ("fact", "spell", "usage", "excuse", "subject")
Bucket = tuple[int, int]
"""the subjects from one number up to another"""


class Columns:
    """An exported ledger, opened; it shows one bucket of subjects at a time."""

    def __init__(self, engine: "DuckDBPyConnection", folder: Path) -> None:
        self.engine = engine
        found = {name: sorted(folder.glob(f"{name}*.parquet")) for name in TABLES}
        self.files = {name: files for name, files in found.items() if files}
        for name in self.files:
            self._show(name, "")

    def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows of one statement over the bucket shown; a `tables.Fetch`."""
        found = self.engine.cursor().execute(sql.replace("%s", "?"), list(parameters))
        while rows := found.fetchmany(BATCH):
            yield from rows

    def buckets(self) -> list[Bucket]:
        """Ranges of subjects that together are all of them, each with about BUCKET facts.

        Row groups say which subjects they hold, so that no fact is read to find them.
        """
        groups = self.fetch(
            "SELECT CAST(stats_min_value AS BIGINT) AS first, num_values"
            f" FROM parquet_metadata([{', '.join(map(quoted, self.files['fact']))}])"
            " WHERE path_in_schema = 'subject_id' ORDER BY first"
        )
        begins, held = [0], 0
        for first, rows in groups:
            if held + rows > BUCKET and first > begins[-1]:
                begins.append(first)
                held = 0
            held += rows
        return list(zip(begins, [*begins[1:], 1 << 31], strict=True))

    def show(self, bucket: Bucket) -> None:
        """From now on the tables hold these subjects alone."""
        for name in self.files.keys() & BY_SUBJECT:
            key = "id" if name == "subject" else "subject_id"
            self._show(name, f" WHERE {key} >= {bucket[0]} AND {key} < {bucket[1]}")

    def _show(self, name: str, where: str) -> None:
        source = ", '' AS source" if name == "fact" else ""
        files = ", ".join(map(quoted, self.files[name]))
        self.engine.execute(
            f"CREATE OR REPLACE VIEW ledger_{name} AS SELECT *{source} FROM read_parquet([{files}]){where}"
        )


@contextmanager
def opened(folder: Path, memory: str = MEMORY) -> Iterator[Columns]:
    """The files of an export, ready for the statements."""
    with duckdb_within(memory) as engine:
        yield Columns(engine, folder)


def evaluate_files(compiled: Compiled, folder: Path, scope: Scope, on: int) -> Iterator[Row]:
    """Rows of a scope as known on a day, bucket by bucket: those of `evaluating.evaluate`."""
    with opened(folder) as columns:
        for bucket in columns.buckets():
            columns.show(bucket)
            yield from evaluate(compiled, scope, on, columns.fetch)


def evaluate_in_columns(compiled: Compiled, scope: Scope, on: int) -> Iterator[Row]:
    """The same, of this database: what the statements read is written to files that are gone afterwards."""
    rules = [compiled.by_number[number] for number in scope.rules]
    kinds = {kind for rule in rules for kind in (*rule.kinds, rule.obligations[0].trigger) if kind}
    named = ", ".join(f"'{kind}'" for kind in sorted(kinds)) or "NULL"
    # The plus signs keep SQLite from walking an index when all that is wanted is nearly the whole table.
    facts = f"+since <= {on} AND +withdrawn > {on} AND kind IN ({named})"
    with TemporaryDirectory(prefix="hongzhu-") as place:
        write_files(Path(place), {**dict.fromkeys(READ, "1 = 1"), "fact": facts})
        yield from evaluate_files(compiled, Path(place), scope, on)
