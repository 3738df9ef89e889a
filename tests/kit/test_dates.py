"""Every usual way of writing a date means one day; anything else is refused in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongzhu.kit.dates import date_words, day_words, parse_date, short_date

TODAY = date(2026, 11, 22)
DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20",
        "2026.11.20",
        "2026/11/20",
        "20261120",
        "2026年11月20日",
        "2026年11月20号",
        "2026 年 11 月 20 日",
        "2026 11 20",
        "２０２６．１１．２０",
        "2026。11。20",
        "2026年11月20日 星期五",
        "2026-11-20（周五）",
        " 2026—11—20 ",
        "11.20",
        "11月20日",
        "11-20",
        "11/20",
        "11。20",
        "11 月 20 日",
        "11月20号 星期五",
        "11.20.",
    ],
)
def test_usual_ways_of_writing(text: str) -> None:
    assert parse_date(text, TODAY) == DAY


@pytest.mark.parametrize(
    ("text", "today", "found"),
    [
        ("11.22", TODAY, date(2026, 11, 22)),
        ("11.23", TODAY, date(2025, 11, 23)),
        ("12.31", date(2026, 1, 1), date(2025, 12, 31)),
        ("2.29", TODAY, date(2024, 2, 29)),
        ("2.29", date(2104, 2, 28), date(2096, 2, 29)),
    ],
)
def test_without_a_year_it_is_the_last_one(text: str, today: date, found: date) -> None:
    assert parse_date(text, today) == found


@pytest.mark.parametrize(
    ("text", "today", "found"),
    [
        ("11.22", TODAY, date(2026, 11, 22)),
        ("11.21", TODAY, date(2027, 11, 21)),
        ("1.31", date(2026, 12, 31), date(2027, 1, 31)),
        ("2.29", TODAY, date(2028, 2, 29)),
        ("2026.11.1", TODAY, date(2026, 11, 1)),
    ],
)
def test_without_a_year_a_date_ahead_is_the_next_one(text: str, today: date, found: date) -> None:
    assert parse_date(text, today, is_ahead=True) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "请填日期"),
        ("  。 ", "请填日期"),
        ("昨天", "“昨天”看不出是哪一天，请写成 2026-11-20 或 11.20 的样子"),
        ("2026-11", "看不出是哪一天"),
        ("1120", "看不出是哪一天"),
        ("2026-02-30", "没有2026年2月30日这一天"),
        ("13.1", "没有13月1日这一天"),
        ("2.30", "没有2月30日这一天"),
        ("0026-11-20", "年份写的是26年"),
        ("3026.11.20", "年份写的是3026年"),
        ("2026-11-20 至 2026-11-22", "看不出是哪一天"),
        ("9" * 4000, "看不出是哪一天"),
    ],
)
def test_what_is_no_certain_day_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_date(text, TODAY)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.dates(date(1910, 1, 1), date(2199, 12, 31)))
def test_what_we_write_we_read(day: date, today: date) -> None:
    for text in (day.isoformat(), date_words(day), day_words(day), f"{day:%Y%m%d}"):
        assert parse_date(text, today) == day
    if (day.month, day.day) != (2, 29):
        last = parse_date(short_date(day), today)
        assert (last.month, last.day) == (day.month, day.day)
        assert 0 <= (today - last).days <= 366


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    words = ""
    try:
        parse_date(text, TODAY)
    except ValueError as bad:
        words = str(bad)
    assert words.startswith(("请填", "年份", "没有", "“")) or not words
