"""Days and the cells of a year as people say them."""

import re
from datetime import date, timedelta
from typing import Final

from hongzhu.policy.days import to_date
from hongzhu.policy.period_words import within_year

A_YEAR: Final = 365
JUST_BEHIND: Final = timedelta(days=90)
OPERATIVE: Final = re.compile(r"(每|一般|原则上|至少|不少于|必须|应|要|定期|及时|按期|可).*")
"""from where on a quotation says how often or how binding"""


def cell_words(period: str, label: str) -> str:
    """10月, 三季度, 47周: the head of a cell of the year."""
    words = within_year(period, label) or label
    return words.removesuffix("份").removeprefix("第")


def operative(quote: str, most: int = 0) -> str:
    """The part of a quotation that says how often: 一般每月召开1次; cut after `most` characters."""
    found = OPERATIVE.search(quote)
    words = found.group() if found else quote
    return words if not most or len(words) <= most else words[: most - 1] + "…"


def short_day(day: int) -> str:
    """11月20日."""
    value = to_date(day)
    return f"{value.month}月{value.day}日"


def day_words(day: int, today: date) -> str:
    """11月20日, with the year where it is another one."""
    value = to_date(day)
    return short_day(day) if value.year == today.year else f"{value.year}年{short_day(day)}"


def left_words(due: int, day: int) -> str:
    """还有 10 天, 今天到期."""
    return f"还有 {due - day} 天" if due > day else "今天到期"


def late_words(overdue: int, day: int) -> str:
    """过期 13 天; after a year the days no longer tell anything."""
    days = day - overdue + 1
    return f"过期 {days} 天" if days <= A_YEAR else f"过期 {days // A_YEAR} 年多"


def first_of_year(on: date) -> date:
    """From when on the desk counts: the year's first day, and last year's while its deadlines are just behind us."""
    return date((on - JUST_BEHIND).year, 1, 1)
