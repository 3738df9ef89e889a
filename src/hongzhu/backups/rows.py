"""Rows as JSON lines that mean the same in every database, and back."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from io import BufferedReader
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


_DECODER: Final = json.JSONDecoder()


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
    forms = [form_of(field) for field in fields]
    readers = [(place, _reader(field)) for place, field in enumerate(fields) if forms[place].read]
    lines = BufferedReader(part)  # type: ignore[type-var]  # a member of a ZIP is a raw stream
    seen: set[tuple[type, ...]] = set()
    for number, text in enumerate(iter(lambda: lines.readline(LONGEST_LINE), b""), 1):
        try:
            row: Row = _DECODER.decode(text.decode())
            if number == 1:
                _check_columns(row, model)
                continue
            types = tuple(map(type, row))
            if types not in seen:
                _check_types(types, forms)
                seen.add(types)
            for place, read in readers:
                if row[place] is not None:
                    row[place] = read(row[place])
        except (ValueError, TypeError, RecursionError):
            words = f"表 {model._meta.db_table} 第 {number} 行读不懂，文件已损坏。请换另一份备份。"
            raise Damaged(words) from None
        yield row


def _check_columns(row: Row, model: type[models.Model]) -> None:
    if row != columns(model):
        raise Damaged(f"表 {model._meta.db_table} 的列和清单里的版本对不上，不能恢复。请换另一份备份。")


def _check_types(types: tuple[type, ...], forms: list[_Form]) -> None:
    if len(types) != len(forms):
        raise ValueError
    for found, form in zip(types, forms, strict=True):
        if found not in (form.type, type(None)):
            raise TypeError


def _reader(field: Any) -> Callable[[Any], Any]:
    read = form_of(field).read
    assert read is not None
    if connection.vendor != "sqlite":
        return read  # PostgreSQL takes dates and times as they are; SQLite wants Django's spelling
    return lambda value: field.get_db_prep_value(read(value), connection)
