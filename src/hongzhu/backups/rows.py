"""Rows as JSON lines that mean the same in every database, and back."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import IO, Any, Final, NamedTuple

from django.db import connection, models

from .refusals import Damaged

LONGEST_LINE: Final = 64 << 20
Row = list[Any]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in a backup yet")


_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain, check_circular=False
)


def line(row: Sequence[Any]) -> bytes:
    """Return a row as one line."""
    return _ENCODER.encode(row).encode() + b"\n"


class _Form(NamedTuple):
    """How a kind of column stands in a line: the JSON type, and how its value is read; None: as it is."""

    type: type
    read: Callable[[Any], Any] | None = None


FORMS: Final = {
    "BooleanField": _Form(bool),
    "CharField": _Form(str),
    "DateField": _Form(str, date.fromisoformat),
    "DateTimeField": _Form(str, datetime.fromisoformat),
    "FloatField": _Form(float),
    "TextField": _Form(str),
    "TimeField": _Form(str, time.fromisoformat),
} | {
    f"{sign}{size}{kind}": _Form(int)
    for sign in ("", "Positive")
    for size in ("", "Big", "Small")
    for kind in ("IntegerField", "AutoField")
}


def check_forms(model: type[models.Model]) -> None:
    """Raise KeyError for a kind of column that has no form here yet: while writing, not when it is too late."""
    for field in model._meta.concrete_fields:
        form_of(field)


def columns(model: type[models.Model]) -> list[str]:
    """Names of a table's columns, in the order in which rows are written."""
    return [str(field.column) for field in model._meta.concrete_fields]


def attributes(model: type[models.Model]) -> list[str]:
    """Names by which a query returns the columns."""
    return [field.attname for field in model._meta.concrete_fields]


def form_of(field: Any) -> _Form:
    """Return how a column stands in a line; a foreign key as what it points to. KeyError for a new kind."""
    while field.is_relation:
        field = field.target_field
    return FORMS[field.get_internal_type()]


def read_rows(part: IO[bytes], model: type[models.Model]) -> Iterator[Row]:
    """Yield the rows of a part, ready for the database. Raises Damaged, naming the line."""
    fields = model._meta.concrete_fields
    readers = [_reader(field) for field in fields]
    names = _decoded(part.readline(LONGEST_LINE), 1, model)
    if names != columns(model):
        raise Damaged(f"表 {model._meta.db_table} 的列和清单里的版本对不上，不能恢复。请换另一份备份。")
    for number, text in enumerate(_lines(part), 2):
        row = _decoded(text, number, model)
        try:
            if len(row) != len(readers):
                raise ValueError
            yield [None if value is None else read(value) for value, read in zip(row, readers, strict=True)]
        except (ValueError, TypeError):
            raise Damaged(_words(model, number)) from None


def _lines(part: IO[bytes]) -> Iterable[bytes]:
    return iter(lambda: part.readline(LONGEST_LINE), b"")


def _decoded(text: bytes, number: int, model: type[models.Model]) -> list[Any]:
    try:
        row = json.loads(text)
        if not isinstance(row, list):
            raise ValueError
    except (ValueError, RecursionError):
        raise Damaged(_words(model, number)) from None
    return row


def _words(model: type[models.Model], number: int) -> str:
    return f"表 {model._meta.db_table} 第 {number} 行读不懂，文件已损坏。请换另一份备份。"


def _reader(field: Any) -> Callable[[Any], Any]:
    form = form_of(field)
    is_sqlite = connection.vendor == "sqlite"

    def read(value: Any) -> Any:
        if type(value) is not form.type:
            raise TypeError
        if form.read is None:
            return value
        found = form.read(value)
        # PostgreSQL takes dates and times as they are; SQLite wants Django's spelling.
        return field.get_db_prep_value(found, connection) if is_sqlite else found

    return read
