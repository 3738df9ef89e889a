"""Workbooks with something changed in them, one for every seed, and what must become of each.

A harmless change must come in as if nothing had been changed; a harmful one must be refused at its cell; of any other,
and of broken files, it is asked that it is either taken in or refused by the rules for both.
"""

import copy
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum
from io import BytesIO
from typing import Final

from hongzhu.imports.columns import Column, Holds
from hongzhu.imports.matching import normalise
from hongzhu.imports.problems import column_letters
from tests.imports.books import book, changed, sheet

Table = list[list[object]]

BASE: Final[dict[str, Table]] = {
    "学校": [
        ["学校代码*", "学校名称*", "类型*", "乡镇街道*", "设立日期", "在校生数", "规模大"],
        ["S1", "春晖小学", "公办小学", "云溪镇", "1998-09-01", 486, "否"],
        ["S2", "晨曦幼儿园", "民办幼儿园", "云溪镇", "2005-09-01", 120, "否"],
    ],
    "党组织": [
        ["党组织代码", "党组织名称", "组织类别", "领导组织代码", "覆盖学校代码", "成立日期", "本届起始日期"],
        ["D9", "区教育局党委", "党委", None, None, "1990-01-01", None],
        ["D1", "春晖小学党支部", "党支部", "D9", "S1、S2", "2010-07-01", "2024-05-10"],
        ["D1-1", "第一党小组", "党小组", "D1", None, "2012-03-01", None],
    ],
    "人员": [
        ["人员编号", "姓名", "性别", "学校代码", "人员类别", "党组织代码", "入党日期", "到岗日期", "手机"],
        ["P1", "周玉兰", "女", "S1", "正式党员", "D1", "2009-06-30", "2001-09-01", "13800000001"],
        ["P2", "罗勇", "男", "S1", "群众", None, None, "2019-09-01", None],
        ["P3", "高峰", "男", "S2", "预备党员", "D1", "2026-03-01", "2020-09-01", "13800000003"],
    ],
    "任职": [
        ["人员编号", "组织代码", "职务", "任职日期", "产生方式"],
        ["P1", "D1", "书记", "2024-05-10", "选举"],
        ["P2", "S1", "校长", "2020-09-01", "任命"],
    ],
    "会议": [
        [
            "会议编号",
            "组织代码",
            "类型",
            "日期",
            "开始",
            "结束",
            "主持人编号",
            "议题",
            "学时",
            "出席",
            "请假",
        ],
        ["M1", "D1", "支部党员大会、党课", "2026-09-20", "14:30", "16:00", "P1", "一、学习", 1.5, "P1", "P3"],
        ["M2", "S1", "教职工政治学习", "2026-10-20", None, None, "P2", "学习", None, "P1、P2", None],
    ],
    "培训": [
        ["培训编号", "主题", "类型", "组织代码", "日期", "学时", "参加"],
        ["T1", "书记集中培训", "集中培训", "D9", "2026-04-15", 8.5, "P1、P2"],
    ],
    "谈心谈话": [["日期", "谈话人编号", "对象编号"], ["2026-03-18", "P1", "P2"]],
    "换届": [["组织代码", "选举日期", "届期月数"], ["D1", "2024-05-10", 36]],
    "说明": [
        ["义务编号", "组织代码", "期间", "理由", "认可组织代码", "认可日期"],
        ["meeting.lecture", "D1", "2026Q3", "防汛值班", "D9", "2026-10-08"],
    ],
}
"""A small district on all nine sheets"""
REFERRED_TO: Final = ("学校", "党组织", "人员")
"""These are in every mutant, and some of the others"""


class Verdict(Enum):
    """What must become of a mutant."""

    SAME = "comes in as if nothing were changed"
    REFUSED = "is refused at the cell"
    EITHER = "comes in or is refused"


@dataclass
class Mutant:
    """One changed workbook: its bytes, what was done to it, what must become of it, and the cell to be named.

    `records`: how many its sheets have, where they are all good.
    """

    content: bytes
    records: dict[str, int]
    done: list[str]
    verdict: Verdict
    place: str = ""


