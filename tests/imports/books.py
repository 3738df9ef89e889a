"""Real .xlsx files for the tests, written with XlsxWriter, and what the importer makes of them."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time

import xlsxwriter

from hongzhu.imports.columns import Sheet
from hongzhu.imports.problems import Report
from hongzhu.imports.reading import RawBook, read_book
from hongzhu.imports.rows import ParsedSheet, parse
from hongzhu.imports.sheets import SHEETS

Rows = Sequence[Sequence[object]]


def book(sheets: Mapping[str, Rows], *, merges: Iterable[tuple[str, str]] = (), **options: object) -> bytes:
    """Write a workbook: sheet title → rows from A1 on; dates and times as real ones, text as text."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    forms = {
        date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        time: workbook.add_format({"num_format": "hh:mm"}),
    }
    for title, rows in sheets.items():
        worksheet = workbook.add_worksheet(title)
        for merged_title, cells in merges:
            if merged_title == title:
                worksheet.merge_range(cells, "")
        for number, row in enumerate(rows):
            for index, value in enumerate(row):
                if isinstance(value, str):
                    worksheet.write_string(number, index, value)
                elif isinstance(value, date | time):
                    worksheet.write_datetime(number, index, value, forms[type(value)])
                elif value is not None:
                    worksheet.write(number, index, value)
    workbook.close()
    return buffer.getvalue()


def changed(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Rewrite the parts of a workbook."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def read(content: bytes) -> RawBook:
    """Read every sheet of a workbook."""
    return read_book(content, is_wanted=lambda title: True)


def sheet(title: str) -> Sheet:
    """Return a sheet of the contract by its canonical title."""
    return next(each for each in SHEETS if each.title == title)


def parsed(title: str, rows: Rows, **options: object) -> tuple[ParsedSheet, Report]:
    """Write rows as a sheet of the contract, read it back, parse it."""
    report = Report()
    raw = read(book({title: rows}, **options))
    return parse(raw.sheets[0], sheet(title), since_1904=raw.since_1904, report=report), report


PEOPLE_HEADINGS = ("人员编号*", "姓名*", "人员类别*", "到岗日期*")


def person(code: str = "P1", **fields: object) -> dict[str, object]:
    """Return one valid row of 人员 by heading."""
    return {"人员编号": code, "姓名": "周玉兰", "人员类别": "群众", "到岗日期": date(2020, 9, 1)} | fields


def table(*rows: Mapping[str, object]) -> list[list[object]]:
    """Return rows given by heading as a heading row and cells."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    return [headings, *([row.get(heading) for heading in headings] for row in rows)]
