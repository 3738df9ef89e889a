"""Dates, times and period labels as people write them in cells."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final

from .problems import BadCell

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2199, 12, 31)
# Day 0 of Excel's two calendars; files from old Macs count from 1904.
EPOCHS: Final = (date(1899, 12, 30), date(1904, 1, 1))

WRITE_DATE: Final = "请写成 2026-11-20 的样子"
WRITE_TIME: Final = "请写成 14:30 的样子"
WRITE_PERIOD: Final = "请写成 2026、2026Q3、2026-10、2026H2、2026-W47、2026秋、2026学年、2025-2026 中的一种"

UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff\ufffe\uffff]"
)
"""Characters that are never seen but break comparisons: controls, zero-width, byte order mark"""

_STILL = {"至今", "现在", "目前", "在任", "在岗", "在职", "长期", "未定", "不详", "不清楚"}
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−~～〜", "-"))
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?$")
_CLOCK = re.compile(r"(?:[\sT]+|(?<=日))\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?$")
_DATE = re.compile(r"(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})[日号]?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_TIME = re.compile(r"(上午|早上|中午|下午|晚上)?(\d{1,2})(?:[:点时](?:(\d{1,2}|半)分?)?)(?::(\d{1,2})秒?)?")


def plain(text: str) -> str:
    """Return a short text in half width, with every sort of dash as '-' and no space at the ends."""
    if len(text) > 60:
        raise BadCell(f"{quoted(text)}太长", "请核对这一格是不是填错了列")
    return unicodedata.normalize("NFKC", UNSEEN.sub("", text)).translate(_DASHES).strip()


def shown(value: object) -> str:
    """Return a cell's value as its reader sees it: 20261120.0 → 20261120."""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def quoted(value: object) -> str:
    """Return a cell's value between quotation marks, short enough for a message, on one line."""
    text = " ".join("".join(c for c in shown(value)[:200] if c.isprintable() or c.isspace()).split())
    return f"“{text[:30]}…”" if len(text) > 31 else f"“{text}”"


def parse_date(value: object, *, month_is_enough: bool = False, since_1904: bool = False) -> date:
    """Read a date cell; with `month_is_enough` (births) a year and month mean the first of that month.

    Raises BadCell for anything that is not one certain day.
    """
    if isinstance(value, datetime):
        return _in_range(value.date(), value)
    if isinstance(value, date):
        return _in_range(value, value)
    if isinstance(value, bool) or not isinstance(value, str | float | int):
        raise BadCell(f"{quoted(value)}不是日期", WRITE_DATE)
    if isinstance(value, str):
        return _from_text(plain(value), value, month_is_enough, since_1904)
    return _from_number(float(value), month_is_enough, since_1904)


def _from_number(number: float, month_is_enough: bool, since_1904: bool) -> date:
    """Read 20261120, 46346 (Excel's own day count) or 1990.05; anything else is refused."""
    text = shown(number)
    if text.startswith(("19", "20", "21")) and text[4:] == ".1" and month_is_enough:
        raise BadCell(f"{quoted(text)}看不出是1月还是10月", f"请写成 {text[:4]}-01 或 {text[:4]}-10")
    whole = int(number) if abs(number) < 1e9 else 0
    serial = EPOCHS[since_1904].toordinal() + whole
    if 3654 <= whole < 190_000 and serial <= LATEST.toordinal():
        return date.fromordinal(serial)
    return _from_text(text, text, month_is_enough, since_1904)


