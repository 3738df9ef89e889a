"""From a file to plain rows: nothing is interpreted yet. The web preview starts from the same rows."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import python_calamine

from .disguise import SAVE_AGAIN
from .guarding import COPY_OVER, open_parts, packed
from .matching import Merge
from .problems import Unreadable
from .scanning import check_amount, defects_of, hidden_rows, tidied

MAX_SHEETS = 250
LONGEST_TITLE = 100
"""Spreadsheet programs allow 31 characters."""


@dataclass(slots=True)
class RawSheet:
    """One sheet as it stands: rows from A1 on (an empty row is []), merged blocks, cells without a value."""

    title: str
    rows: list[list[object]]
    merges: list[Merge]
    defects: dict[str, str]
    """cell → "error" (shows #N/A and the like) or "formula" (its result was never stored)"""
    hidden: frozenset[int] = frozenset()
    """numbers of rows that do not show"""


@dataclass(slots=True)
class RawBook:
    """A workbook as it stands; `skipped`: titles of sheets not read; since_1904: the calendar of old Macs."""

    sheets: list[RawSheet]
    skipped: list[str]
    since_1904: bool


def read_book(source: Path | bytes, *, is_wanted: Callable[[str], bool]) -> RawBook:
    """Read the sheets whose titles are wanted. Raises Unreadable when the file as a whole is no good."""
    parts = open_parts(source)
    titles, since_1904 = _outline(parts)
    wanted = {title: name for title, name in titles.items() if is_wanted(title)}
    shared = next((part for name, part in parts.items() if name.lower() == "xl/sharedstrings.xml"), b"")
    check_amount((parts[name] for name in wanted.values()), shared)
    for title, name in wanted.items():
        parts[name] = tidied(parts[name], title)
    defects = {title: defects_of(parts[name], title) for title, name in wanted.items()}
    hidden = {title: hidden_rows(parts[name]) for title, name in wanted.items()}
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(packed(parts))
        sheets = [_read_sheet(workbook, title, defects[title], hidden[title]) for title in wanted]
    # The parser is Rust: what it did not expect arrives as a PanicException, which is no Exception.
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise Unreadable("文件内容已损坏，读不出来", SAVE_AGAIN) from error
    return RawBook(sheets, [title for title in titles if title not in wanted], since_1904)


def _outline(parts: dict[str, bytes]) -> tuple[dict[str, str], bool]:
    """Return sheet title → part name, in the workbook's order, and whether days count from 1904."""
    by_name = {name.lower(): name for name in parts}
    try:
        book = ElementTree.fromstring(parts[by_name["xl/workbook.xml"]])  # noqa: S314 - no DOCTYPE gets here
        links = ElementTree.fromstring(parts[by_name["xl/_rels/workbook.xml.rels"]])  # noqa: S314
    except (KeyError, ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unreadable("文件内容已损坏，读不出来", SAVE_AGAIN) from error
    targets = {link.get("Id", ""): link.get("Target", "") for link in links.findall("{*}Relationship")}
    titles: dict[str, str] = {}
    for sheet in book.findall("{*}sheets/{*}sheet"):
        key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        target = "xl/" + re.sub(r"^(?:/?xl/|\./|/)", "", targets.get(key, ""))
        title, name = sheet.get("name", ""), by_name.get(target.lower(), "")
        if not name and re.match(r"xl/worksheets/", target, re.IGNORECASE):
            raise Unreadable(f"工作表“{title[:LONGEST_TITLE]}”的内容不在文件里", SAVE_AGAIN)
        # Sheets that are charts or macros have no such part.
        if name:
            if title in titles or name in titles.values() or len(title) > LONGEST_TITLE:
                raise Unreadable("文件里的工作表名称乱了", SAVE_AGAIN)
            titles[title] = name
    if len(titles) > MAX_SHEETS:
        raise Unreadable(f"有 {len(titles)} 张工作表，太多", COPY_OVER)
    properties = book.find("{*}workbookPr")
    return titles, properties is not None and properties.get("date1904", "0").lower() in ("1", "true")


def _read_sheet(
    workbook: python_calamine.CalamineWorkbook, title: str, defects: dict[str, str], hidden: frozenset[int]
) -> RawSheet:
    sheet = workbook.get_sheet_by_name(title)
    # The reader fills up missing rows at the top, but not missing columns at the left.
    left = [""] * sheet.start[1] if sheet.start else []
    rows: list[list[object]] = []
    for cells in sheet.iter_rows():
        row: list[object] = [*left, *cells]
        while row and row[-1] == "":
            row.pop()
        rows.append(row)
    merges = [(*start, *end) for start, end in sheet.merged_cell_ranges or []]
    return RawSheet(title, rows, merges, defects, hidden)
