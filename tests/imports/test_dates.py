"""Dates, times and periods as people write them."""

from datetime import date, datetime, time, timedelta

import pytest

from hongzhu.imports.dates import parse_date, parse_period, parse_time
from hongzhu.imports.problems import BadCell

DAY = date(2026, 11, 20)
DATES = [
    "2026-11-20",
    "2026/11/20",
    "2026.11.20",
    "20261120",
    "2026年11月20日",
    "2026年11月20号",
    "2026年11月20",
    " 2026-11-20 ",
    "2026 年 11 月 20 日",
    "２０２６－１１－２０",
    "2026—11—20",
    "2026/11/20 0:00:00",
    "2026-11-20T14:30:00",
    "2026-11-20 14:30",
    "2026年11月20日14:30",
    "2026年11月20日（星期五）",
    "2026-11-20 周五",
    "2026.11.20.",
    "46346",
    46346.0,
    46346.6,
    20261120.0,
    DAY,
    datetime.combine(DAY, time(14, 30)),
]


@pytest.mark.parametrize("written", DATES, ids=repr)
def test_dates(written: object) -> None:
    assert parse_date(written) == DAY


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-1-5", date(2026, 1, 5)),
        ("2024.2.29", date(2024, 2, 29)),
        ("20240229", date(2024, 2, 29)),
        (27454.0, date(1975, 3, 1)),
        ("1949年10月1日", date(1949, 10, 1)),
    ],
)
def test_more_dates(written: object, day: date) -> None:
    assert parse_date(written) == day


def test_calendar_of_old_macs() -> None:
    assert parse_date(44884.0, since_1904=True) == DAY


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("2026-02-30", "这一天不存在（2026年没有2月30日）"),
        ("2025-02-29", "没有2月29日"),
        ("20261301", "没有13月"),
        (20261301.0, "没有13月"),
        ("2026年11月", "缺少日"),
        ("2026-11", "缺少日"),
        ("202611", "缺少日"),
        (2026.11, "缺少日"),
        ("2026", "只有年份"),
        (2026.0, "只有年份"),
        ("74.12.1", "年份不是四位数"),
        ("11/20/2026", "认不出是哪一天"),
        ("2026-11.20", "认不出是哪一天"),
        ("去年", "认不出是哪一天"),
        ("9999-12-31", "年份不对"),
        (date(9999, 12, 31), "年份不对"),
        (12.0, "认不出"),
        (-5.0, "认不出"),
        (float("inf"), "认不出"),
        (float("nan"), "认不出"),
        (1e300, "认不出"),
        (True, "不是日期"),
        (time(8, 30), "不是日期"),
        (timedelta(hours=30), "不是日期"),
        ("2026-11-20" + " " * 100 + "x", "太长"),
        ("T" * 30_000, "太长"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_refused_dates(written: object, message: str) -> None:
    with pytest.raises(BadCell) as caught:
        parse_date(written)
    assert message in caught.value.message
    assert caught.value.remedy.startswith("请")
    assert len(caught.value.message) < 90


@pytest.mark.parametrize(
    "written", ["1990.05", "1990年5月", "1990-05", "199005", "1990/5", 1990.05, "1990.5"]
)
def test_birth_without_day_is_the_first_of_the_month(written: object) -> None:
    assert parse_date(written, month_is_enough=True) == date(1990, 5, 1)


def test_birth_as_a_number_that_lost_its_zero() -> None:
    assert parse_date(1990.11, month_is_enough=True) == date(1990, 11, 1)
    with pytest.raises(BadCell, match="1月还是10月"):
        parse_date(1990.1, month_is_enough=True)
    with pytest.raises(BadCell, match="只有年份"):
        parse_date("1990", month_is_enough=True)


AFTERNOON = time(14, 30)
TIMES = [
    "14:30",
    "14：30",
    "14:30:00",
    "14点30分",
    "14时30分",
    "14点半",
    "下午2:30",
    "下午2点半",
    " 14 : 30 ",
    AFTERNOON,
    time(14, 29, 59, 999_900),
    datetime.combine(DAY, AFTERNOON),
    timedelta(hours=14, minutes=30),
    14.5 / 24,
    46346 + 14.5 / 24,
]


@pytest.mark.parametrize("written", TIMES, ids=repr)
def test_times(written: object) -> None:
    assert parse_time(written) == time(14, 30)


@pytest.mark.parametrize("written", ["上午8点", "8:00", 8 / 24])
def test_full_hours(written: object) -> None:
    assert parse_time(written) == time(8, 0)


@pytest.mark.parametrize(
    "written", ["25:00", "24:00", "14:60", "14", "下午", 14.0, -0.5, True, DAY, 1e18, float("nan")]
)
def test_refused_times(written: object) -> None:
    with pytest.raises(BadCell):
        parse_time(written)


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("2026", "2026"),
        (2026.0, "2026"),
        ("2026年", "2026"),
        ("2026年度", "2026"),
        ("2026Q3", "2026Q3"),
        ("2026 q3", "2026Q3"),
        ("2026年第3季度", "2026Q3"),
        ("2026年三季度", "2026Q3"),
        ("2026-10", "2026-10"),
        ("2026-3", "2026-03"),
        ("2026年10月", "2026-10"),
        ("2026H2", "2026H2"),
        ("2026年上半年", "2026H1"),
        ("2026-W47", "2026-W47"),
        ("2026年第7周", "2026-W07"),
        ("2026秋", "2026秋"),
        ("2026年春季学期", "2026春"),
        ("2026学年", "2026学年"),
        ("2026-2027学年", "2026学年"),
        ("2026/27学年度", "2026学年"),
        ("2025-2026", "2025-2026"),
        ("2025—2026年", "2025-2026"),
        ("2023-05-10", "2023-05-10"),
        ("2023年5月10日", "2023-05-10"),
        (date(2026, 10, 1), "2026-10-01"),
        (46296.0, "2026-10-01"),
    ],
)
def test_periods(written: object, label: str) -> None:
    assert parse_period(written) == label


@pytest.mark.parametrize(
    "written", ["下学期", "2026Q5", "2026-13", "2026-2025", "2026-2028学年", 2026.1, True, 5.0]
)
def test_refused_periods(written: object) -> None:
    with pytest.raises(BadCell):
        parse_period(written)
