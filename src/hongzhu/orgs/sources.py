"""What the records behind facts were about, and where they are shown: each room says so of its own.

The house's table names, by the beginning of a source, a module with `described(reader, codes)`: of records known by
what follows it, those the reader may see.
"""

from collections.abc import Collection, Iterable
from importlib import import_module
from typing import Final, NamedTuple, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from .access import Reader

LONGEST: Final = 40


class Record(NamedTuple):
    """What a record was about, and its page; either may be empty."""

    about: str
    href: str


class Sources(Protocol):
    """The records of one room."""

    def described(self, reader: Reader, codes: Collection[str]) -> dict[str, Record]:
        """By code; what the reader may not see is left out."""


def records(reader: Reader, sources: Iterable[str]) -> dict[str, Record]:
    """By the source of the facts; what the reader may not see is left out. A query for each room that has some."""
    table: dict[str, str] = import_string(settings.HONGZHU_HOUSE + ".SOURCES")
    codes: dict[str, list[str]] = {}
    for source in sorted(set(sources)):
        kind, _, code = source.partition(":")
        codes.setdefault(kind, []).append(code)
    found: dict[str, Record] = {}
    for kind in codes.keys() & table.keys():
        room = cast(Sources, import_module(table[kind]))
        found |= {f"{kind}:{code}": each for code, each in room.described(reader, codes[kind]).items()}
    return found


def shortened(words: str) -> str:
    """As much as stands in a line."""
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
