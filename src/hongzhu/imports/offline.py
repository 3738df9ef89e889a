"""离线表: one meeting on one sheet, filled in where there is no network; it comes back as a row of 会议.

What it looks like is written down once, in LABELS and the heads of its list: `offline_sheet` makes it, `as_meetings`
reads it back, wherever somebody has moved it in the sheet.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from hongzhu.kit.spreadsheets import form, opened, put
from hongzhu.meetings.attending import Attendee
from hongzhu.meetings.models import Meeting
from hongzhu.orgs.bodies import Body

from .matching import normalise
from .reading import RawSheet
from .sheets import MEETINGS
from .values import in_cell, is_blank

MARK: Final = "红烛离线会议记录"
"""what the first cell begins with, and nothing else of the kind does"""
LABELS: Final = {
    "body": "组织代码",
    "kinds": "会议类型",
    "held_on": "日期",
    "starts_at": "开始",
    "ends_at": "结束",
    "place": "地点",
    "chair": "主持人",
    "recorder": "记录人",
    "agenda": "议题",
    "minutes": "会议记录",
    "resolutions": "决议",
    "hours": "学时",
}
"""field of 会议 → what stands in front of its cell"""
HINTS: Final = {
    "body": "不要改",
    "kinds": "合并召开的用顿号连写",
    "held_on": "如 2026-11-20",
    "chair": "写下面名单里的姓名或编号",
    "recorder": "写下面名单里的姓名或编号",
    "agenda": "一行一项，换行按 Alt+Enter",
}
LONG: Final = ("agenda", "minutes", "resolutions")
PEOPLE: Final = ("编号", "姓名", "到会")
PRESENT, ON_LEAVE, ABSENT = "到", "假", "缺"
STATES: Final = {PRESENT: "present", ON_LEAVE: "on_leave", ABSENT: "absent"}
ALSO: Final = {"√": PRESENT, "请假": ON_LEAVE, "缺席": ABSENT, "出席": PRESENT, "未到": ABSENT}
"""other ways of writing them"""
MORE: Final = 5
"""empty lines below the list, for whoever came besides"""
TITLE: Final = "离线记录"
TOLD: Final = (
    "{day}的名单，含姓名，用完删掉。填好保存，有网络时在“导入”里选这个文件，先看再入簿。"
    "再开一次会，复制这张表再填。"
)


def offline_sheet(body: Body, kind: str, people: Sequence[Attendee], today: date) -> bytes:
    """The .xlsx for one kind of meeting of one body, with the names of those who are expected on the day."""
    buffer = io.BytesIO()
    label = Meeting.Kind(kind).label
    book = opened(buffer, f"{label}离线记录", "")
    page = book.add_worksheet(TITLE)
    bold, note = (
        form(book, bold=True, valign="top"),
        form(book, font_color="#62676D", text_wrap=True, valign="top"),
    )
    cell = form(book, border=1, text_wrap=True, valign="top", num_format="@")
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 44)
    page.set_column(2, 2, 30)
    put(page, 0, 0, f"{MARK}：{body.name}", form(book, bold=True, font_size=14))
    put(page, 1, 0, TOLD.format(day=today.isoformat()), note)
    known = {"body": body.code, "kinds": label}
    row = 2
    for name, words in LABELS.items():
        put(page, row, 0, words, bold)
        put(page, row, 1, known.get(name, ""), cell)
        put(page, row, 2, HINTS.get(name, ""), note)
        if name in LONG:
            page.set_row(row, 90)
        row += 1
    heads, first = row, row + 1
    for column, words in enumerate(PEOPLE):
        put(page, heads, column, words, bold)
    put(page, heads, 3, "没来的改成“假”或“缺”；另外来的人写在下面空行里", note)
    for each in people:
        for column, words in enumerate((each.code, each.name, PRESENT)):
            put(page, first, column, words, cell)
        first += 1
    for row in range(first, first + MORE):
        for column in range(len(PEOPLE)):
            put(page, row, column, "", cell)
    rule = {"validate": "list", "source": list(STATES), "error_message": "只能是到、假、缺"}
    page.data_validation(heads + 1, 2, first + MORE - 1, 2, rule)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    book.close()
    return buffer.getvalue()


def as_meetings(sheets: Iterable[RawSheet]) -> list[RawSheet]:
    """The same sheets, those of this shape together as one sheet 会议 with a row for each."""
    rest, rows = list[RawSheet](), list[list[object]]()
    for raw in sheets:
        if _is_ours(raw):
            rows.append(_row(raw))
        else:
            rest.append(raw)
    if not rows:
        return rest
    heads: list[object] = [MEETINGS.column(name).heading for name in FIELDS]
    return [*rest, RawSheet(title=MEETINGS.title, rows=[heads, *rows], merges=[], defects={})]


FIELDS: Final = ("code", *LABELS, *STATES.values())
"""columns of the row it becomes"""


def _is_ours(raw: RawSheet) -> bool:
    first = raw.rows[0][0] if raw.rows and raw.rows[0] else ""
    return normalise(str(first)).startswith(normalise(MARK))


def _row(raw: RawSheet) -> list[object]:
    """What stands beside each label; whose state is what; the number the meeting gets."""
    fields = {normalise(words): name for name, words in LABELS.items()}
    values: dict[str, object] = {}
    people: list[tuple[str, str, str]] = []
    is_list = False
    for row in raw.rows[1:]:
        cells = [*row, "", "", ""]
        name = fields.get(normalise(in_cell(cells[0]))) if not is_list else None
        if normalise(in_cell(cells[0])) == normalise(PEOPLE[0]):
            is_list = True
        elif is_list:
            people.append((in_cell(cells[0]).strip(), in_cell(cells[1]).strip(), in_cell(cells[2]).strip()))
        elif name and not is_blank(cells[1]):
            values[name] = cells[1]
    return list(_filled(values, people))


def _filled(values: dict[str, Any], people: list[tuple[str, str, str]]) -> Iterator[object]:
    codes = {name: code for code, name, _state in people if code and name}
    states: dict[str, list[str]] = {field: [] for field in STATES.values()}
    for code, name, said in people:
        if code or name:
            state = STATES.get(ALSO.get(said, said) or PRESENT)
            # What is written otherwise stands where a person's number should: the preview asks for it.
            states[state or "present"].append(code or name if state else f"{code or name}（{said}）")
    for name in ("chair", "recorder"):
        values[name] = codes.get(str(values.get(name, "")).strip(), values.get(name, ""))
    yield _number(values)
    yield from (values.get(name, "") for name in LABELS)
    yield from ("、".join(states[field]) for field in STATES.values())


def _number(values: dict[str, Any]) -> str:
    """Of the body, the day and the kinds: brought in again it is the same meeting, and not another."""
    day = "".join(letter for letter in in_cell(values.get("held_on", "")) if letter.isdigit())
    kinds = str(values.get("kinds", ""))
    known = [index for index, kind in enumerate(Meeting.Kind, 1) if Meeting.Kind(kind).label in kinds]
    return f"{values.get('body', '')}-{day}-L{'-'.join(map(str, known))}"
