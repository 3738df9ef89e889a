"""What a room brings to the walk: one module of its own tests, named here; the walk itself needs no change."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from importlib import import_module
from typing import Final, Protocol, cast

from hongzhu.orgs.access import Reader

ROOMS: Final = tuple(
    f"tests.{room}.walked"
    for room in ("assignments", "books", "people", "search", "imports", "notices", "desk")
)

Right = frozenset[int]
Rows = Mapping[str, Iterable[str]]


class Walked(Protocol):
    """`MARKS`: what the texts it plants begin with; `ASKED` and `LINES`: its models, and which rows who gets of them."""

    MARKS: tuple[str, ...]
    ASKED: dict[str, Callable[[Reader, str], frozenset[str]]]
    LINES: dict[tuple[str, str], Rows]

    def plant(self, now: datetime) -> None:
        """Its records, in the world."""

    def pages(self, reader: str) -> Iterator[tuple[str, str, Right]]:
        """(name, address, the statuses that are right) of whatever may be looked at."""

    def deeds(self, reader: str) -> Iterator[tuple[str, str, Right, dict[str, str]]]:
        """(name, address, the statuses that are right, what is sent) of what a reader may not do."""

    def allowed(self, reader: str, mark: str) -> bool:
        """Whether a text with one of its marks may come before a reader."""

    def may_go(self, reader: str, address: str) -> bool | None:
        """Whether a page may lead a reader to one of its addresses; None for what is not its own."""


def rooms() -> list[Walked]:
    """All of them."""
    return [cast(Walked, import_module(name)) for name in ROOMS]


def marks() -> list[str]:
    """What their texts begin with."""
    return [name for room in rooms() for name in room.MARKS]


def allowed_by_rooms(reader: str, mark: str) -> bool | None:
    """What the room says whose mark it is."""
    name = mark.partition("-")[0]
    return next((room.allowed(reader, mark) for room in rooms() if name in room.MARKS), None)


def may_go_by_rooms(reader: str, address: str) -> bool | None:
    """What the room says whose address it is."""
    return next((may for room in rooms() if (may := room.may_go(reader, address)) is not None), None)
