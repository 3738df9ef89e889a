"""From a file to the parsed sheets of the contract: which sheets count, which are told of and left out."""

from pathlib import Path

from .columns import Sheet
from .matching import has_generic_title, is_ignored, sheet_by_columns, sheet_named
from .problems import Report, Unreadable
from .reading import RawSheet, read_book
from .rows import ParsedSheet, parse
from .sheets import SHEETS


def parse_workbook(source: Path | bytes, report: Report) -> list[ParsedSheet]:
    """Read and parse a file, in the order of the contract; what is wrong goes to the report."""
    try:
        book = read_book(source, is_wanted=_is_worth_reading)
    except Unreadable as unreadable:
        problem = unreadable.problem
        report.add(problem.sheet, problem.cell, problem.message, problem.remedy)
        return []
    chosen = _choose(book.sheets, report)
    if not chosen and not report.problems:
        _say_what_they_look_like(source, report)
        return []
    for title in book.skipped:
        if not is_ignored(title):
            report.tell("", f"工作表“{title}”不是导入用的表，没有导入")
    return [
        parse(raw, sheet, since_1904=book.since_1904, report=report)
        for sheet, raw in chosen.items()
        if any(raw.rows)
    ]


def _say_what_they_look_like(source: Path | bytes, report: Report) -> None:
    """No sheet has a name we know: say of each what its columns are of, or how sheets should be called."""
    try:
        sheets = read_book(source, is_wanted=lambda title: not is_ignored(title)).sheets
    except Unreadable:
        sheets = []  # too big to be looked at without a reason
    alike = [(raw, found) for raw in sheets if (found := sheet_by_columns(raw.rows, raw.merges))]
    for raw, found in alike:
        together = sum(other is found for _raw, other in alike) > 1
        remedy = (
            f"请把这些表合并成一张，命名为“{found.title}”" if together else f"请把工作表改名为“{found.title}”"
        )
        report.add(raw.title, "", f"工作表的名称认不出，列名是“{found.title}”表的", remedy)
    if not alike:
        names = "、".join(sheet.title for sheet in SHEETS)
        report.add("", "", "没有认出可以导入的工作表", f"请把工作表命名为：{names}")


def _is_worth_reading(title: str) -> bool:
    return not is_ignored(title) and (sheet_named(title) is not None or has_generic_title(title))


def _choose(sheets: list[RawSheet], report: Report) -> dict[Sheet, RawSheet]:
    """Give every sheet of the contract at most one sheet of the file."""
    found: dict[Sheet, RawSheet] = {}
    nameless = []
    for raw in sheets:
        sheet = sheet_named(raw.title)
        if sheet is None:
            nameless.append(raw)
        elif sheet in found:
            message = f"“{found[sheet].title}”和“{raw.title}”都是{sheet.title}表"
            report.add(raw.title, "", message, "请合并成一张，或把不导入的那张改名")
        else:
            found[sheet] = raw
    for raw in nameless:
        sheet = sheet_by_columns(raw.rows, raw.merges)
        if sheet is not None and sheet not in found:
            found[sheet] = raw
            report.tell(raw.title, f"这张表没有起名，按列名当作“{sheet.title}”导入")
        elif any(raw.rows):
            report.tell("", f"工作表“{raw.title}”不是导入用的表，没有导入")
    return {sheet: found[sheet] for sheet in SHEETS if sheet in found}
