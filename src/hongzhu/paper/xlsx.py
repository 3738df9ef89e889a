"""Books as workbooks for WPS and Excel: a sheet for each book; texts stay texts, so no cell is ever a formula."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import zip_longest
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

from .book import Book, Entry

MOST_IN_A_CELL: Final = 32_000
"""characters; a cell holds 32,767, and what is longer goes on in the row below"""
LONGEST_NAME: Final = 31
WIDE, NARROW = 48, 14
AMENDED: Final = "更正"


def write_xlsx(books: Sequence[Book]) -> bytes:
    """One workbook."""
    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    styles = {
        "title": workbook.add_format({"bold": True, "font_size": 15}),
        "head": workbook.add_format({"bold": True, "border": 1, "bg_color": "#F1EFEB", "text_wrap": True}),
        "cell": workbook.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"}),
        "note": workbook.add_format({"num_format": "@"}),
    }
    for book in books:
        _add(workbook.add_worksheet(_sheet_name(book.title)), book, styles)
    workbook.close()
    return buffer.getvalue()


def _sheet_name(title: str) -> str:
    return "".join(each for each in title if each not in "[]:*?/\\")[:LONGEST_NAME]


def _add(sheet: Any, book: Book, styles: dict[str, Any]) -> None:
    """Title, one row an entry or a person, the lines of the last page."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=1.1, right=0.7, top=0.87, bottom=0.79)
    sheet.set_footer(f"&L{_footer(book.owner)}&R{_footer(book.name)} · 第 &P 页")
    sheet.write_string(0, 0, f"{book.title}　{book.year}年　{book.owner}", styles["title"])
    headings, rows = _table(book)
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    for index, heading in enumerate(headings):
        sheet.write_string(2, index, heading, styles["head"])
        longest = max((len(row[index]) for row in rows if index < len(row)), default=0)
        sheet.set_column(index, index, WIDE if longest > WIDE else NARROW if longest > 4 else 10)
    at = 3
    for row in rows:
        for piece in _pieces(row):
            for index, words in enumerate(piece):
                sheet.write_string(at, index, words, styles["cell"])
            at += 1
    for words in book.closing:
        at += 1
        sheet.write_string(at, 0, words, styles["note"])


def _footer(words: str) -> str:
    """An ampersand begins a code in footers."""
    return words.replace("&", "&&")


def _table(book: Book) -> tuple[list[str], list[list[str]]]:
    """Headings and rows; of entries, a column for each label that some entry has, in the order of the form."""
    if book.table:
        return [each.heading for each in book.table.columns], [[*row] for row in book.table.rows]
    labels = list(dict.fromkeys(field.label for entry in book.entries for field in entry.fields))
    signers = list(dict.fromkeys(title for entry in book.entries for title, _name in entry.signatures))
    headings = ["页", "会议", "编号", "说明", *labels, *(f"{each}签字" for each in signers), AMENDED]
    return headings, [_row(entry, labels, signers) for entry in book.entries]


def _row(entry: Entry, labels: Sequence[str], signers: Sequence[str]) -> list[str]:
    fields = {field.label: "\n".join(field.lines) for field in entry.fields}
    signed = dict(entry.signatures)
    pages = (
        ""
        if not entry.first
        else str(entry.first)
        if entry.last <= entry.first
        else f"{entry.first}-{entry.last}"
    )
    amended = "\n".join(
        f"{each.about}\n"
        + "\n".join(_changed(change.label, change.was, change.became) for change in each.changes)
        for each in entry.amendments
    )
    marks = "；".join([*entry.marks, *([entry.foot] if entry.foot else [])])
    told = [fields.get(each, "") for each in labels] + [signed.get(each, "") for each in signers]
    return [pages, entry.title, entry.about, marks, *told, amended]


def _changed(label: str, was: Iterable[str], became: Iterable[str]) -> str:
    return f"{label}：原来“{'；'.join(was)}”，更正为“{'；'.join(became)}”"


def _pieces(row: Sequence[str]) -> Iterable[Sequence[str]]:
    """The row, and further rows for what a cell cannot hold."""
    cut = [
        [words[at : at + MOST_IN_A_CELL] for at in range(0, len(words), MOST_IN_A_CELL)] or [""]
        for words in row
    ]
    return zip_longest(*cut, fillvalue="")
