"""On which records files may hang: the rooms above say so in the house's table, by the kind of record.

Each kind names a module that says what such records are called (`TITLE`) and where they are listed (`LISTED`), with two
functions: `codes(reader, action)`, the codes of the records whose attachments a reader may count, read or change, as a
query of one column; and `described(reader, code)`, how a page speaks of one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from hongzhu.orgs.access import Reader


@dataclass(frozen=True, kw_only=True)
class Owner:
    """A record on which files hang. `href`: its page; `stream`: the chain in which it is told."""

    kind: str
    code: str
    title: str
    href: str
    stream: str


class Owners(Protocol):
    """The records of one kind: what they are called, and by which name of an address they are listed."""

    TITLE: str
    LISTED: str

    def codes(self, reader: Reader, action: str) -> QuerySet[Any, Any]:
        """Those whose attachments the reader may count, read or change."""

    def described(self, reader: Reader, code: str) -> Owner:
        """One that the reader may look at."""


def owners() -> Iterator[tuple[str, Owners]]:
    """Every kind of record, and who knows it."""
    table: dict[str, str] = import_string(settings.HONGZHU_HOUSE + ".ATTACHED_TO")
    for kind, module in table.items():
        yield kind, cast(Owners, import_module(module))


def owner_of(reader: Reader, kind: str, code: str, action: str) -> Owner | None:
    """A record with whose attachments the reader may do this, or nothing."""
    for each, known in owners():
        if each == kind and known.codes(reader, action).filter(code=code).exists():
            return known.described(reader, code)
    return None
