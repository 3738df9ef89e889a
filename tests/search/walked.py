"""The search in the walk: everybody looks for words that stand in everybody's records, and finds his own."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final
from urllib.parse import quote

from hongzhu.orgs.access import Reader
from tests.access.world import DUTIES

MARKS: Final[tuple[str, ...]] = ()
"""it finds the marks of the others"""
ASKED: Final[dict[str, Callable[[Reader, str], frozenset[str]]]] = {}
LINES: Final[dict[tuple[str, str], Mapping[str, Iterable[str]]]] = {}
WORDS: Final = ("会上", "要点", "任务", "培训", "回复", "小学", "NAM", "POS")
"""what texts of the world begin with, those that are not looked up among them"""
WITHOUT: Final = frozenset({*DUTIES, "nobody", "expired", "leaver"})
"""who holds no office, and so has no such page"""


def plant(_now: datetime) -> None:
    """Nothing of its own."""


def pages(reader: str) -> Iterator[tuple[str, str, frozenset[int]]]:
    """The page for each of the words, and of one kind."""
    status = 302 if reader == "public" else 404 if reader in WITHOUT else 200
    yield "search", "/search", frozenset({status})
    for word in WORDS:
        yield f"search {word}", f"/search?q={quote(word)}", frozenset({status})
    yield "search of a kind", f"/search?kind=meeting&q={quote('会上')}", frozenset({status})
    yield "search of no kind", "/search?kind=none&page=7&q=x", frozenset({status})


def deeds(reader: str) -> Iterator[tuple[str, str, frozenset[int], dict[str, str]]]:
    """Looking changes nothing, so there is none."""
    yield from ()


def allowed(reader: str, mark: str) -> bool:
    """No mark is of the search alone."""
    raise AssertionError(f"{reader} {mark}")


def may_go(reader: str, address: str) -> bool | None:
    """Who has an office may look for something."""
    return reader not in WITHOUT if address.partition("?")[0] == "/search" else None
