"""Workbooks that lists go out as: safe in every cell, A4 across, and first of all what it is, by whom, when."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import xlsxwriter  # type: ignore[import-untyped]
from django.http import HttpResponse

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD_ROW: Final = 3
"""title, what was asked for and who took it out when stand above"""
HEAD_GROUND: Final = "#F3E7E4"
PERSONAL: Final = "含个人信息，只在本单位用，用完删掉。"
_A4: Final = 9
"""number of the paper in the file format"""
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SAFE: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def opened(buffer: io.BytesIO, title: str, mark: str) -> Any:
    """A new workbook in which a text stays a text."""
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **_SAFE})
    book.set_properties({"title": clean(title), "comments": clean(mark)})
    return book


def form(book: Any, **words: object) -> Any:
    """A format for texts: one that begins like a formula stays a text also when its cell is edited."""
    return book.add_format({"quote_prefix": True, **words})


def clean(words: str) -> str:
    """Without the characters that no workbook may hold."""
    return _UNPRINTABLE.sub("", words)


def put(page: Any, row: int, column: int, words: str, look: Any) -> None:
    """Write a text."""
    page.write_string(row, column, clean(words), look)


def begun(book: Any, name: str, title: str, about: str, mark: str) -> Any:
    """A page with its three first lines; rows of the list begin below HEAD_ROW, which is repeated on every sheet."""
    page = book.add_worksheet(name)
    note = form(book, font_color="#62676D")
    put(page, 0, 0, title, form(book, bold=True, font_size=14))
    put(page, 1, 0, about, note)
    put(page, 2, 0, mark, note)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.freeze_panes(HEAD_ROW + 1, 1)
    page.repeat_rows(HEAD_ROW)
    return page


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list as it goes out. `about`: what was asked for; `mark`: who took it out, when; `heads`: (word, width)."""

    title: str
    name: str
    about: str
    mark: str
    heads: Sequence[tuple[str, int]]
    lines: Sequence[Sequence[str]]
    is_personal: bool = False


def written(listing: Listing) -> bytes:
    """Return the .xlsx."""
    buffer = io.BytesIO()
    mark = listing.mark + (f"。{PERSONAL}" if listing.is_personal else "")
    book = opened(buffer, listing.title, mark)
    page = begun(book, listing.name, listing.title, listing.about, mark)
    cell = form(book, valign="vcenter", border=1, text_wrap=True)
    head = form(book, valign="vcenter", border=1, text_wrap=True, bold=True, bg_color=HEAD_GROUND)
    for column, (words, width) in enumerate(listing.heads):
        page.set_column(column, column, width)
        put(page, HEAD_ROW, column, words, head)
    for row, line in enumerate(listing.lines, HEAD_ROW + 1):
        for column, words in enumerate(line):
            put(page, row, column, words, cell)
    book.close()
    return buffer.getvalue()


def sent(content: bytes, name: str) -> HttpResponse:
    """The answer that hands a workbook over, to be saved."""
    answer = HttpResponse(content, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.xlsx')}"
    return answer
