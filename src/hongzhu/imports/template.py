"""The empty workbook to fill in: headings, notes, drop-downs, and a sheet that explains."""

import io
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

from .columns import Column, Holds, Sheet
from .matching import IGNORED
from .sheets import SHEETS

FILLABLE_ROWS: Final = 5000
"""Drop-downs and formats reach this far down; rows below work too."""

TEXT_FORMAT: Final = "@"
DATE_FORMAT: Final = "yyyy-mm-dd"
FORMATS: Final = {
    Holds.DATE: DATE_FORMAT,
    Holds.BIRTH: DATE_FORMAT,
    Holds.TIME: "hh:mm",
    Holds.WHOLE: "0",
    Holds.HOURS: "0.0",
    Holds.DEGREES: "0.000000",
}
"""Everything else is text, so that codes keep their leading zeros and 2026-10 stays a period."""

RULES: Final = (
    "1. 每张表的标题行不要改名；列的先后可以变，用不到的列可以删，多出来的列系统会提示、不导入。",
    "2. 标题带 * 的必须填，其他可以留空。再次导入时，留空的格会清空原来的内容；整列删掉则保持原样。",
    "3. 日期写成 2026-11-20，也可以写 2026/11/20、2026.11.20、20261120、2026年11月20日。",
    "4. 各表之间用代码、编号互相指认，代码自己编，全区不重复即可。几个人、几所学校用顿号隔开：P0001、P0002。",
    "5. 撤销日期、离岗日期、免职日期是不再计的第一天。",
    "6. 登记日期留空，表示从旧台账搬来，按发生当天登记；补录的请填实际登记的那一天。",
    "7. 同一个工作簿可以反复导入：没有变的不动，改过的更新，系统里有、表里没有的不会删除。",
    "8. 不要填身份证号，不要填谈话内容。",
)


def template() -> bytes:
    """Return the .xlsx."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": "红烛导入工作簿"})
    styles = _Styles(book)
    _explain(book.add_worksheet(IGNORED.split()[0]), styles)
    for sheet in SHEETS:
        _add_sheet(book.add_worksheet(sheet.title), sheet, styles)
    book.close()
    return buffer.getvalue()


class _Styles:
    """The few formats of the workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.heading = book.add_format(
            {"bold": True, "bg_color": "#F3E7E4", "border": 1, "align": "center", "valign": "vcenter"}
        )
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.section = book.add_format({"bold": True, "top": 1})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.columns = {
            form: book.add_format({"num_format": form}) for form in {TEXT_FORMAT, *FORMATS.values()}
        }


def columns_shown(sheet: Sheet) -> list[Column]:
    """Return the columns a template has."""
    return [column for column in sheet.columns if column.is_in_template]


def heading_of(column: Column) -> str:
    """Return a heading as the template writes it."""
    return column.heading + ("*" if column.is_required else "")


def note_of(column: Column) -> str:
    """Return the note on a heading: required or not, what to write, an example."""
    lines = ["必填" if column.is_required else "可以留空"]
    lines += [column.hint] if column.hint else []
    if column.choices:
        lines.append("可填：" + "、".join(column.choices))
    if column.holds is Holds.YESNO:
        lines.append("可填：是、否")
    if column.example:
        lines.append(f"例：{column.example}")
    return "\n".join(lines)


def _add_sheet(page: Any, sheet: Sheet, styles: _Styles) -> None:
    page.freeze_panes(1, 0)
    page.set_row(0, 24)
    for index, column in enumerate(columns_shown(sheet)):
        form = styles.columns[FORMATS.get(column.holds, TEXT_FORMAT)]
        heading = heading_of(column)
        width = max(12, 2 * len(heading) + 2, 30 if column.holds is Holds.LONG else 0)
        page.set_column(index, index, width, form)
        page.write_string(0, index, heading, styles.heading)
        note = note_of(column)
        size = {"x_scale": 1.6, "y_scale": 0.4 + 0.25 * note.count("\n")}
        page.write_comment(0, index, note, {"author": "红烛", **size})
        if rule := _validation(column):
            page.data_validation(1, index, FILLABLE_ROWS, index, rule)


def _validation(column: Column) -> dict[str, Any] | None:
    """Return the drop-down of a column; where several choices may be joined, others are only warned of."""
    if column.holds is Holds.YESNO:
        choices = ["是", "否"]
    elif column.choices:
        choices = list(column.choices)
    elif column.holds is Holds.ATTENDANCE:
        choices = ["全体"]
    else:
        return None
    is_open = column.holds in (Holds.CHOICES, Holds.ATTENDANCE)
    return {
        "validate": "list",
        "source": choices,
        "error_type": "information" if is_open else "stop",
        "error_title": "请核对",
        "error_message": column.hint[:200] if is_open else "请从下拉列表里选一个。",
    }


def _explain(page: Any, styles: _Styles) -> None:
    """Write the sheet of explanations, with one example row per sheet. The importer never reads it."""
    page.set_column(0, 0, 14)
    page.set_column(1, 17, 15)
    page.write_string(0, 0, "红烛导入工作簿 填写说明", styles.title)
    row = 2
    for rule in RULES:
        page.merge_range(row, 0, row, 9, rule, styles.wrapped)
        page.set_row(row, 30 if len(rule) > 50 else 18)
        row += 1
    for sheet in SHEETS:
        row += 1
        page.write_string(row, 0, sheet.title, styles.section)
        page.write_string(row, 1, sheet.about, styles.section)
        page.write_string(row + 1, 0, "列名")
        page.write_string(row + 2, 0, "示例")
        for index, column in enumerate(columns_shown(sheet), 1):
            page.write_string(row + 1, index, heading_of(column), styles.heading)
            page.write_string(row + 2, index, column.example)
        row += 3
