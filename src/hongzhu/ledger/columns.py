"""The same statements over Parquet files, on DuckDB: some subjects at a time, within a given memory."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from hongzhu.policy.rules import Compiled
from hongzhu.policy.standing import Row

from .evaluating import evaluate
from .kernel import Scope
from .parquet import MEMORY, READ, TABLES, duckdb_within, export, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BUCKET: Final = 2_000_000
"""facts judged at a time"""
BATCH: Final = 10_000
"""rows taken from DuckDB at a time"""
NOBODY_AFTER: Final = 1 << 31
Bucket = tuple[int, int]
"""the subjects from one number up to another"""
EVERYBODY: Final = (0, NOBODY_AFTER)


class Columns:
    """An exported ledger, opened. Its facts, spells, usage and 说明 are those of one bucket of subjects at a time."""

    def __init__(self, engine: "DuckDBPyConnection", folder: Path) -> None:
        self.engine = engine
        files = {name: sorted(folder.glob(f"{name}*.parquet")) for name in TABLES}
        self.files = {name: ", ".join(map(quoted, paths)) for name, paths in files.items() if paths}
        for name in self.files:
            self._show(name, "")

    def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows of one statement over the bucket shown; a `tables.Fetch`."""
        found = self.engine.cursor().execute(sql.replace("%s", "?"), list(parameters))
        while rows := found.fetchmany(BATCH):
            yield from rows

    def buckets(self) -> list[Bucket]:
        """Ranges of subjects that together are everybody, each with about BUCKET facts.

        The files' own statistics say which subjects they hold: no fact is read to find out.
        """
        groups = self.fetch(
            "SELECT CAST(stats_min_value AS BIGINT) AS first, num_values"
            f" FROM parquet_metadata([{self.files['fact']}]) WHERE path_in_schema = 'subject_id' ORDER BY first"
        )
        begins, held = [0], 0
        for first, rows in groups:
            if held and held + rows > BUCKET and first > begins[-1]:
                begins.append(first)
                held = 0
            held += rows
        return list(zip(begins, [*begins[1:], NOBODY_AFTER], strict=True))

    def show(self, bucket: Bucket) -> None:
        """From now on the tables of subjects hold these alone."""
        for name in self.files:
            if "subject_id" in TABLES[name].columns:
                self._show(name, f" WHERE subject_id >= {bucket[0]} AND subject_id < {bucket[1]}")

    def narrow(self, kinds: Iterable[str]) -> None:
        """Until the next bucket is shown, facts are those of a few kinds: read once, then asked often."""
        listed = ", ".join(f"'{kind}'" for kind in sorted(kinds)) or "NULL"
        self.engine.execute(
            f"CREATE OR REPLACE TABLE few AS SELECT * FROM ledger_fact WHERE kind IN ({listed})"
        )
        self.engine.execute("CREATE OR REPLACE VIEW ledger_fact AS SELECT * FROM few")

    def _show(self, name: str, where: str) -> None:
        source = ", '' AS source" if name == "fact" else ""
        self.engine.execute(
            f"CREATE OR REPLACE VIEW ledger_{name} AS SELECT *{source} FROM read_parquet([{self.files[name]}]){where}"
        )


@contextmanager
def opened(folder: Path, memory: str = MEMORY, threads: int = 0) -> Iterator[Columns]:
    """The files of an export, ready for the statements."""
    with duckdb_within(memory, threads) as engine:
        yield Columns(engine, folder)


def evaluate_files(compiled: Compiled, scope: Scope, on: int, folder: Path) -> Iterator[Row]:
    """The rows that `evaluating.evaluate` gives, bucket by bucket. Shares ask about others: they see everybody."""
    shares = frozenset(number for number in scope.rules if compiled.by_number[number].shape == "share")
    alone = scope._replace(rules=scope.rules - shares)
    with opened(folder) as columns:
        for bucket in columns.buckets():
            columns.show(bucket)
            yield from evaluate(compiled, alone, on, columns.fetch)
        columns.show(EVERYBODY)
        yield from evaluate(compiled, scope._replace(rules=shares), on, columns.fetch)


def evaluate_in_columns(compiled: Compiled, scope: Scope, on: int) -> Iterator[Row]:
    """The same of this database: what the statements read is written to files that are gone afterwards."""
    with TemporaryDirectory(prefix="hongzhu-") as place:
        export(compiled, Path(place), on, READ)
        yield from evaluate_files(compiled, scope, on, Path(place))
