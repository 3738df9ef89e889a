"""What the house's table says of records that can be found: each room answers for its own."""

from collections.abc import Collection, Iterator
from datetime import date
from importlib import import_module
from typing import Any, Final, NamedTuple, Protocol, cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

LONGEST: Final = 400
"""of a title"""


class Text(NamedTuple):
    """What one record says now."""

    key: int
    day: date
    title: str
    body: str


class Searched(Protocol):
    """The records of one kind."""

    def texts(self, keys: Collection[int] | None) -> Iterator[Text]:
        """Of these records, or of all; what is to be found no more is left out."""

    def visible(self, reader: Any) -> QuerySet[Any]:
        """The keys of those whose whole text the reader may read."""

    def hrefs(self, keys: Collection[int]) -> dict[int, str]:
        """Where they are shown."""


def kinds() -> dict[str, str]:
    """Kind → what a page calls it, in the order of the table."""
    return {kind: label for kind, (label, _module) in _table().items()}


def searched(kind: str) -> Searched:
    """The room's module. Raises KeyError for a kind the table does not know."""
    return cast(Searched, import_module(_table()[kind][1]))


def _table() -> dict[str, tuple[str, str]]:
    table: dict[str, tuple[str, str]] = import_string(settings.HONGZHU_HOUSE + ".SEARCHED")
    return table
