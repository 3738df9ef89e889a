"""Bulk SQL through Django's own connection: the fastest plain way each database offers, in the open transaction."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

CHUNK = 800
"""Values in one IN list: well under the limits of both databases."""


class Fetch(Protocol):
    """Where rows come from: this database, or another that holds the same tables. `%s` marks a parameter."""

    def __call__(self, sql: str, parameters: Sequence[Any] = ()) -> Iterable[tuple[Any, ...]]: ...


def insert(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert many rows. SQLite: one prepared statement; PostgreSQL: COPY."""
    rows = list(rows)
    if not rows:
        return
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) > 50:
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def change(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """Run one UPDATE or DELETE for many parameter rows."""
    rows = list(rows)
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def fetch(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def copy_out(table: str, columns: Sequence[str], path: Path, where: str = "1 = 1") -> None:
    """Write columns of a table into a file, a line for each row, tabs between; only numbers and codes without tabs."""
    if connection.vendor == "postgresql":
        text = f"COPY (SELECT {', '.join(columns)} FROM {table} WHERE {where}) TO STDOUT"
        with connection.cursor() as cursor, cursor.copy(text) as copy, path.open("wb") as file:
            for block in copy:
                file.write(block)
        return
    # Lines put together by SQLite: twice as fast as rows that Python would have to take apart and join again.
    line = "\t".join(["%s"] * len(columns)) + "\n"
    text = f"SELECT printf('{line}', {', '.join(columns)}) FROM {table} WHERE {where}"
    with connection.cursor() as cursor, path.open("w", encoding="utf-8") as file:
        cursor.execute(text)
        file.writelines(line for (line,) in cursor)


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """The values, sorted, in lists short enough for one IN."""
    ordered = sorted(values)
    for at in range(0, len(ordered), CHUNK):
        yield ordered[at : at + CHUNK]


def fetch_in(
    sql: str, values: Iterable[Any], parameters: Sequence[Any] = (), fetch: Fetch = fetch
) -> Iterator[tuple[Any, ...]]:
    """Rows of a statement whose `{values}` is an IN list, in chunks; `parameters` follow the list."""
    for part in chunks(values):
        yield from fetch(sql.replace("{values}", ", ".join(["%s"] * len(part))), [*part, *parameters])


def count_anew(*names: str) -> None:
    """Have PostgreSQL count tables that were just filled: it plans by its last count, which may have been none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(names)}")


def delete_ids(table: str, ids: Iterable[int]) -> None:
    """Delete rows by primary key."""
    change(f"DELETE FROM {table} WHERE id = %s", [(each,) for each in ids])