@dataclass
class Bench:
    """A workbook under the knife."""

    dice: random.Random
    tables: dict[str, Table]
    titles: dict[str, str] = field(default_factory=lambda: {title: title for title in BASE})
    headings: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BASE, 0))
    extra: dict[str, Table] = field(default_factory=dict)

    def content(self) -> bytes:
        """Write it."""
        return book({self.titles[title]: rows for title, rows in self.tables.items()} | self.extra)

    def any_title(self) -> str:
        """Return one of its sheets."""
        return self.dice.choice(list(self.tables))

    def records(self, title: str) -> list[int]:
        """Return where the records of a sheet stand now; headings that are repeated are none."""
        headings = self.tables[title][self.headings[title]]
        return [
            index
            for index, row in enumerate(self.tables[title])
            if index > self.headings[title]
            and row != headings
            and len([cell for cell in row if cell not in (None, "")]) > 2
        ]

    def column(self, title: str, index: int) -> Column | None:
        """Return what a column is meant to hold."""
        row = self.tables[title][self.headings[title]]
        meant = normalise(str(row[index])) if index < len(row) else ""
        known = {normalise(word): column for column in sheet(title).columns for word in words_of(column)}
        return known.get(meant)

    def cells(self, title: str, *holds: Holds, required: bool = False) -> list[tuple[int, int]]:
        """Return the cells of records in columns of some sort that have content."""
        found = []
        for index in self.records(title):
            for number, value in enumerate(self.tables[title][index]):
                column = self.column(title, number)
                if column is None or value in (None, "") or (required and not column.is_required):
                    continue
                if not holds or column.holds in holds:
                    found.append((index, number))
        return found

    def place(self, title: str, index: int, number: int) -> str:
        """Return a cell as it is named to a reader."""
        return f"{self.titles[title]}!{column_letters(number)}{index + 1}"

    def some_cell(self, *holds: Holds, required: bool = False) -> tuple[str, int, int]:
        """Return the title, row and column of a cell."""
        titles = [title for title in self.tables if self.cells(title, *holds, required=required)]
        title = self.dice.choice(titles)
        return title, *self.dice.choice(self.cells(title, *holds, required=required))


def words_of(column: Column) -> list[str]:
    """Every spelling of a heading that is as good as the heading itself."""
    return [column.heading, *column.also.split()]


Harmless = Callable[[Bench], str]
Harmful = Callable[[Bench], tuple[str, str]]


def shuffle_columns(bench: Bench) -> str:
    title = bench.any_title()
    rows = bench.tables[title]
    width = max(map(len, rows))
    order = list(range(width))
    bench.dice.shuffle(order)
    bench.tables[title] = [[(row + [None] * width)[index] for index in order] for row in rows]
    return f"{title}: columns {order}"


def spell_otherwise(bench: Bench) -> str:
    title = bench.any_title()
    row = bench.tables[title][bench.headings[title]]
    number = bench.dice.randrange(len(row))
    column = bench.column(title, number)
    if column is None:
        return "nothing"
    word = bench.dice.choice(words_of(column))
    dress = ["{}*", "★{}", "{}（必填）", " {} ", "{}：", "1.{}", "{}\n", "\u3000{}"]
    row[number] = bench.dice.choice(dress).format(word)
    return f"{title}: {column.heading} is called {row[number]!r}"


def add_blank_rows(bench: Bench) -> str:
    title = bench.any_title()
    place = bench.dice.randint(bench.headings[title] + 1, len(bench.tables[title]))
    blank: list[Table] = [[], [None, " "], ["\u3000"], ["\u200b", ""]]
    bench.tables[title][place:place] = [
        list(bench.dice.choice(blank)) for _ in range(bench.dice.randint(1, 40))
    ]
    return f"{title}: blank rows before {place + 1}"


def add_title_row(bench: Bench) -> str:
    title = bench.any_title()
    bench.tables[title].insert(0, [f"云溪镇2026年{title}一览"])
    bench.headings[title] += 1
    return f"{title}: a title above"


def add_total(bench: Bench) -> str:
    title = bench.any_title()
    words = bench.dice.choice(
        ["合计", "总计：3", " 合　计 ", "共计3条", "注：以上属实。", "填表人：周玉兰", "（盖章）"]
    )
    bench.tables[title].append([words])
    return f"{title}: {words} at the end"


