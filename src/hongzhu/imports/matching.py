"""Which sheet is which and which column is which, by meaning: spellings, brackets, order do not matter."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from .columns import Column, Sheet
from .dates import quoted
from .problems import Problem, column_letters
from .sheets import IGNORED, SHEETS

HEADING_ROWS: Final = 20
"""The heading row is looked for in this many first rows; above it there may be titles."""
FILLED: Final = 3
"""So many cells of a row above the headings look like more than a title."""
MERGES: Final = 500
"""Merged blocks that are looked at there: more do not fit."""

LONGEST: Final = 200
"""So many characters of a heading are read."""

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>|《[^《》]*》")
_NUMBERING = re.compile(r"^(?:\d+|[一二三四五六七八九十]+)[.、．]\s*|^\(\d+\)")
_GENERIC_TITLE = re.compile(r"(?:sheet|工作表|表|表格)\d*")

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells, counted from 0."""


@cache
def normalise(text: str) -> str:
    """Return what a heading means: no spaces, brackets, stars, colons, numbering; half width, lower case."""
    text = _NUMBERING.sub("", unicodedata.normalize("NFKC", text).strip())
    shorter = _BRACKETS.sub("", text)
    kept = "".join(letter for letter in shorter if letter.isalnum()) or "".join(filter(str.isalnum, text))
    return kept.lower()


@cache
def _titles() -> dict[str, Sheet]:
    titles = {normalise(word): sheet for sheet in SHEETS for word in sheet.also.split()}
    return titles | {normalise(sheet.title): sheet for sheet in SHEETS}


def is_ignored(title: str) -> bool:
    """Whether a sheet only explains how to fill in the others."""
    return normalise(title) in map(normalise, IGNORED.split())


def sheet_named(title: str) -> Sheet | None:
    """Return the sheet of the contract that a title means."""
    return _titles().get(normalise(title))


def has_generic_title(title: str) -> bool:
    """Whether a title says nothing (Sheet1, 工作表2)."""
    return bool(_GENERIC_TITLE.fullmatch(normalise(title)))


@cache
def headings(sheet: Sheet) -> dict[str, tuple[Column, bool]]:
    """Return every known spelling of a heading: its column, and whether the word is only a stand-in."""
    known = {normalise(word): (column, True) for column in sheet.columns for word in column.stand_ins.split()}
    for column in sheet.columns:
        known |= {normalise(word): (column, False) for word in column.also.split()}
    return known | {normalise(column.heading): (column, False) for column in sheet.columns}


@dataclass(slots=True)
class Matched:
    """Where the columns of one sheet are. `places` is column number → column; rows count from 0."""

    places: dict[int, Column]
    unknown: dict[int, str]
    heading_row: int
    first_row: int
    problems: list[Problem] = field(default_factory=list)
    doubled: set[int] = field(default_factory=set)
    missing: list[Column] = field(default_factory=list)
    above: list[int] = field(default_factory=list)
    """rows above the headings with more in them than a title has"""

    @property
    def letters(self) -> dict[str, str]:
        """Entry field → column letters."""
        return {column.field: column_letters(index) for index, column in self.places.items()}


def match(sheet: Sheet, title: str, rows: Sequence[Sequence[object]], merges: Iterable[Merge]) -> Matched:
    """Find the heading row and match its columns; what is missing or doubled becomes a problem."""
    merges = [merge for merge in merges if merge[0] < HEADING_ROWS][:MERGES]
    known = headings(sheet)
    best, best_texts, best_count = 0, {}, 0
    rivals: list[int] = []
    for index in range(min(HEADING_ROWS, len(rows))):
        texts = _texts_of(index, rows, merges)
        count = len({known[word][0].field for word in map(normalise, texts.values()) if word in known})
        if count >= 2 and 3 * count >= 2 * len(texts):
            rivals.append(index)
        # Of rows joined by a merged heading the lowest has the finest words.
        is_joined = any(merge[0] <= best and index <= merge[2] for merge in merges)
        if count > best_count or (is_joined and count == best_count):
            best, best_texts, best_count = index, texts, count
    if best_count < 2:
        needed = "、".join(column.heading for column in sheet.columns if column.is_required)
        lost = Problem(title, "", "没有找到标题行", f"请在第一行写上列名，至少要有：{needed}")
        return Matched({}, {}, 0, len(rows), [lost])
    bottom = max((m[2] for m in merges if m[0] <= best <= m[2] and _is_heading(m, rows, known)), default=best)
    found = _place(sheet, title, best_texts, best)
    found.problems += _missing(title, found, rows, known)
    found.first_row = bottom + 1
    top = min((m[0] for m in merges if m[0] <= best <= m[2]), default=best)
    found.above = [index for index in range(top) if sum(map(bool, map(_heading, rows[index]))) >= FILLED]
    if rivals and rivals[0] < top - 1:
        message = f"第 {rivals[0] + 1} 行和第 {best + 1} 行都像标题行"
        remedy = "请只留一行列名，写全，放在所有内容的上面"
        found.problems.append(Problem(title, str(best + 1), message, remedy))
    return found