def _from_text(text: str, original: str, month_is_enough: bool, since_1904: bool) -> date:
    text = _CLOCK.sub("", _WEEKDAY.sub("", text).strip())
    text = re.sub(r"\s+", "", text).rstrip(".。")
    if text.isdecimal():
        if len(text) == 8:
            return _made(text[:4], text[4:6], text[6:], original)
        if len(text) == 6 and "190001" <= text <= "219912":
            return _month(text[:4], text[4:], original, month_is_enough)
        if len(text) == 5:
            return _from_number(float(text), month_is_enough, since_1904)
    if (match := _DATE.fullmatch(text)) and (match[2] == match[4] or match[2] + match[4] == "年月"):
        return _made(match[1], match[3], match[5], original)
    if match := _MONTH.fullmatch(text):
        return _month(match[1], match[2], original, month_is_enough)
    if text in _STILL:
        raise BadCell(f"{quoted(original)}不是日期", "请留空；必须填的，请核实后填写")
    if re.fullmatch(
        r"\d{1,2}[-/.月]\d{1,2}[日号]?|[一二三四五六七八九十]+月[一二三四五六七八九十]+[日号]?", text
    ):
        raise BadCell(f"{quoted(original)}只有月和日，缺少年份", WRITE_DATE)
    if re.fullmatch(r"\d{4}年?", text):
        raise BadCell(f"{quoted(original)}只有年份，缺少月和日", WRITE_DATE)
    if re.fullmatch(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?", text):
        raise BadCell(f"{quoted(original)}的年份不是四位数", WRITE_DATE)
    raise BadCell(f"{quoted(original)}认不出是哪一天", WRITE_DATE)


def _month(year: str, month: str, original: str, is_enough: bool) -> date:
    first = _made(year, month, "1", original)
    if not is_enough:
        raise BadCell(f"{quoted(original)}只有年和月，缺少日", "请补上是几日，例如 2026-11-20")
    return first


def _made(year: str, month: str, day: str, original: str) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        wrong = f"没有{int(month)}月{int(day)}日" if 1 <= int(month) <= 12 else f"没有{int(month)}月"
        raise BadCell(f"{quoted(original)}这一天不存在（{int(year)}年{wrong}）", "请核对日期") from None
    return _in_range(found, original)


def _in_range(found: date, original: object) -> date:
    if not EARLIEST <= found <= LATEST:
        raise BadCell(f"{quoted(original)}的年份不对", "请核对年份；没有结束日期的请留空")
    return found


def parse_time(value: object) -> time:
    """Read a time of day, to the minute: 14:30, 14：30, 14点30分, 下午2:30, or a fraction of a day."""
    if isinstance(value, datetime):
        return value.time().replace(second=0, microsecond=0)
    if isinstance(value, time):
        return _clock(value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6, value)
    if isinstance(value, timedelta):
        return _clock(value.total_seconds(), value)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return _clock(value % 1 * 86400 if 0 <= value < 200_000 and (value < 1 or value % 1) else -1, value)
    if not isinstance(value, str):
        raise BadCell(f"{quoted(value)}不是时间", WRITE_TIME)
    match = _TIME.fullmatch(re.sub(r"\s+", "", plain(value)))
    if not match:
        raise BadCell(f"{quoted(value)}认不出是几点几分", WRITE_TIME)
    hour, minute = int(match[2]), 30 if match[3] == "半" else int(match[3] or 0)
    if match[1] in ("下午", "晚上") and hour < 12:
        hour += 12
    if minute > 59 or int(match[4] or 0) > 59:
        raise BadCell(f"{quoted(value)}这个时间不存在", WRITE_TIME)
    return _clock(hour * 3600 + minute * 60, value)


def _clock(seconds: float, original: object) -> time:
    """Return the minute; half a second of rounding because Excel stores 14:30 as 0.604166…."""
    minutes = int((seconds + 0.5) // 60)
    if not 0 <= minutes < 1440:
        raise BadCell(f"{quoted(original)}不是一天里的时间", WRITE_TIME)
    return time(minutes // 60, minutes % 60)


_NUMERALS = {"一": "1", "二": "2", "三": "3", "四": "4", "上": "1", "下": "2"}
_PERIODS: Final = (
    (re.compile(r"(\d{4})年?度?"), "{0}"),
    (re.compile(r"(\d{4})年?-?(?:Q|第)?([1-4一二三四])(?:季度?)"), "{0}Q{1}"),
    (re.compile(r"(\d{4})年?-?Q([1-4])"), "{0}Q{1}"),
    (re.compile(r"(\d{4})年?-?H([12])"), "{0}H{1}"),
    (re.compile(r"(\d{4})年?(上|下)半年"), "{0}H{1}"),
    (re.compile(r"(\d{4})[-/.年](0?[1-9]|1[0-2])月?"), "{0}-{1:0>2}"),
    (re.compile(r"(\d{4})年?-?W(\d{1,2})"), "{0}-W{1:0>2}"),
    (re.compile(r"(\d{4})年?第(\d{1,2})周"), "{0}-W{1:0>2}"),
    (re.compile(r"(\d{4})年?(秋|春)(?:季)?(?:学期)?"), "{0}{1}"),
    (re.compile(r"(\d{4})年?学年度?"), "{0}学年"),
)
_SPAN = re.compile(r"(\d{4})年?[-/至](\d{4}|\d{2})年?(学年度?)?")


def parse_period(value: object, *, since_1904: bool = False) -> str:
    """Read a period and return the contract's label; a term's is the day it began, 2023-05-10.

    A cell that Excel has turned into a date keeps its day: the duty decides whether it meant the month.
    """
    if isinstance(value, float) and not 1900 <= value < 2200:
        value = parse_date(value, since_1904=since_1904)
    if isinstance(value, float) and value % 1:
        raise BadCell(f"{quoted(value)}是小数，看不出月份", "请先把单元格设成文本格式，再写成 2026-10 的样子")
    if isinstance(value, date):
        return parse_date(value).isoformat()
    if isinstance(value, bool) or not isinstance(value, str | float):
        raise BadCell(f"{quoted(value)}不是期间", WRITE_PERIOD)
    text = re.sub(r"\s+", "", plain(shown(value))).upper()
    for pattern, label in _PERIODS:
        if match := pattern.fullmatch(text):
            return label.format(*(_NUMERALS.get(part, part) for part in match.groups()))
    if match := _SPAN.fullmatch(text):
        return _span(match[1], match[2], bool(match[3]), str(value))
    try:
        return parse_date(text).isoformat()
    except BadCell:
        raise BadCell(f"{quoted(value)}认不出是哪个期间", WRITE_PERIOD) from None


def _span(first: str, last: str, is_schoolyear: bool, original: str) -> str:
    last = first[:2] + last if len(last) == 2 else last
    years = int(last) - int(first)
    if years < 1 or (is_schoolyear and years != 1):
        raise BadCell(f"{quoted(original)}的起止年份不对", WRITE_PERIOD)
    return f"{first}学年" if is_schoolyear else f"{first}-{last}"
