"""The district grid as a workbook: text only, head and first columns stay, A4 across when printed."""

import io
from dataclasses import dataclass
from typing import Any, Final

from hongzhu.kit.spreadsheets import HEAD_GROUND, HEAD_ROW, begun, form, opened, put

from .grid import Column, Line

WIDTHS: Final = (24, 14, 14)
FIRST: Final = ("学校、党组织", "类型", "乡镇、街道")
WIDE: Final = 13
GROUNDS: Final[dict[str, dict[str, object]]] = {
    "late": {"bg_color": "#A3131B", "font_color": "#FFFFFF", "bold": True},
    "grace": {"font_color": "#7A4F00", "bold": True},
    "soon": {"bg_color": "#FFF3D6", "font_color": "#7A4F00"},
    "done": {"font_color": "#1A6334"},
    "excused": {"bg_color": "#E9F0FB", "font_color": "#1D4A86"},
}
"""look → colours; the words say the same"""


@dataclass(frozen=True)
class Sheet:
    """What is written. `mark`: who took it out, and when."""

    title: str
    about: str
    mark: str
    source: str
    columns: list[Column]
    lines: list[Line]


def workbook(sheet: Sheet) -> bytes:
    """Return the .xlsx: the grid, and what is late or nearly due line by line."""
    buffer = io.BytesIO()
    book = opened(buffer, sheet.title, sheet.mark)
    writer = _Writer(book)
    writer.grid(sheet)
    writer.list(sheet)
    book.close()
    return buffer.getvalue()


class _Writer:
    def __init__(self, book: Any) -> None:
        self.book = book
        plain: dict[str, object] = {
            "valign": "vcenter",
            "border": 1,
            "border_color": "#C9C1B4",
        }
        self.plain = form(book, **plain)
        self.head = form(
            book, **{**plain, "bold": True, "text_wrap": True, "align": "center", "bg_color": HEAD_GROUND}
        )
        self.looks = {
            look: form(book, **{**plain, "align": "center", "text_wrap": True, **ground})
            for look, ground in GROUNDS.items()
        }
        self.other = form(book, **{**plain, "align": "center", "text_wrap": True})

    def grid(self, sheet: Sheet) -> None:
        page = self._page(sheet, "总览")
        heads = [*FIRST, *(_head(column) for column in sheet.columns)]
        has_rest = any(line.rest for line in sheet.lines)
        if has_rest:
            heads.append("其他义务")
        for at, words in enumerate(heads):
            page.set_column(at, at, WIDTHS[at] if at < len(WIDTHS) else WIDE)
            put(page, HEAD_ROW, at, words, self.head)
        page.set_row(HEAD_ROW, 62)
        for row, line in enumerate(sheet.lines, HEAD_ROW + 1):
            for at, words in enumerate(_who(line)):
                put(page, row, at, words, self.plain)
            for at, cell in enumerate(line.all_cells, len(FIRST)):
                put(page, row, at, cell.told, self.looks.get(cell.look, self.other))
        self._fit(page, sheet, len(heads))

    def list(self, sheet: Sheet) -> None:
        page = self._page(sheet, "要办的")
        heads = (*FIRST, "义务", "条款", "状态")
        for at, (words, width) in enumerate(zip(heads, (*WIDTHS, 30, 10, 26), strict=True)):
            page.set_column(at, at, width)
            put(page, HEAD_ROW, at, words, self.head)
        row = HEAD_ROW + 1
        for line in sheet.lines:
            for column, cell in zip(sheet.columns, line.cells, strict=True):
                if cell.look not in ("late", "grace", "soon"):
                    continue
                about = (*_who(line), column.duty.title, column.clause)
                for at, each in enumerate(about):
                    put(page, row, at, each, self.plain)
                put(page, row, len(about), cell.told, self.looks[cell.look])
                row += 1
        self._fit(page, sheet, len(heads))

    def _page(self, sheet: Sheet, name: str) -> Any:
        return begun(self.book, name, sheet.title, sheet.about, sheet.mark)

    def _fit(self, page: Any, sheet: Sheet, wide: int) -> None:
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        # In a footer & begins a code.
        page.set_footer("&L" + f"依据：《{sheet.source}》".replace("&", "&&") + "&R第&P页，共&N页")
        page.autofilter(HEAD_ROW, 0, HEAD_ROW + max(1, len(sheet.lines)), wide - 1)


def _head(column: Column) -> str:
    return "\n".join(part for part in (column.duty.title, column.often, column.clause) if part)


def _who(line: Line) -> tuple[str, str, str]:
    place = line.place
    gone = "（已撤销）" if place.is_gone else ""
    return place.name + gone, place.about.partition(" · ")[0], place.township