def _texts_of(index: int, rows: Sequence[Sequence[object]], merges: Sequence[Merge]) -> dict[int, str]:
    """Return column → heading text of one row; a cell inside a merged block says what the block says."""
    texts = {c: text for c, value in enumerate(rows[index]) if (text := _heading(value))}
    for top, left, bottom, right in merges:
        if top <= index <= bottom and top < len(rows) and left < len(rows[top]):
            block = _heading(rows[top][left])
            # A block one row high is a title over several columns or one wide heading: its left cell counts.
            columns = range(left, min(right, 500) + 1) if bottom > top else (left,)
            texts |= {column: block for column in columns if block and column not in texts}
    return texts


def _heading(value: object) -> str:
    """Return what a cell says, as far as a heading goes."""
    return str(value)[:LONGEST].strip()


def _is_heading(
    merge: Merge, rows: Sequence[Sequence[object]], known: dict[str, tuple[Column, bool]]
) -> bool:
    top, left, _bottom, _right = merge
    return left < len(rows[top]) and normalise(_heading(rows[top][left])) in known


def _place(sheet: Sheet, title: str, texts: dict[int, str], row: int) -> Matched:
    """Give every heading its column; stand-ins last, and only where no better column is."""
    known = headings(sheet)
    places: dict[int, Column] = {}
    unknown: dict[int, str] = {}
    problems: list[Problem] = []
    taken: dict[str, int] = {}
    doubled: set[int] = set()
    is_stand_in = {index: known.get(normalise(text), (None, True))[1] for index, text in texts.items()}
    for index in sorted(texts, key=lambda index: (is_stand_in[index], index)):
        column = known.get(normalise(texts[index]), (None, True))[0]
        if column is None or (column.field in taken and is_stand_in[index]):
            unknown[index] = texts[index]
        elif column.field in taken:
            first = taken[column.field]
            doubled.add(index)
            message = f"{quoted(texts[index])}和{column_letters(first)}列{quoted(texts[first])}都是“{column.heading}”"
            cell = f"{column_letters(index)}{row + 1}"
            problems.append(Problem(title, cell, message, "请只留一列，或把另一列改成别的列名"))
        else:
            places[index] = column
            taken[column.field] = index
    missing = [column for column in sheet.columns if column.is_required and column.field not in taken]
    return Matched(places, dict(sorted(unknown.items())), row, row + 1, problems, doubled, missing)


def _missing(
    title: str, found: Matched, rows: Sequence[Sequence[object]], known: dict[str, tuple[Column, bool]]
) -> list[Problem]:
    """Name the required columns that are not in the heading row; those just above or below it by their place."""
    elsewhere: dict[str, str] = {}
    for number in (found.heading_row - 1, found.heading_row + 1):
        for index, value in enumerate(rows[number] if 0 <= number < len(rows) else ()):
            column, is_stand_in = known.get(normalise(_heading(value)), (None, True))
            if column and not is_stand_in and index not in found.places:
                elsewhere.setdefault(column.field, f"{column_letters(index)}{number + 1}")
    row = str(found.heading_row + 1)
    return [
        Problem(
            title,
            elsewhere[each.field],
            f"列名“{each.heading}”和第 {row} 行的列名不在同一行",
            "请把列名写在同一行，或把上下两格合并",
        )
        if each.field in elsewhere
        else Problem(title, row, f"缺少必填的列“{each.heading}”", "请补上这一列，列名写在标题行")
        for each in found.missing
    ]


def sheet_by_columns(rows: Sequence[Sequence[object]], merges: Sequence[Merge]) -> Sheet | None:
    """Return the one sheet all of whose required columns are there, for a sheet whose title says nothing."""
    fitting = []
    for sheet in SHEETS:
        found = match(sheet, "", rows, merges)
        if found.places and not found.problems:
            fitting.append((len(found.places), len(found.unknown), sheet))
    fitting.sort(key=lambda each: (-each[0], each[1]))
    if not fitting or (len(fitting) > 1 and fitting[0][:2] == fitting[1][:2]):
        return None
    return fitting[0][2]
