"""Periods as people say them."""

import re
from typing import Final

NUMERALS: Final = "零一二三四"


def period_words(period: str, label: str, year: int) -> str:
    """10月份, 三季度, 2025年10月份 where the year is not the one spoken of; empty where a duty has no periods."""
    found = re.match(r"\d{4}", label)
    if not period or not found:
        return ""
    own = int(found.group())
    named = within_year(period, label)
    if not named:
        return (
            f"{label[:4]}至{label[5:]}年"
            if period == "biennium"
            else label + ("年" if period == "year" else "")
        )
    return named if own == year else f"{own}年{named}"


def within_year(period: str, label: str) -> str:
    """10月份, 三季度, 上半年: without the year; empty where the period is a year or longer."""
    match period:
        case "month":
            return f"{int(label[5:])}月份"
        case "quarter":
            return f"{NUMERALS[int(label[5:])]}季度"
        case "half":
            return "上半年" if label.endswith("1") else "下半年"
        case "week":
            return f"第{int(label[6:])}周"
        case "semester":
            return f"{label[4:]}季学期"
    return ""
