"""What a book is made of: a cover, entries that begin on pages of their own, or one table, and a last page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

CHARACTERS_OF_A_LINE: Final = 30
LINE: Final = 7
"""mm"""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One cell of an entry. Blank is blank: no lines, nothing is put there.

    `is_half`: two of them share a row. `room`: mm that it has at least, also when blank, to write by hand. `is_prose`:
    its paragraphs are indented.
    """

    label: str
    lines: tuple[str, ...] = ()
    is_half: bool = False
    is_prose: bool = False
    room: int = 0

    @property
    def fits_its_room(self) -> bool:
        """Whether what is written is surely no higher than its room."""
        lines = sum(1 + len(line) // CHARACTERS_OF_A_LINE for line in self.lines)
        return self.room > 0 and lines * LINE < self.room


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field that an amendment changed."""

    label: str
    was: tuple[str, ...]
    became: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """更正, printed beside what was amended: when, by whom and why in one line, then field by field."""

    about: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One record of a book. `marks`: what a reader must know first, such as 补记 or 已撤回.

    `first` and `last`: its page numbers where they are fixed already. `foot`: stands at the foot of each of its pages.
    """

    title: str
    about: str = ""
    marks: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    signatures: tuple[tuple[str, str], ...] = ()
    amendments: tuple[Amendment, ...] = ()
    first: int = 0
    last: int = 0
    foot: str = ""


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One record that a book holds, as it stands and as it stood: an entry for each version.

    `key` names the record, such as meeting:M1; `withdrawn`: why and when it was taken back, empty where it stands.
    """

    key: str
    day: date
    version: int
    entries: Mapping[int, Entry]
    withdrawn: str = ""

    def entry(self, version: int, *, is_withdrawn: bool) -> Entry:
        """What is printed of it: of a version, before or after it was taken back."""
        found = self.entries[version]
        return replace(found, marks=(self.withdrawn, *found.marks)) if is_withdrawn else found


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table: its heading and its share of the width."""

    heading: str
    share: float = 1


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table over as many pages as it takes; its head repeats. Pages lie on their side."""

    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Book:
    """A book of one organisation and year. `closing`: lines of the last page, such as the head of the audit chain."""

    title: str
    owner: str
    year: str
    entries: tuple[Entry, ...] = ()
    table: Table | None = None
    closing: tuple[str, ...] = ()
    has_cover: bool = True

    @property
    def name(self) -> str:
        """党员大会记录簿 2026."""
        return f"{self.title} {self.year}"

    def texts(self) -> Iterator[str]:
        """Everything written in it."""
        yield from (self.title, self.owner, self.year, *self.closing)
        for entry in self.entries:
            yield from (entry.title, entry.about, entry.foot, *entry.marks)
            for field in entry.fields:
                yield from (field.label, *field.lines)
            for pair in entry.signatures:
                yield from pair
            for amendment in entry.amendments:
                yield amendment.about
                for change in amendment.changes:
                    yield from (change.label, *change.was, *change.became)
        if self.table:
            yield from (self.table.title, self.table.about)
            yield from (column.heading for column in self.table.columns)
            for row in self.table.rows:
                yield from row

    def closed_with(self, *lines: str) -> "Book":
        """The same book with more lines on its last page."""
        return replace(self, closing=(*self.closing, *lines))
