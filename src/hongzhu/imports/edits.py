"""What somebody chose and mended on the page, laid over the rows of a file before they are read."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from .columns import Column, Holds, Sheet
from .matching import Matched, is_ignored, match, normalise, sheet_named
from .offline import as_meetings
from .problems import Report, Unreadable, column_letters
from .reading import RawBook, RawSheet, read_book
from .rows import UNKEPT, ParsedSheet, parse
from .sheets import PEOPLE
from .template import columns_shown
from .values import in_cell, is_blank, read_name

ALIKE: Final = 3
"""So many known columns make a sheet of another name one of ours: 党员信息 of the national system"""
_NOT_TAKEN: Final = (
    "序号 学位 党龄 党龄校正值 新社会阶层类型 专业技术职务 是否农民工 现居住地 家庭住址 户籍所在地 籍贯 是否失联 是否流动 流向 "
    "入党类型 转正情况 入党时所在支部 延长预备期时间 党籍状态 固定电话 备注"
)
NOT_TAKEN: Final = frozenset(map(normalise, _NOT_TAKEN.split()))
"""Headings of the national system's lists that have no place here"""
SAMPLES: Final = 3
LEFT_OUT: Final = "-"
"""chosen: this column is not imported"""
_CELL: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True)
class Known:
    """Who is on the reader's own roster: `codes` by name, empty where several have it; `arrivals` by code; the next
    free number, such as D001-012."""

    codes: Mapping[str, str]
    arrivals: Mapping[str, str]
    next: str


Roster = Callable[[], Known]


@dataclass(frozen=True)
class Edits:
    """By the titles of the file's sheets. `columns`: letters → field or LEFT_OUT; `added`: field of a column that is
    not there → what stands in every row of it; `cells`: C12 → what stands there instead."""

    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    added: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Heading:
    """One column of the file: what it is called, what stands in it, what it is taken for.

    `is_unkept`: never taken in; `is_known`: nobody need choose.
    """

    letters: str
    words: str
    samples: tuple[str, ...]
    field: str
    is_known: bool
    is_unkept: bool


@dataclass
class Laid:
    """One sheet of a file with the edits laid over it; `added`: letters → column that the file does not have."""

    sheet: Sheet
    raw: RawSheet
    found: Matched
    headings: list[Heading]
    words: dict[str, str] = field(default_factory=dict)
    """field → what the file calls its column"""
    added: dict[str, Column] = field(default_factory=dict)

    @property
    def to_choose(self) -> list[Heading]:
        """Columns of which somebody has to say what they are."""
        return [each for each in self.headings if not each.is_known]

    @property
    def missing(self) -> list[Column]:
        """Columns that must be there, are not."""
        return list(self.found.missing)


def laid_over(source: bytes, edits: Edits, sheets: Iterable[Sheet]) -> tuple[RawBook, list[Laid], list[str]]:
    """Return the book, those of `sheets` found in it as edited, and the titles of all others. Raises Unreadable."""
    book = read_book(source, is_wanted=lambda title: not is_ignored(title))
    found: dict[Sheet, Laid] = {}
    others = []
    for raw in as_meetings(book.sheets):
        sheet = _meant(raw, sheets) if any(raw.rows) else None
        if sheet is None or sheet in found:
            if any(raw.rows):
                others.append(raw.title)
            continue
        found[sheet] = _laid(raw, sheet, edits)
    if not found:
        message = "没有认出可以在这里导入的表"
        names = "、".join(f"“{sheet.title}”" for sheet in sheets)
        raise Unreadable(message, f"请核对文件，这里能导入{names}；也可以下载空白工作簿填好再来")
    return book, list(found.values()), others


def parsed_of(laid: Laid, book: RawBook, edits: Edits, report: Report, roster: Roster) -> ParsedSheet:
    """Read one sheet as edited."""
    cells = edits.cells.get(laid.raw.title, {})
    for cell, text in cells.items():
        _put(laid.raw, cell, text)
    if laid.sheet is PEOPLE and laid.added:
        _recognise(laid, roster())
        for cell, text in cells.items():
            _put(laid.raw, cell, text)
    return parse(laid.raw, laid.sheet, since_1904=book.since_1904, report=report)


def _meant(raw: RawSheet, sheets: Iterable[Sheet]) -> Sheet | None:
    named = sheet_named(raw.title)
    if named is not None:
        return named if named in sheets else None
    alike = [(len(match(sheet, "", raw.rows, raw.merges).places), sheet) for sheet in sheets]
    most, sheet = max(alike, key=lambda each: each[0], default=(0, PEOPLE))
    return sheet if most >= ALIKE else None


