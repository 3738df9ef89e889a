"""The fonts of a book, which characters they have, and what is printed for one that none of them has."""

import struct
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn

SHIPPED: Final = Path(pylopdf_fonts_zh_cn.__file__).parent
"""Noto Serif SC and Noto Sans SC, under the SIL Open Font Licence"""
SERIF_FILE: Final = "NotoSerifSC-Regular.otf"
SUFFIXES: Final = (".otf", ".ttf")
IGNORABLE: Final = (
    range(0x200B, 0x2010),
    range(0xFE00, 0xFE10),
    range(0xE0100, 0xE01F0),
    range(0xFEFF, 0xFF00),
)
"""characters without a shape of their own, such as selectors of variants"""
_TABLE: Final = struct.Struct(">4sIII")
_GROUP: Final = struct.Struct(">III")
_Tables = dict[bytes, int]


def files(more: Path | None = None) -> tuple[Path, ...]:
    """The font files: those shipped, then those an administrator has laid in a folder of the installation."""
    folders = [SHIPPED, *([more] if more and more.is_dir() else [])]
    return tuple(path for folder in folders for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES)


@cache
def coverage(path: Path) -> frozenset[int]:
    """The characters of one font file, read from its own table; none for what cannot be read."""
    data = path.read_bytes()
    try:
        return frozenset(_mapped(data))
    except (struct.error, KeyError, IndexError):
        return frozenset()


@lru_cache(maxsize=8)
def covered(paths: tuple[Path, ...]) -> frozenset[int]:
    """The characters that some of these fonts have."""
    return frozenset().union(*map(coverage, paths))


def missing(texts: Iterable[str], paths: tuple[Path, ...]) -> tuple[str, ...]:
    """The characters of some texts that no font has, in order of first sight."""
    known = covered(paths)
    found: dict[str, None] = {}
    for text in texts:
        if not all(map(known.__contains__, map(ord, text))):
            found.update(dict.fromkeys(each for each in text if not _is_shown(each, known)))
    return tuple(found)


def twins(texts: Iterable[str]) -> tuple[str, ...]:
    """Characters of some texts that have the very glyph of another one of them, such as 𤨁 beside 瑨.

    Whoever copies words out of the document could not tell them apart: all but the commonest are set in the other font.
    """
    known, first = _glyphs(), dict[int, int]()
    numbers = sorted({ord(each) for text in texts for each in text})
    return tuple(chr(each) for each in numbers if first.setdefault(known.get(each, -each), each) != each)


def substitute(character: str) -> str:
    """What is printed for a character that no font has: its number, between marks, never nothing."""
    return f"〔U+{ord(character):04X}〕"


def substitutes(characters: Iterable[str]) -> dict[int, str]:
    """For str.translate."""
    return {ord(each): substitute(each) for each in characters}


def _is_shown(character: str, known: frozenset[int]) -> bool:
    number = ord(character)
    return number in known or character in "\n\t" or any(number in each for each in IGNORABLE)


def _mapped(data: bytes) -> Iterable[int]:
    """Code points of the best `cmap` subtable of an OpenType font: format 12, else 4."""
    start = _table_of(data)[b"cmap"]
    formats = _formats(data, start)
    if 12 in formats:
        return (number for number, _glyph in _groups(data, formats[12]))
    return _segments(data, formats[4])


def _formats(data: bytes, start: int) -> dict[int, int]:
    """Format → where the subtable begins."""
    (count,) = struct.unpack_from(">H", data, start + 2)
    offsets = [struct.unpack_from(">HHI", data, start + 4 + 8 * index)[2] for index in range(count)]
    return {struct.unpack_from(">H", data, start + offset)[0]: start + offset for offset in offsets}


@cache
def _glyphs() -> dict[int, int]:
    """Code point → glyph of the font that books are set in."""
    data = (SHIPPED / SERIF_FILE).read_bytes()
    start = _table_of(data)[b"cmap"]
    return dict(_groups(data, _formats(data, start)[12]))


def _table_of(data: bytes) -> _Tables:
    (count,) = struct.unpack_from(">H", data, 4)
    rows = (_TABLE.unpack_from(data, 12 + _TABLE.size * index) for index in range(count))
    return {tag: offset for tag, _sum, offset, _length in rows}


def _groups(data: bytes, at: int) -> Iterable[tuple[int, int]]:
    """(code point, glyph)."""
    (count,) = struct.unpack_from(">I", data, at + 12)
    start = at + 12 + struct.calcsize(">I")
    for first, last, glyph in _GROUP.iter_unpack(data[start : start + count * _GROUP.size]):
        for number in range(first, last + 1):
            if glyph + number - first:
                yield number, glyph + number - first


def _segments(data: bytes, at: int) -> Iterable[int]:
    (doubled,) = struct.unpack_from(">H", data, at + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    _zero, *starts = struct.unpack_from(f">{count + 1}H", data, at + 14 + doubled)
    for first, last in zip(starts, ends, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)
