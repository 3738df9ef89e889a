"""The ledger as Parquet files: one folder that DuckDB, or whoever collects many districts, reads without a database."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hongzhu.policy.rules import Compiled, Rule

from . import in_force, tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY: Final = "1GB"
"""what DuckDB may hold at a time; beyond it, it writes to a temporary folder"""
ROWS_IN_GROUP: Final = 122_880
"""of a file; each group says which subjects it holds, so that others can be passed over"""
MANIFEST: Final = "ledger.json"


class Table(NamedTuple):
    """What a file holds: its columns with their types, and the order of its rows."""

    columns: Mapping[str, str]
    order: str


def table(order: str, columns: str) -> Table:
    return Table(dict(each.split() for each in columns.split(", ")), order)


TABLES: Final = {
    "subject": table("id", "id INTEGER, kind VARCHAR, from_day INTEGER, until_day INTEGER"),
    "fact": table(
        "subject_id, kind, day",
        "kind VARCHAR, subject_id INTEGER, day INTEGER, entered INTEGER, since INTEGER, withdrawn INTEGER, qty INTEGER",
    ),
    "spell": table(
        "subject_id, role, from_day",
        "subject_id INTEGER, role SMALLINT, from_day INTEGER, until_day INTEGER",
    ),
    "link": table(
        "kind, tail_id, head_id",
        "kind VARCHAR, tail_id INTEGER, head_id INTEGER, from_day INTEGER, until_day INTEGER",
    ),
    "usage": table("subject_id", "subject_id INTEGER, day INTEGER"),
    "excuse": table(
        "subject_id, obligation, period",
        "obligation VARCHAR, subject_id INTEGER, period VARCHAR, accepted INTEGER, from_day INTEGER, until_day INTEGER",
    ),
    "need": table(
        "rule, role, from_day",
        "rule SMALLINT, role SMALLINT, rank SMALLINT, need INTEGER, is_exempt SMALLINT, from_day INTEGER, until_day INTEGER",
    ),
    "evidence": table(
        "rule, kind", "rule SMALLINT, kind VARCHAR, calendar VARCHAR, is_sum SMALLINT, during SMALLINT"
    ),
    "slot": table(
        "rule, period",
        "rule SMALLINT, period INTEGER, label VARCHAR, from_day INTEGER, until_day INTEGER, due INTEGER, overdue INTEGER",
    ),
    "calendarday": table("calendar, day", "calendar VARCHAR, day INTEGER, period INTEGER"),
}
"""file → what it holds of the ledger's table of the same name"""
READ: Final = ("fact", "spell", "link", "need", "evidence", "slot", "calendarday")
"""what the statements read"""


@contextmanager
def duckdb_within(memory: str = MEMORY, threads: int = 0) -> Iterator["DuckDBPyConnection"]:
    """An empty DuckDB in memory that asks nobody for extensions; what does not fit goes to a temporary folder.

    threads: 0 for as many as there are processors.
    """
    import duckdb  # here: pages never need it

    with TemporaryDirectory(prefix="hongzhu-") as overflow:
        config: dict[str, Any] = {
            "memory_limit": memory,
            "temp_directory": overflow,
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        if threads:
            config["threads"] = threads
        connection = duckdb.connect(config=config)
        try:
            yield connection
        finally:
            connection.close()


def export(
    compiled: Compiled, folder: Path, on: int | None = None, names: Sequence[str] = tuple(TABLES)
) -> None:
    """Write tables of this database into a folder, in the open transaction: what the rules of the pack look at.

    `on`: facts only as known on that day. The compiled tables must be those of `compiled`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    conditions = {"fact": _facts(compiled, on), "link": _links(compiled)}
    with duckdb_within() as engine, TemporaryDirectory(prefix="hongzhu-") as place:
        lines = Path(place) / "lines"
        for name in names:
            where = conditions.get(name, "1 = 1")
            tables.copy_out(f"ledger_{name}", list(TABLES[name].columns), lines, where)
            write_parquet(engine, f"SELECT * FROM {read_lines(lines, TABLES[name])}", name, folder)


def _facts(compiled: Compiled, on: int | None) -> str:
    """Of the kinds that a rule counts."""
    kinds = kinds_of(compiled.rules)
    # The plus signs keep SQLite from walking an index when what is wanted is nearly the whole table.
    known = "1 = 1" if on is None else f"+since <= {on} AND +withdrawn > {on}"
    return f"{known} AND {_in('kind', kinds)}"


def kinds_of(rules: Iterable[Rule]) -> set[str]:
    """The kinds of fact that rules look at."""
    return {
        kind for rule in rules for kind in (*rule.kinds, *(each.trigger for each in rule.obligations)) if kind
    }


def _links(compiled: Compiled) -> str:
    """Of the kinds over which a share is asked."""
    return _in("kind", {rule.below[0] for rule in compiled.rules})


def _in(column: str, names: Iterable[str]) -> str:
    listed = ", ".join(f"'{name}'" for name in sorted(names))
    return f"{column} IN ({listed or 'NULL'})"


class Manifest(NamedTuple):
    """Which compilation the numbers of rules and roles in the files belong to; written last, so a part is no export."""

    pack: str
    version: str
    digest: str
    window_from: int
    window_until: int


def write_manifest(compiled: Compiled, folder: Path) -> None:
    """Say which pack and window the files were made with."""
    pack = compiled.pack
    known = Manifest(pack.id, pack.version, in_force.digest_of(pack), *compiled.window)
    (folder / MANIFEST).write_text(json.dumps(known._asdict(), indent=1) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest | None:
    """What an export says of itself; None where there is none."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def read_lines(path: Path, table: Table) -> str:
    """The lines that `tables.copy_out` wrote, as DuckDB reads them."""
    kinds = ", ".join(f"'{column}': '{kind}'" for column, kind in table.columns.items())
    return (
        f"read_csv({quoted(path)}, header = false, auto_detect = false, delim = '\t', quote = '', escape = '',"
        f" columns = {{{kinds}}})"
    )


def make_table(engine: "DuckDBPyConnection", name: str, form: Table, rows: Iterable[Sequence[Any]]) -> None:
    """A table of DuckDB's own from a few thousand rows, through lines: it reads those far faster than it takes rows."""
    with TemporaryDirectory(prefix="hongzhu-") as place:
        lines = Path(place) / "lines"
        lines.write_text("".join("\t".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
        engine.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {read_lines(lines, form)}")


def write_parquet(engine: "DuckDBPyConnection", select: str, name: str, folder: Path, part: str = "") -> None:
    """What a statement finds as the file of a table, or as one part of it, sorted."""
    path = quoted(folder / f"{name}{part}.parquet")
    engine.execute(
        f"COPY ({select} ORDER BY {TABLES[name].order}) TO {path}"
        f" (FORMAT parquet, ROW_GROUP_SIZE {ROWS_IN_GROUP})"
    )


def quoted(path: Path) -> str:
    """A path within a statement."""
    return "'" + str(path).replace("'", "''") + "'"