def repeat_headings(bench: Bench) -> str:
    title = bench.any_title()
    row = list(bench.tables[title][bench.headings[title]])
    bench.tables[title].insert(bench.dice.randint(bench.headings[title] + 1, len(bench.tables[title])), row)
    return f"{title}: headings again"


def repeat_row(bench: Bench) -> str:
    title = bench.any_title()
    index = bench.dice.choice(bench.records(title))
    bench.tables[title].append(list(bench.tables[title][index]))
    return f"{title}: row {index + 1} again"


def shuffle_rows(bench: Bench) -> str:
    title = bench.any_title()
    body = bench.tables[title][bench.headings[title] + 1 :]
    bench.dice.shuffle(body)
    bench.tables[title][bench.headings[title] + 1 :] = body
    return f"{title}: rows in another order"


def write_date_otherwise(bench: Bench) -> str:
    title, index, number = bench.some_cell(Holds.DATE)
    row = bench.tables[title][index]
    if not isinstance(row[number], str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", row[number]):
        return "nothing"
    day = date.fromisoformat(row[number])
    ways = [
        day,
        datetime.combine(day, time()),
        float(day.toordinal() - date(1899, 12, 30).toordinal()),
        int(f"{day:%Y%m%d}"),
        f"{day:%Y%m%d}",
        f"{day:%Y/%m/%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f" {day.year} 年 {day.month} 月 {day.day} 日 ",
        f"{day} 00:00:00",
        f"\u200e{day}",
    ]
    row[number] = bench.dice.choice(ways)
    return f"{bench.place(title, index, number)}: {row[number]!r}"


def dress_up_cell(bench: Bench) -> str:
    title, index, number = bench.some_cell(Holds.CODE, Holds.REFERENCE, Holds.CHOICE, Holds.NAME)
    row = bench.tables[title][index]
    if isinstance(row[number], str):
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in row[number])
        row[number] = bench.dice.choice(
            [f" {row[number]}", f"{row[number]}\u3000", f"\u200b{row[number]}\ufeff", wide]
        )
    return f"{bench.place(title, index, number)}: {row[number]!r}"


def add_column(bench: Bench) -> str:
    title = bench.any_title()
    rows = bench.tables[title]
    number = bench.dice.randint(0, max(map(len, rows)))
    for index, row in enumerate(rows):
        if len([cell for cell in row if cell not in (None, "")]) > 2:
            row += [None] * (number - len(row))
            row.insert(
                number, "备注" if index == bench.headings[title] else bench.dice.choice([None, "无", 3])
            )
        elif row and number == 0:
            row.insert(1, None)
    return f"{title}: a column of remarks at {number}"


def rename_sheet(bench: Bench) -> str:
    title = bench.any_title()
    name = bench.dice.choice(
        [f" {title}", f"{title}（2026年）", "\u3000".join(title), f"1.{title}", f"{title}信息"]
    )
    if name == f"{title}信息" and name not in sheet(title).also.split():
        name = f"{title} "
    bench.titles[title] = name
    return f"{title} is called {name!r}"


def add_sheet(bench: Bench) -> str:
    bench.extra = {bench.dice.choice(["工资", "填写说明", "附件一", "说明书"]): [["甲", "乙"], [1, 2]]}
    return "another sheet"


def empty_required(bench: Bench) -> tuple[str, str]:
    title, index, number = bench.some_cell(required=True)
    bench.tables[title][index][number] = bench.dice.choice([None, " ", "\u200b"])
    return "a required cell is empty", bench.place(title, index, number)


def no_date(bench: Bench) -> tuple[str, str]:
    title, index, number = bench.some_cell(Holds.DATE)
    value = bench.dice.choice(
        ["2026-02-30", "九月一日", 0.5, True, "至今", "26.9.1", "x", 1e300, "2026年9月", time(9, 30)]
    )
    bench.tables[title][index][number] = value
    return f"{value!r} is no date", bench.place(title, index, number)


