"""From a cell to a value, one reader per sort of column; each raises BadCell in plain Chinese."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Final

from .columns import Column, Holds
from .dates import UNSEEN, parse_date, parse_period, parse_time, plain, quoted, shown
from .problems import BadCell

Reader = Callable[[object], object]

EVERYONE: Final = "全体"
_EVERYONE = {EVERYONE, "全体人员", "全体党员", "全体成员", "全体教职工", "全员", "全部"}
_YES = {"是", "√", "✓", "✔", "YES", "Y", "1", "TRUE", "对", "有", "T"}
_NO = {"否", "×", "✗", "✘", "X", "NO", "N", "0", "FALSE", "不是", "无", "没有", "F"}
LONGEST_CODE: Final = 40
NOTHING: Final = {"/", "\\", "-", "--", "——", "无", "暂无", "N/A"}
"""What people write into a cell to say it is empty; only where such words cannot be the content."""

_SEPARATORS = re.compile(r"[、，,；;\s]+")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d{1,2}", re.IGNORECASE)
_HAN_GAP = re.compile(
    r"(?<=[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])\s+(?=[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)


def in_cell(value: object) -> str:
    """What a cell shows, as text that can be typed back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.15g}"
    text = str(value)
    return text.removesuffix(" 00:00:00")


def is_blank(value: object) -> bool:
    """Whether a cell has nothing a reader can see."""
    return value is None or (isinstance(value, str) and not UNSEEN.sub("", value).strip())


def means_nothing(value: object) -> bool:
    """Whether a cell says in words that it is empty."""
    return isinstance(value, str) and len(value) < 20 and plain(value).upper() in NOTHING


def read_code(value: object) -> str:
    """Read one code: 1.0 → 1, full width → half width, leading zeros of text kept."""
    if isinstance(value, float):
        if abs(value) >= 1e15:
            raise BadCell(
                f"“{value:.0f}”太长，Excel 存成数字后末尾几位已经不准", "请把这一列设成文本格式后重新填写"
            )
        return shown(value)
    if isinstance(value, bool | date | time | timedelta):
        raise BadCell(f"{quoted(value)}不是代码", "请把这一列设成文本格式后重新填写")
    text = UNSEEN.sub("", unicodedata.normalize("NFKC", str(value))).strip().removeprefix("'")
    if _SEPARATORS.search(text):
        raise BadCell(f"{quoted(text)}里有空格或标点", "请只填一个代码，去掉空格、顿号和逗号")
    if len(text) > LONGEST_CODE:
        raise BadCell(f"{quoted(text)}太长", f"请把代码缩短到 {LONGEST_CODE} 个字以内")
    _check_digits(text)
    return text


def _check_digits(text: str) -> None:
    """A long number that has once been saved as 1.38E+10 has lost its last digits."""
    if _SCIENTIFIC.fullmatch(text):
        message = f"{quoted(text)}是科学计数法，末尾几位已经丢了"
        raise BadCell(message, "请把这一列设成文本格式后重新填写")


def read_codes(value: object) -> tuple[str, ...]:
    """Read several codes separated by 、，,；; or spaces; a repeated one counts once."""
    if not isinstance(value, str):
        return (read_code(value),)
    return tuple(dict.fromkeys(read_code(part) for part in _SEPARATORS.split(value) if not is_blank(part)))


def read_attendance(value: object) -> tuple[str, ...] | str:
    """Read person numbers, or 全体."""
    codes = read_codes(value)
    if not _EVERYONE & set(codes):
        return codes
    if len(codes) > 1:
        raise BadCell("“全体”和人员编号写在了一起", "请只写“全体”，没到的人写在请假或缺席里")
    return EVERYONE


def read_text(value: object, column: Column) -> str:
    """Read one line of text."""
    return " ".join(read_long(value, column).split())


def read_long(value: object, column: Column) -> str:
    """Read text that may have several lines; what cannot be seen is dropped."""
    text = shown(value) if isinstance(value, float) else str(value)
    text = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > column.longest:
        raise BadCell(f"有 {len(text)} 个字，太长", f"请缩短到 {column.longest} 个字以内")
    _check_digits(text)
    return text


