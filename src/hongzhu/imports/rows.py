"""From plain rows to typed values: every cell is read by its column, every problem is noted at its cell."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from .asides import is_aside
from .columns import Column, Holds, Sheet
from .dates import quoted
from .matching import Matched, match, normalise, sheet_by_columns
from .problems import BadCell, Problem, Report, column_letters
from .reading import RawSheet
from .values import Reader, is_blank, means_nothing, reader_of

UNKEPT: Final = {"身份证号", "身份证号码", "身份证", "公民身份号码", "公民身份证号码"}
"""Headings of what this system does not take in"""

ENOUGH: Final = 5000
"""After so many problems the rest of a sheet is not looked at: the columns are probably mixed up."""

NAMED: Final = 20
"""So many unused columns or rows are named"""

LONGEST_CELL: Final = 32_767
"""More characters no spreadsheet program lets one cell have."""

MOST_CODES: Final = 200_000
"""Codes in cells that hold several, such as who was present; equal cells count once."""

# A cell of these may say 无 or / for "nothing"; in others such words could be the content.
_MAY_SAY_NOTHING = frozenset(Holds) - {Holds.CODE, Holds.TEXT, Holds.LONG, Holds.NAME, Holds.YESNO}
ERROR_SHOWN: Final = ("这一格显示的是公式错误", "请改正公式，或直接填写内容")
_ERRORS: Final = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!"}
_DEFECTS = {
    "error": ERROR_SHOWN,
    "formula": ("这一格的公式没有保存结果", "请用 WPS 或 Excel 打开文件，保存一次后再导入"),
}


@dataclass(slots=True)
class Line:
    """One row: its number as Excel shows it, entry field → value (None when empty), is it unusable.

    `moved`: entry fields that this line has in a column of another field.
    """

    number: int
    values: dict[str, Any]
    is_bad: bool = False
    moved: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ParsedSheet:
    """The rows of one sheet. `letters` is entry field → column letters, only for columns that are there."""

    sheet: Sheet
    title: str
    letters: dict[str, str]
    lines: list[Line] = field(default_factory=list)
    asides: list[int] = field(default_factory=list)
    """numbers of rows that are no records"""

    def cell(self, line: Line, field: str) -> str:
        """Return where a field of a line stands: C12, or the row alone when there is no such column."""
        return f"{self.letters.get(line.moved.get(field, field), '')}{line.number}"


def parse(raw: RawSheet, sheet: Sheet, *, since_1904: bool, report: Report) -> ParsedSheet:
    """Read one sheet; problems and notices go to the report."""
    matched = match(sheet, raw.title, raw.rows, raw.merges)
    if matched.missing or not matched.places:
        _look_for_another_sheet(raw, sheet, matched)
    for problem in matched.problems:
        report.add(problem.sheet, problem.cell, problem.message, problem.remedy)
    if matched.above:
        report.tell(
            raw.title, f"第 {_numbered([index + 1 for index in matched.above])} 行在列名以上，没有导入"
        )
    _tell_unused(raw, matched, report)
    _report_merges(raw, matched, report)
    parsed = ParsedSheet(sheet, raw.title, matched.letters)
    broken = _broken(raw, matched, report)
    readers = [
        _Cells(index, column, reader_of(column, since_1904=since_1904))
        for index, column in sorted(matched.places.items())
    ]
    heading = raw.rows[matched.heading_row] if matched.places else []
    for number, row in enumerate(raw.rows[matched.first_row :], matched.first_row + 1):
        if report.count > ENOUGH:
            report.tell(raw.title, f"问题太多，第 {number} 行以后没有再检查")
            break
        if sum(cells.codes for cells in readers) > MOST_CODES:
            message = f"到这一行为止已有 {MOST_CODES} 个编号，太多"
            report.add(raw.title, str(number), message, "请分成几个工作簿，一个一个导入")
            break
        if row and _repeats(heading, row, readers):
            parsed.asides.append(number)
        elif row and (line := _read_line(parsed, number, row, readers, report, broken.get(number, ()))):
            line.is_bad = line.is_bad or number in broken or bool(matched.problems)
            parsed.lines.append(line)
    _tell_asides(parsed, raw, report)
    return parsed


def _look_for_another_sheet(raw: RawSheet, sheet: Sheet, matched: Matched) -> None:
    """Where all columns of another sheet are there, say only that."""
    other = sheet_by_columns(raw.rows, raw.merges)
    if other is not None and other is not sheet:
        message = f"这张表的列名是“{other.title}”表的，不是“{sheet.title}”表的"
        remedy = f"请把工作表改名为“{other.title}”，或改正列名"
        matched.problems = [Problem(raw.title, "", message, remedy)]


def _tell_asides(parsed: ParsedSheet, raw: RawSheet, report: Report) -> None:
    """Say which rows were left out, and which were taken in though nobody sees them."""
    if parsed.asides:
        report.tell(raw.title, f"第 {_numbered(parsed.asides)} 行是合计、附注或重复的列名，没有导入")
    if hidden := [line.number for line in parsed.lines if line.number in raw.hidden]:
        report.tell(raw.title, f"第 {_numbered(hidden)} 行在表里是隐藏的，也算在内；不要的请删掉")


def _numbered(rows: list[int]) -> str:
    return "、".join(map(str, rows[:NAMED])) + (f" 等 {len(rows)}" if len(rows) > NAMED else "")


class _Cells:
    """The cells of one column; each different content is read once."""

    __slots__ = ("codes", "column", "field", "index", "is_required", "may_say_nothing", "memory", "reader")

    def __init__(self, index: int, column: Column, reader: Reader) -> None:
        self.index, self.column, self.reader = index, column, reader
        self.field, self.is_required = column.field, column.is_required
        self.may_say_nothing = column.holds in _MAY_SAY_NOTHING
        self.memory: dict[tuple[type, object], object] = {}
        self.codes = 0

    def read(self, value: object) -> object:
        """Return the value, None for an empty cell, or the BadCell that says what is wrong."""
        key = (value.__class__, value)  # 1.0 and True are equal, yet not the same
        try:
            return self.memory[key]
        except KeyError:
            self.memory[key] = found = self._read(value)
            return found

    def _read(self, value: object) -> object:
        if isinstance(value, str) and len(value) > LONGEST_CELL:
            return BadCell(f"有 {len(value)} 个字，一格放不下这么多", "请核对这一格，把内容分开填写")
        if is_blank(value) or (self.may_say_nothing and means_nothing(value)):
            return None
        if isinstance(value, str) and value.strip().upper() in _ERRORS:
            return BadCell(*ERROR_SHOWN)
        try:
            found = self.reader(value)
        except BadCell as bad:
            return bad
        if isinstance(found, tuple):
            self.codes += len(found)
        return None if found in ("", ()) else found


def _repeats(heading: list[object], row: list[object], readers: list[_Cells]) -> bool:
    """Whether a row says in every column we know what the heading says, as on the next page of a printed list."""
    try:
        return bool(readers) and all(row[cells.index] == heading[cells.index] for cells in readers)
    except IndexError:
        return False


def _read_line(
    parsed: ParsedSheet,
    number: int,
    row: list[object],
    readers: list[_Cells],
    report: Report,
    broken: Iterable[int],
) -> Line | None:
    """Return one row's values; None when nothing stands in the columns we know."""
    values: dict[str, Any] = {}
    bad: dict[str, BadCell] = {}
    width, is_empty = len(row), True
    for cells in readers:
        value = row[cells.index] if cells.index < width else ""
        found = None if value == "" else cells.read(value)
        if found is None:
            values[cells.field] = None
            continue
        is_empty = False
        if found.__class__ is BadCell:
            bad[cells.field] = found
            found = None
        values[cells.field] = found
    if is_empty and not broken:
        return None
    required = [values[cells.field] is None for cells in readers if cells.is_required]
    # A record lacks a little, what is no record nearly everything.
    if 2 * sum(required) >= max(len(required), 1) and not broken and is_aside(row, parsed.sheet):
        parsed.asides.append(number)
        return None
    line = Line(number, values, bool(bad))
    for field_name, problem in bad.items():
        report.add(parsed.title, parsed.cell(line, field_name), problem.message, problem.remedy)
    for cells in readers:
        is_missing = values[cells.field] is None and cells.field not in bad and cells.index not in broken
        if cells.is_required and is_missing:
            line.is_bad = True
            message = f"没有填{cells.column.heading}"
            report.add(parsed.title, parsed.cell(line, cells.field), message, "请补上，或删掉这一行")
    return line