def no_choice(bench: Bench) -> tuple[str, str]:
    title, index, number = bench.some_cell(Holds.CHOICE, Holds.CHOICES)
    value = bench.dice.choice(["某某", 5, "𝔘𝔫𝔦", True, date(2026, 1, 1), "=1+1", "'"])
    bench.tables[title][index][number] = value
    return f"{value!r} is no choice", bench.place(title, index, number)


def lost_reference(bench: Bench) -> tuple[str, str]:
    title, index, number = bench.some_cell(Holds.REFERENCE, Holds.REFERENCES, Holds.ATTENDANCE)
    value = bench.dice.choice(["没有的", "P99", 77, "1.38E+10", 1e17, True])
    bench.tables[title][index][number] = value
    return f"{value!r} refers to nothing", bench.place(title, index, number)


def contradict(bench: Bench) -> tuple[str, str]:
    title = bench.dice.choice(["学校", "人员", "党组织"])
    index = bench.dice.choice(bench.records(title))
    row = list(bench.tables[title][index])
    number = next(n for n in range(len(row)) if (c := bench.column(title, n)) and c.field == "name")
    row[number] = "另一个"
    bench.tables[title].append(row)
    key = next(n for n in range(len(row)) if (c := bench.column(title, n)) and c.field == "code")
    return "two rows that contradict each other", bench.place(title, len(bench.tables[title]) - 1, key)


def take_heading_away(bench: Bench) -> tuple[str, str]:
    title, _index, number = bench.some_cell(required=True)
    heading = list(bench.tables[title][bench.headings[title]])
    value = bench.dice.choice([None, "不认识的列", 3])
    for row in bench.tables[title]:
        if row == heading:  # and where it is repeated
            row[number] = value
    return f"{title}: no heading in column {number}", ""


def double_heading(bench: Bench) -> tuple[str, str]:
    title, _index, number = bench.some_cell()
    row = bench.tables[title][bench.headings[title]]
    row += [None] * (max(map(len, bench.tables[title])) - len(row))
    row.append(row[number])
    later = len(row) - 1
    return "two columns of one heading", bench.place(title, bench.headings[title], later)


def show_error(bench: Bench) -> tuple[str, str]:
    title, index, number = bench.some_cell()
    bench.tables[title][index][number] = bench.dice.choice(["#N/A", "#REF!", " #DIV/0! "])
    return "an error as text", bench.place(title, index, number)


def wild_cell(bench: Bench) -> str:
    title = bench.any_title()
    index = bench.dice.randrange(len(bench.tables[title]))
    row = bench.tables[title][index]
    number = bench.dice.randint(0, len(row))
    row += [None] * (number + 1 - len(row))
    letters = "".join(
        chr(bench.dice.choice([32, 0x41, 0x4E00, 0x1F600, 0x202E, 0xFFFD, 0x300, 0xE000]) + n)
        for n in range(9)
    )
    wild: list[object] = [
        None, letters, letters * 500, "\x00\x01\x1f", "=HYPERLINK(\"x\")", "'; DROP TABLE people_person; --", "<b>&amp;</b>",
        "、、，；", "全体、P1", "()", "P1、P2\nP3", 0, -1.5, 1e300, 2**53, True, False, time(23, 59), date(1900, 1, 1),
        datetime.combine(date(2026, 9, 1), time(8, 30)), date(9999, 12, 31), "9" * 400, "２０２６", "2026-10", "٢٠٢٦", "½",
        "\u2028", "a" * 32_000,
    ]  # fmt: skip
    row[number] = bench.dice.choice(wild)
    return f"{title}!{column_letters(number)}{index + 1}: {str(row[number])[:30]!r}"


def swap_headings(bench: Bench) -> str:
    title = bench.any_title()
    row = bench.tables[title][bench.headings[title]]
    first, second = bench.dice.sample(range(len(row)), 2)
    row[first], row[second] = row[second], row[first]
    return f"{title}: headings {first} and {second} swapped"


def drop_row(bench: Bench) -> str:
    title = bench.any_title()
    index = bench.dice.randrange(len(bench.tables[title]))
    del bench.tables[title][index]
    if not bench.tables[title]:
        bench.tables[title].append(["x"])
    bench.headings[title] = min(bench.headings[title], len(bench.tables[title]) - 1)
    return f"{title}: no row {index + 1}"


