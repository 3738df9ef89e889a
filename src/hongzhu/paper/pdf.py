"""Books as PDF, by typst: the same bytes on every machine, for only fonts that are given are used."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from .book import Book, Field
from .fonts import files, missing, substitute, substitutes, twins

TEMPLATE: Final = Path(__file__).with_name("book.typ")
_ENDLESS: Final = re.compile(r"[!-~]{25,}")
"""what would run out of a narrow cell, such as an address"""
_PIECE: Final = 8
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"


@dataclass(frozen=True)
class Printed:
    """A document, and the characters for which a substitute is printed."""

    content: bytes
    missing: tuple[str, ...]


def write_pdf(
    books: Sequence[Book], *, more_fonts: Path | None = None, now: datetime | None = None
) -> Printed:
    """One document of some books, each with page numbers of its own. `more_fonts`: a folder with fonts for rare names.

    `now` is written into the document as the time it was made.
    """
    data, lacking = _prepared(books, more_fonts)
    content = _compiler(data, more_fonts).compile(format="pdf", timestamp=int(now.timestamp()) if now else 0)
    assert isinstance(content, bytes)
    return Printed(content, lacking)


def write_pictures(books: Sequence[Book], *, more_fonts: Path | None = None, ppi: float = 72) -> list[bytes]:
    """The pages as PNG."""
    found = _compiler(_prepared(books, more_fonts)[0], more_fonts).compile(format="png", ppi=ppi)
    assert found is not None
    return found if isinstance(found, list) else [found]


def pages_of_entries(book: Book, *, more_fonts: Path | None = None) -> list[int]:
    """How many pages each entry of a book takes."""
    bare = replace(book, closing=(), has_cover=False)
    if not bare.entries:
        return []
    told: list[int] = json.loads(
        _compiler(_prepared([bare], more_fonts)[0], more_fonts).query("<pages>", field="value")
    )
    return told


def _compiler(data: dict[str, Any], more_fonts: Path | None) -> typst.Compiler:
    told = {"data": json.dumps(data, ensure_ascii=False)}
    return typst.Compiler(str(TEMPLATE), font_paths=_fonts(more_fonts), sys_inputs=told)


@cache
def _fonts(more_fonts: Path | None) -> typst.Fonts:
    """Looked for once: reading the tables of all fonts takes longer than a small book."""
    folders = sorted({path.parent for path in files(more_fonts)})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _prepared(books: Sequence[Book], more_fonts: Path | None) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What the template reads, with a substitute for each character that no font has."""
    paths = files(more_fonts)
    lacking = missing((text for book in books for text in book.texts()), paths)
    table = substitutes(lacking)
    own = [family for family in _fonts(more_fonts).families() if family not in (SERIF, SANS)]
    told = [_told(_noted(book, lacking, paths), index, table) for index, book in enumerate(books)]
    title = books[0].name if len(books) == 1 else f"{books[0].owner} {books[0].year}年簿册"
    return {
        "title": title.translate(table),
        "families": {"serif": [SERIF, SANS, *own], "sans": [SANS, SERIF, *own]},
        "books": told,
        "twins": "".join(map(re.escape, twins(text for book in books for text in book.texts()))),
    }, lacking


def _noted(book: Book, lacking: Sequence[str], paths: tuple[Path, ...]) -> Book:
    """Says on its last page which characters could not be printed."""
    own = missing(book.texts(), paths) if lacking else ()
    if not own:
        return book
    words = "、".join(map(substitute, own))
    return book.closed_with(
        f"字库里没有的字 {len(own)} 个，印成 {words}；系统里仍是原来的字，可以在纸上手写补上。"
    )


def _told(book: Book, index: int, table: dict[int, str]) -> dict[str, Any]:
    """A book as the template reads it."""
    entries = [
        _plain(asdict(each) | {"fields": [asdict(field) | _looks(field) for field in each.fields]}, table)
        for each in book.entries
    ]
    return {
        "index": index,
        "title": book.title.translate(table),
        "name": book.name.translate(table),
        "owner": book.owner.translate(table),
        "year": book.year,
        "has_cover": book.has_cover,
        "closing": [words.translate(table) for words in book.closing],
        "entries": entries,
        "table": _plain(asdict(book.table), table) if book.table else None,
    }


def _looks(field: Field) -> dict[str, bool]:
    return {"fits": field.fits_its_room}


def _plain(value: Any, table: dict[int, str]) -> Any:
    """The same with substitutes in every text, and with places where an endless word may be broken."""
    if isinstance(value, str):
        return _ENDLESS.sub(_breakable, value.translate(table))
    if isinstance(value, dict):
        return {name: _plain(each, table) for name, each in value.items()}
    return [_plain(each, table) for each in value] if isinstance(value, list | tuple) else value


def _breakable(word: re.Match[str]) -> str:
    return "\u200b".join(word[0][at : at + _PIECE] for at in range(0, len(word[0]), _PIECE))
