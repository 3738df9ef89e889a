"""The books there are, from the house's table: what each is called, whose it is to read, which room fills it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from django.conf import settings
from django.utils.module_loading import import_string

from hongzhu.orgs.access import Reader
from hongzhu.orgs.models import PartyOrg
from hongzhu.paper.book import Leaf, Table

ENTRIES, TABLE = "entries", "table"
GROUP: Final = "group"
"""the book into which a branch puts the minutes of all its groups, and the only one that a group keeps"""
EVERYONE: Final = "everyone"
ALL: Final = "all"
"""in an address: every book of the year"""


@dataclass(frozen=True)
class BookKind:
    """One row of the table. `shape`: a minute book of entries, or one table. `readers`: every member, or the committee."""

    key: str
    title: str
    shape: str
    readers: str
    filled_by: str

    @property
    def is_bound(self) -> bool:
        """Its printed pages stay where they are."""
        return self.shape == ENTRIES

    def leaves(self, reader: Reader | None, org: PartyOrg, year: int) -> list[Leaf]:
        """What stands in a minute book; without a reader, for the house."""
        found = cast(Callable[..., list[Leaf]], import_string(self.filled_by))
        return found(reader, org, year)

    def table(self, reader: Reader | None, org: PartyOrg, year: int, on: date) -> Table:
        """What stands in a book that is one table."""
        found = cast(Callable[..., Table], import_string(self.filled_by))
        return found(reader, org, year, on)


def book_kinds() -> list[BookKind]:
    """All of them, in the order in which they are printed."""
    table: dict[str, tuple[Any, ...]] = import_string(settings.HONGZHU_HOUSE + ".BOOKS")
    return [BookKind(key, *row) for key, row in table.items()]


def kinds_for(org: PartyOrg, *, reads_all: bool) -> list[BookKind]:
    """Those that an organisation keeps, as far as a reader may read them; a group keeps the minutes of its meetings."""
    return [
        each
        for each in book_kinds()
        if (reads_all or each.readers == EVERYONE) and (not org.is_group or each.key == GROUP)
    ]


def kind_named(key: str) -> BookKind | None:
    """One of them."""
    return next((each for each in book_kinds() if each.key == key), None)
