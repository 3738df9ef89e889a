"""Dates as people write them in a form, and as we write them back."""

import re
import unicodedata
from datetime import date, datetime
from typing import Final

from django.utils import timezone

EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2199
WEEKDAYS: Final = "一二三四五六日"
HOW: Final = "请写成 2026-11-20 或 11.20 的样子"

# What an input method puts for a dot or a dash.
_MARKS = str.maketrans({**dict.fromkeys("。·,、", "."), **dict.fromkeys("‐‑‒–—―−~", "-")})
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?$")
_FULL = re.compile(r"(\d{4})[-/.年 ](\d{1,2})[-/.月 ](\d{1,2})[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SHORT = re.compile(r"(\d{1,2})[-/.月 ](\d{1,2})[日号]?")


def parse_date(text: str, today: date, *, is_ahead: bool = False) -> date:
    """Read a date; without a year it is the most recent one that is not after *today*, or the next that is not before.

    Raises ValueError, in words for the writer, for anything that is not one certain day.
    """
    plain = unicodedata.normalize("NFKC", text[:60]).translate(_MARKS)
    plain = _WEEKDAY.sub("", plain.strip()).strip()
    plain = re.sub(r"\s*([-/.年月])\s*", r"\1", re.sub(r"\s+", " ", plain)).rstrip(".").replace(" 日", "日")
    if not plain:
        raise ValueError("请填日期")
    if found := _FULL.fullmatch(plain) or _COMPACT.fullmatch(plain):
        year, month, day = map(int, found.groups())
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            raise ValueError(f"年份写的是{year}年，请核对")
        return _made(year, month, day)
    if found := _SHORT.fullmatch(plain):
        month, day = map(int, found.groups())
        return _nearest(month, day, today, is_ahead=is_ahead)
    raise ValueError(f"“{_shortened(text)}”看不出是哪一天，{HOW}")


def date_words(day: date) -> str:
    """2026年11月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_words(day: date) -> str:
    """2026年11月20日 星期五."""
    return f"{date_words(day)} 星期{WEEKDAYS[day.weekday()]}"


def short_date(day: date) -> str:
    """11月20日."""
    return f"{day.month}月{day.day}日"


def moment(at: datetime) -> str:
    """2026-11-20 15:42, on the clock of the installation."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _made(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"没有{year}年{month}月{day}日这一天，请核对") from None


def _nearest(month: int, day: int, today: date, *, is_ahead: bool) -> date:
    """Return the last such day up to today, or the next from today on; 29 February may lie eight years away."""
    step = 1 if is_ahead else -1
    for year in range(today.year, today.year + 9 * step, step):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if (found - today).days * step >= 0:
            return found
    raise ValueError(f"没有{month}月{day}日这一天，请核对")


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 20 else f"{line[:20]}…"
