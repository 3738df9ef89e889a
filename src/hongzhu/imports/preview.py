"""核对内容: the rows of a batch as the page shows them: what is to mend first, then what was taken another way."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Final

from .bringing import Reading
from .columns import Column, Holds
from .edits import Laid
from .problems import Notice, Problem, column_letters
from .rows import Line, ParsedSheet
from .values import EVERYONE, in_cell

CALM: Final = 5
"""so many rows with nothing to say about them are shown unless all are asked for"""
MOST: Final = 300
PLAIN: Final = (Holds.CODE, Holds.REFERENCE, Holds.REFERENCES, Holds.ATTENDANCE, Holds.LONG)
"""shown as they were written"""
LOOKS: Final = {"bad": "late", "fixed": "fixed", "calm": "done"}


@dataclass(frozen=True)
class Cell:
    """`name`: of its field where it is to be mended; `was`: what was written, where that was taken another way."""

    title: str
    words: str
    name: str = ""
    wrong: str = ""
    was: str = ""


@dataclass
class Row:
    """One row; `said`: what is wrong, or what was taken another way."""

    number: int
    look: str
    cells: list[Cell]
    said: list[str]

    @property
    def has_fields(self) -> bool:
        """Whether something in it can be mended here."""
        return any(cell.name for cell in self.cells)


@dataclass
class Table:
    """One sheet. `headings`: (our word, what the file calls it)."""

    title: str
    what: str
    headings: list[tuple[str, str]]
    rows: list[Row]
    hidden: int
    left_out: list[str]


@dataclass
class Preview:
    """All sheets; `problems`: those at no cell of a table."""

    tables: list[Table]
    problems: list[str]
    notices: list[str]
    total: int = 0
    bad: int = 0
    fixed: int = 0
    counts: list[str] = field(default_factory=list)

    @property
    def fine(self) -> int:
        """How many rows can be imported as they are."""
        return self.total - self.bad


def preview_of(reading: Reading, *, is_whole: bool = False) -> Preview:
    """What the page shows."""
    report = reading.outcome.report
    at: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in report.problems:
        at[problem.sheet, problem.cell].append(problem)
    found = Preview([], [], [_said(each) for each in report.notices], total=reading.rows)
    found.notices += [f"工作表“{title}”不在这里导入，没有动" for title in reading.others]
    for place, (laid, parsed) in enumerate(zip(reading.laid, reading.parsed, strict=True)):
        rows = [_row(place, laid, parsed, line, at) for line in parsed.lines]
        found.bad += sum(row.look == "bad" for row in rows)
        found.fixed += sum(row.look == "fixed" for row in rows)
        found.tables.append(_table(laid, parsed, rows, is_whole))
    found.problems = [f"{each.message}，{each.remedy}" for several in at.values() for each in several]
    found.counts = [str(count) for count in reading.outcome.counts]
    if report.more:
        found.problems.append(f"还有 {report.more} 处没有列出")
    return found


def _said(notice: Notice) -> str:
    return notice.text


def _table(laid: Laid, parsed: ParsedSheet, rows: list[Row], is_whole: bool) -> Table:
    rows = sorted(rows, key=lambda row: ("bad", "fixed", "calm").index(row.look))
    loud = sum(row.look != "calm" for row in rows)
    shown = rows[: MOST if is_whole else min(MOST, loud + CALM)]
    headings = [
        (column.heading, laid.words.get(column.field, "")) for _, column in sorted(laid.found.places.items())
    ]
    left_out = [each.words for each in laid.headings if not each.field or each.field == "-"]
    return Table(parsed.title, laid.sheet.what, headings, shown, len(rows) - len(shown), left_out)


def _row(
    place: int, laid: Laid, parsed: ParsedSheet, line: Line, at: dict[tuple[str, str], list[Problem]]
) -> Row:
    cells, wrong, fixed = [], [], []
    raw = laid.raw.rows[line.number - 1]
    for index, column in sorted(laid.found.places.items()):
        name = f"{column_letters(index)}{line.number}"
        written = in_cell(raw[index]) if index < len(raw) else ""
        problems = at.pop((parsed.title, name), [])
        if problems:
            said = "；".join(f"{each.message}，{each.remedy}" for each in problems)
            wrong.append(said)
            cells.append(Cell(column.heading, written, name=f"x-{place}-{name}", wrong=said))
            continue
        words = _words(column, line.values.get(column.field), written)
        is_other = column.holds not in PLAIN and written.strip() not in ("", words)
        if is_other:
            fixed.append(f"{column.heading}原来写“{written.strip()[:20]}”")
        cells.append(Cell(column.heading, _masked(column, words), was=written if is_other else ""))
    wrong += [f"{each.message}，{each.remedy}" for each in at.pop((parsed.title, str(line.number)), [])]
    look = "bad" if wrong else "fixed" if fixed else "calm"
    return Row(line.number, look, cells, wrong or fixed)


def _words(column: Column, value: Any, written: str) -> str:
    """How a value is read, as it would be written by the book."""
    if value is None or column.holds in PLAIN:
        return "" if value is None and column.holds not in PLAIN else written
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if column.choices:
        said = {meant: spoken for spoken, meant in column.choices.items()}
        return "、".join(said[each] for each in (value if isinstance(value, tuple) else (value,)))
    if column.holds is Holds.HOURS:
        return f"{value / 10:g}"
    return EVERYONE if value == EVERYONE else str(value)


def _masked(column: Column, words: str) -> str:
    """A telephone number is nobody's to read here but for its ends."""
    return f"{words[:3]}****{words[-4:]}" if column.field == "phone" and len(words) > 10 else words