def _laid(raw: RawSheet, sheet: Sheet, edits: Edits) -> Laid:
    found = match(sheet, raw.title, raw.rows, raw.merges)
    chosen = edits.columns.get(raw.title, {})
    laid = Laid(sheet, raw, found, _headings(raw, found, chosen))
    width = max(map(len, raw.rows), default=0)
    fields = {column.field: column for column in sheet.columns}
    for each in laid.headings:
        index = _index(each.letters)
        if each.field in fields:
            laid.words[each.field] = each.words
            _set(raw.rows, found.heading_row, index, fields[each.field].heading)
        elif each.field == LEFT_OUT:
            for row in raw.rows[found.heading_row :]:
                if index < len(row):
                    row[index] = ""
    laid.found = match(sheet, raw.title, raw.rows, raw.merges)
    missing = {column.field for column in laid.found.missing}
    added = {**edits.added.get(raw.title, {})}
    if sheet is PEOPLE and "code" in missing:
        added["code"] = ""
    for name, text in added.items():
        if name in fields and name not in laid.words:
            laid.added[column_letters(width)] = fields[name]
            _set(raw.rows, found.heading_row, width, fields[name].heading)
            for row in raw.rows[found.first_row :]:
                if any(not is_blank(value) for value in row):
                    row += [""] * (width - len(row)) + [text]
            width += 1
    laid.found = match(sheet, raw.title, raw.rows, raw.merges)
    return laid


def _headings(raw: RawSheet, found: Matched, chosen: Mapping[str, str]) -> list[Heading]:
    texts = {
        index: str(value) for index, value in enumerate(raw.rows[found.heading_row]) if not is_blank(value)
    }
    texts |= found.unknown
    headed = []
    for index, words in sorted(texts.items()):
        letters, meant = column_letters(index), normalise(words)
        guess = found.places[index].field if index in found.places else ""
        is_unkept = meant in map(normalise, UNKEPT)
        is_known = is_unkept or bool(guess) or meant in NOT_TAKEN or letters in chosen
        known = guess or (LEFT_OUT if is_unkept or meant in NOT_TAKEN else "")
        taken = LEFT_OUT if is_unkept else chosen.get(letters, known)
        samples = () if is_unkept else _samples(raw, found.first_row, index)
        headed.append(Heading(letters, words.strip(), samples, taken, is_known, is_unkept))
    return headed


def _samples(raw: RawSheet, first: int, index: int) -> tuple[str, ...]:
    found: list[str] = []
    for row in raw.rows[first:]:
        if index < len(row) and not is_blank(row[index]) and len(found) < SAMPLES:
            found.append(in_cell(row[index])[:20])
    return tuple(found)


def choices_of(sheet: Sheet) -> list[tuple[str, str]]:
    """(field, heading) of all that a column may be."""
    return [(column.field, column.heading) for column in columns_shown(sheet) if column.field != "entered_on"]


def _recognise(laid: Laid, known: Known) -> None:
    """Give every person of a list without numbers his own: the one he has here already, or the next free one.

    Who is here already arrived when he did, whatever stands in a column filled for all.
    """
    added = {column.field: _index(letters) for letters, column in laid.added.items()}
    places = {column.field: index for index, column in laid.found.places.items()}
    rows = [row for row in laid.raw.rows[laid.found.first_row :] if any(not is_blank(each) for each in row)]
    if "code" in added and "name" in places:
        called = [_name(row[places["name"]]) if places["name"] < len(row) else "" for row in rows]
        start, _, last = known.next.rpartition("-")
        number = int(last)
        for row, name in zip(rows, called, strict=True):
            code = known.codes.get(name)
            if not name or called.count(name) > 1 or code == "" or not is_blank(row[added["code"]]):
                continue  # of two with one name somebody has to say who is who
            row[added["code"]] = code or f"{start}-{number:03d}"
            number += code is None
    at = added.get("code", places.get("code"))
    if at is not None and "arrived_on" in added:
        for row in rows:
            if arrival := known.arrivals.get(in_cell(row[at]) if at < len(row) else ""):
                row[added["arrived_on"]] = arrival


def _name(value: object) -> str:
    column = PEOPLE.column("name")
    assert column.holds is Holds.NAME
    try:
        return read_name(value, column) if not is_blank(value) else ""
    except ValueError:
        return ""


def _put(raw: RawSheet, cell: str, text: str) -> None:
    if found := _CELL.fullmatch(cell):
        number = int(found[2]) - 1
        if number < len(raw.rows):
            _set(raw.rows, number, _index(found[1]), text)
            raw.defects.pop(cell, None)


def _set(rows: list[list[object]], number: int, index: int, text: str) -> None:
    row = rows[number]
    row += [""] * (index + 1 - len(row))
    row[index] = text


def _index(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found - 1
