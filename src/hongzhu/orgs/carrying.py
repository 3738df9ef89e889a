"""整套带走: the records of one organisation as tables that are read without this system. Each room brings its own."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Field, QuerySet
from django.utils.module_loading import import_string

from .access import Reader

Said = str | tuple[str, str]
"""a path of values_list that is called as its field is, or a path with its own word"""


@dataclass(frozen=True)
class Column:
    """`key`: in JSON; `title`: in the first line of the CSV; `choices`: stored value → word, in the CSV."""

    key: str
    title: str
    choices: Mapping[Any, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Carried:
    """One table: the name of its files, what people call it, its rows as they are stored, read when the table is written."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Any, ...]]
    is_personal: bool = False


def carried(reader: Reader, which: str = "CARRIED") -> Iterator[Carried]:
    """Every table of every room, as far as the reader may read; a query for each. `which`: the house's table, OWN_COPY
    for what is the reader's own.
    """
    table: tuple[str, ...] = import_string(f"{settings.HONGZHU_HOUSE}.{which}")
    for name in table:
        tell: Callable[[Reader], Iterable[Carried]] = import_string(name)
        yield from tell(reader)


def table_of(name: str, title: str, rows: QuerySet[Any], *said: Said, is_personal: bool = False) -> Carried:
    """A table of some fields of a model; words and choices are the fields' own unless something else is said."""
    paths = [each if isinstance(each, str) else each[0] for each in said]
    columns = tuple(_column(rows, each) for each in said)
    return Carried(name, title, columns, rows.order_by("pk").values_list(*paths), is_personal)


def _column(rows: QuerySet[Any], said: Said) -> Column:
    path, title = (said, "") if isinstance(said, str) else said
    model: Any = rows.model
    found: Any = None
    for part in path.split("__"):
        found = model._meta.get_field(part)
        model = found.related_model or model
    assert isinstance(found, Field)
    key = path.replace("__", "_")
    return Column(key, title or str(found.verbose_name), dict(found.flatchoices))