def _tell_unused(raw: RawSheet, matched: Matched, report: Report) -> None:
    """Say which columns are not used; nothing is dropped silently."""
    unkept = [text for text in matched.unknown.values() if normalise(text) in UNKEPT]
    if unkept:
        report.tell(raw.title, f"{''.join(map(quoted, unkept))}没有导入：本系统不收身份证号，建议从表里删掉")
    unused = {index: quoted(text) for index, text in matched.unknown.items() if text not in unkept}
    known = matched.places.keys() | matched.unknown.keys() | matched.doubled
    body = raw.rows[matched.first_row :]
    width = max(map(len, body), default=0)
    if matched.places and len(known) < width:
        for index in sorted(set(range(width)) - known):
            if any(index < len(row) and not is_blank(row[index]) for row in body):
                unused[index] = "（没有列名）"
    if unused:
        names = "、".join(f"{column_letters(index)}列{unused[index]}" for index in sorted(unused)[:NAMED])
        names += "等" if len(unused) > NAMED else ""
        report.tell(raw.title, f"有 {len(unused)} 列认不出，没有导入：{names}")


def _report_merges(raw: RawSheet, matched: Matched, report: Report) -> None:
    """Merged cells among the data hide which row a value belongs to."""
    for top, left, bottom, right in raw.merges:
        is_data = top >= matched.first_row and any(left <= index <= right for index in matched.places)
        row = raw.rows[top] if is_data and top < len(raw.rows) else []
        if left < len(row) and not is_blank(row[left]):
            cells = f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"
            report.add(raw.title, cells, "这几格合并在了一起，看不出内容属于哪一格", "请取消合并，逐格填写")


def _broken(raw: RawSheet, matched: Matched, report: Report) -> dict[int, set[int]]:
    """Report cells whose value is missing from the file; return row number → their column numbers."""
    broken: dict[int, set[int]] = {}
    if not raw.defects:
        return broken
    columns = {column_letters(index): index for index in matched.places}
    for cell, defect in raw.defects.items():
        letters = cell.rstrip("0123456789")
        number = int(cell[len(letters) :])
        if letters in columns and number > matched.first_row:
            report.add(raw.title, cell, *_DEFECTS[defect])
            broken.setdefault(number, set()).add(columns[letters])
        if report.count > ENOUGH:
            break  # no row will be read
    return broken
