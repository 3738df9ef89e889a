"""The ledger as Parquet files: one folder that DuckDB, or whoever collects many districts, reads without a database.

No names leave: subjects are the numbers this installation gave them, and the sources of facts stay at home. The files
are still of persons; whoever also has the district's database can tell whose they are.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from . import in_force, tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY: Final = "1GB"
"""what DuckDB may hold at a time; beyond it, it writes to a temporary folder"""
MANIFEST: Final = "ledger.json"


class Table(NamedTuple):
    """What a file holds: its columns with their types, and the order of its rows."""

    columns: Mapping[str, str]
    order: str

    @property
    def names(self) -> str:
        return ", ".join(self.columns)

    @property
    def typed(self) -> str:
        return ", ".join(f"{name} {kind}" for name, kind in self.columns.items())


def _table(order: str, **columns: str) -> Table:
    return Table(columns, order)


DAYS: Final = {"from_day": "INTEGER", "until_day": "INTEGER"}
TABLES: Final = {
    "subject": _table("id", id="INTEGER", kind="VARCHAR", **DAYS),
    "fact": _table(
        "subject_id, kind, day",
        kind="VARCHAR",
        subject_id="INTEGER",
        day="INTEGER",
        entered="INTEGER",
        since="INTEGER",
        withdrawn="INTEGER",
        qty="INTEGER",
    ),
    "spell": _table("subject_id, role, from_day", subject_id="INTEGER", role="SMALLINT", **DAYS),
    "usage": _table("subject_id", subject_id="INTEGER", day="INTEGER"),
    "excuse": _table(
        "subject_id, obligation, period",
        obligation="VARCHAR",
        subject_id="INTEGER",
        period="VARCHAR",
        accepted="INTEGER",
    ),
    "ruleinforce": _table("number", number="SMALLINT", key="VARCHAR"),
    "need": _table(
        "rule, role, from_day",
        rule="SMALLINT",
        role="SMALLINT",
        rank="SMALLINT",
        need="INTEGER",
        is_exempt="SMALLINT",
        **DAYS,
    ),
    "evidence": _table(
        "rule, kind",
        rule="SMALLINT",
        kind="VARCHAR",
        calendar="VARCHAR",
        is_sum="SMALLINT",
        during="SMALLINT",
    ),
    "slot": _table(
        "rule, period",
        rule="SMALLINT",
        period="INTEGER",
        label="VARCHAR",
        **DAYS,
        due="INTEGER",
        overdue="INTEGER",
    ),
    "calendarday": _table("calendar, day", calendar="VARCHAR", day="INTEGER", period="INTEGER"),
}
"""file → what it holds, of the ledger's table of the same name"""


@contextmanager
def duckdb_within(memory: str = MEMORY) -> Iterator["DuckDBPyConnection"]:
    """An empty DuckDB in memory that asks nobody for extensions; what does not fit goes to a temporary folder."""
    import duckdb  # here: pages never need it

    with TemporaryDirectory(prefix="hongzhu-") as overflow:
        config: dict[str, Any] = {
            "memory_limit": memory,
            "temp_directory": overflow,
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        connection = duckdb.connect(config=config)
        try:
            yield connection
        finally:
            connection.close()


def export(folder: Path) -> dict[str, int]:
    """Write every file into a folder, in the open transaction; rows by file. The compiled tables must be in place."""
    folder.mkdir(parents=True, exist_ok=True)
    counts = write_files(folder, dict.fromkeys(TABLES, "1 = 1"))
    state = in_force.stored_state()
    assert state is not None, "nothing was compiled yet"
    digest, first, until = state
    manifest = {"digest": digest, "window_from": first, "window_until": until, "rows": counts}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return counts


def write_files(folder: Path, wanted: Mapping[str, str]) -> dict[str, int]:
    """Write some tables, of each the rows that satisfy a condition; rows by file."""
    with duckdb_within() as engine:
        return {name: _write_table(engine, name, folder, where) for name, where in wanted.items()}


def _write_table(engine: "DuckDBPyConnection", name: str, folder: Path, where: str) -> int:
    """One table, through a file of lines: the one form that both databases write and DuckDB reads as it is."""
    table = TABLES[name]
    with TemporaryDirectory(prefix="hongzhu-") as place:
        lines = Path(place) / "lines"
        tables.copy_out(f"ledger_{name}", list(table.columns), lines, where)
        kinds = ", ".join(f"'{column}': '{kind}'" for column, kind in table.columns.items())
        read = (
            f"read_csv({quoted(lines)}, header = false, auto_detect = false, delim = '\t', quote = '', escape = '',"
            f" columns = {{{kinds}}})"
        )
        return write_parquet(engine, f"SELECT * FROM {read}", table.order, folder / f"{name}.parquet")


def write_parquet(engine: "DuckDBPyConnection", select: str, order: str, path: Path) -> int:
    """What a statement finds, sorted, as one Parquet file; its number of rows."""
    found = engine.execute(f"COPY ({select} ORDER BY {order}) TO {quoted(path)} (FORMAT parquet)").fetchall()
    rows: int = found[0][0]
    return rows


def quoted(path: Path) -> str:
    """A path within a statement."""
    return "'" + str(path).replace("'", "''") + "'"