def name_sheet_anyhow(bench: Bench) -> str:
    title, other = bench.dice.sample(list(bench.tables), 2)
    bench.titles[title] = bench.dice.choice([f"{other} ", "Sheet1", "表2", "某表", "😀", "x" * 31])
    return f"{title} is called {bench.titles[title]!r}"


def shift_rows(bench: Bench) -> str:
    title = bench.any_title()
    index = bench.dice.randrange(len(bench.tables[title]))
    bench.tables[title][index].insert(bench.dice.randint(0, 2), None)
    return f"{title}: row {index + 1} is shifted"


HARMLESS: Final[list[Harmless]] = [
    shuffle_columns, spell_otherwise, add_blank_rows, add_title_row, add_total, repeat_headings, repeat_row, shuffle_rows,
    write_date_otherwise, dress_up_cell, add_column, rename_sheet, add_sheet,
]  # fmt: skip
HARMFUL: Final[list[Harmful]] = [
    empty_required, no_date, no_choice, lost_reference, contradict, take_heading_away, double_heading, show_error,
]  # fmt: skip
ANYHOW: Final[list[Harmless]] = [wild_cell, wild_cell, swap_headings, drop_row, name_sheet_anyhow, shift_rows]


def mutant(seed: int) -> Mutant:
    """Return the workbook of a seed."""
    dice = random.Random(seed)
    some = {*REFERRED_TO, *dice.sample(list(BASE), 2)}
    bench = Bench(dice, {title: copy.deepcopy(rows) for title, rows in BASE.items() if title in some})
    records = {title: len(rows) - 1 for title, rows in bench.tables.items()}
    kind = seed % 4
    if kind == 0:
        content, done = broken(bench.content(), dice)
        return Mutant(content, records, [done], Verdict.EITHER)
    chosen = dice.choices(HARMLESS, k=dice.randint(1, 4))
    # Headings are repeated as they are at the end.
    done = [change(bench) for change in sorted(chosen, key=lambda change: change is repeat_headings)]
    if kind == 1:
        return Mutant(bench.content(), records, done, Verdict.SAME)
    if kind == 2:
        what, place = dice.choice(HARMFUL)(bench)
        return Mutant(bench.content(), records, [*done, what], Verdict.REFUSED, place)
    done += [dice.choice(ANYHOW)(bench) for _ in range(dice.randint(1, 4))]
    return Mutant(bench.content(), records, done, Verdict.EITHER)


def broken(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """Return a file with something broken: bytes anywhere, a part left out, or the XML of one part."""
    roll = dice.random()
    if roll < 0.25:
        spoilt = bytearray(content)
        for _ in range(dice.randint(1, 20)):
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        cut = dice.randint(1, len(spoilt)) if dice.random() < 0.3 else len(spoilt)
        return bytes(spoilt[:cut]), f"bytes, {cut} of {len(spoilt)}"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.startswith(("xl/", "["))]
    chosen = dice.choice(names)
    if roll < 0.4:
        buffer = BytesIO()
        with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
            for name in old.namelist():
                if name != chosen:
                    new.writestr(name, old.read(name))
        return buffer.getvalue(), f"without {chosen}"
    return changed(
        content, lambda name, part: _broken_xml(part, dice) if name == chosen else part
    ), f"xml of {chosen}"


def _broken_xml(part: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 5)):
        start = dice.randrange(len(part))
        end = min(len(part), start + dice.randint(0, 40))
        filling = dice.choice(
            [
                b"",
                part[end : end + 30],
                b'"',
                b"<",
                b"99999999999",
                bytes([dice.randrange(256)]),
                b'<c r="A1"><v>1e999</v></c>',
                b"<c><v>1</v></c><c/>",
                b'<mergeCell ref="A1:XFD1048576"/>',
                b"<row/>",
            ]
        )
        part = part[:start] + filling + part[end:]
    if dice.random() < 0.5:
        numbers = list(re.finditer(rb"\d+", part))
        if numbers:
            chosen = dice.choice(numbers)
            huge = dice.choice([b"0", b"-1", b"1048577", b"4294967296", b"18446744073709551616", b"NaN"])
            part = part[: chosen.start()] + huge + part[chosen.end() :]
    return part