def read_name(value: object, column: Column) -> str:
    """Read a person's name; the spaces that line up two-character names (罗　勇) are not part of it."""
    return _HAN_GAP.sub("", read_text(value, column))


def read_choice(value: object, column: Column, known: dict[str, str]) -> str:
    """Read one of the column's choices."""
    word = _squeeze(shown(value))
    if word in known:
        return known[word]
    raise BadCell(f"{quoted(value)}不在可选范围内", f"请填：{'、'.join(column.choices)}")


def read_choices(value: object, column: Column, known: dict[str, str]) -> tuple[str, ...]:
    """Read several choices joined by 、 (also / and +)."""
    parts = [part for part in re.split(r"[、，,；;/+\s]+", shown(value)) if not is_blank(part)]
    return tuple(dict.fromkeys(read_choice(part, column, known) for part in parts))


def read_yesno(value: object) -> bool:
    """Read 是/否, √/×, yes/no, 1/0."""
    word = _squeeze(shown(value))
    if word not in _YES and word not in _NO:
        raise BadCell(f"{quoted(value)}看不出是“是”还是“否”", "请填“是”或“否”")
    return word in _YES


def read_number(value: object, column: Column, units: str = "") -> Decimal:
    """Read a number within the column's bounds; thousands commas and units are allowed."""
    text = re.sub(r"[\s,]", "", plain(shown(value)))
    text = re.sub(f"(?:{units})$", "", text) if units else text
    try:
        # What a formula computes may be 6.300000000000001.
        number = Decimal(text) if isinstance(value, str) else round(Decimal(repr(value)), 9).normalize()
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite():
        raise BadCell(f"{quoted(value)}不是数字", "请只填数字")
    if not column.lowest <= number <= column.highest:
        raise BadCell(
            f"{quoted(value)}超出范围",
            f"请填 {shown(float(column.lowest))} 到 {shown(float(column.highest))} 之间的数",
        )
    return number


def read_whole(value: object, column: Column) -> int:
    """Read a whole number."""
    number = read_number(value, column, "人|名|个月|月")
    if number != number.to_integral_value():
        raise BadCell(f"{quoted(value)}不是整数", "请填整数")
    return int(number)


def read_hours(value: object, column: Column) -> int:
    """Read 学时 as tenths: 8.5 → 85."""
    tenths = read_number(value, column, "学时|课时|小时") * 10
    if tenths != tenths.to_integral_value():
        raise BadCell(f"{quoted(value)}的小数超过一位", "请最多写一位小数，例如 8.5")
    return int(tenths)


def read_degrees(value: object, column: Column) -> float:
    """Read a longitude or latitude in decimal degrees."""
    return float(round(read_number(value, column, "°|度"), 6))


def _squeeze(text: str) -> str:
    return re.sub(r"[\s()]", "", plain(UNSEEN.sub("", text))).upper()


def reader_of(column: Column, *, since_1904: bool) -> Reader:
    """Return the function that reads one column's cells."""
    known = {_squeeze(word): value for word, value in {**column.also_choices, **column.choices}.items()}
    readers: dict[Holds, Reader] = {
        Holds.CODE: read_code,
        Holds.REFERENCE: read_code,
        Holds.REFERENCES: read_codes,
        Holds.ATTENDANCE: read_attendance,
        Holds.TEXT: partial(read_text, column=column),
        Holds.LONG: partial(read_long, column=column),
        Holds.NAME: partial(read_name, column=column),
        Holds.CHOICE: partial(read_choice, column=column, known=known),
        Holds.CHOICES: partial(read_choices, column=column, known=known),
        Holds.DATE: partial(parse_date, since_1904=since_1904),
        Holds.BIRTH: partial(parse_date, month_is_enough=True, since_1904=since_1904),
        Holds.TIME: parse_time,
        Holds.PERIOD: partial(parse_period, since_1904=since_1904),
        Holds.YESNO: read_yesno,
        Holds.WHOLE: partial(read_whole, column=column),
        Holds.HOURS: partial(read_hours, column=column),
        Holds.DEGREES: partial(read_degrees, column=column),
    }
    return readers[column.holds]
