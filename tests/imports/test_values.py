"""Codes, lists, yes and no, numbers, names."""

from datetime import date
from typing import Any

import pytest

from hongzhu.imports.problems import BadCell
from hongzhu.imports.values import reader_of
from tests.imports.books import parsed, person, sheet, table


def read(title: str, field: str, value: object) -> Any:
    return reader_of(sheet(title).column(field), since_1904=False)(value)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (1.0, "1"),
        ("0012", "0012"),
        (" S001 ", "S001"),
        ("Ｓ００１", "S001"),
        ("'0012", "0012"),
        (220502001001.0, "220502001001"),
        ("1.0", "1.0"),
        (1.5, "1.5"),
        ("S\u200b1", "S1"),
    ],
)
def test_codes(written: object, code: str) -> None:
    assert read("学校", "code", written) == code


@pytest.mark.parametrize("written", ["S 1", "S1、S2", 1e16, True, date(2026, 1, 1), "x" * 41])
def test_refused_codes(written: object) -> None:
    with pytest.raises(BadCell):
        read("学校", "code", written)


@pytest.mark.parametrize(
    "written",
    ["P1、P2", "P1，P2", "P1,P2", "P1；P2", "P1;P2", "P1 P2", "P1\nP2", " P1、 P2、", "P1、P2、P1", "P1　P2"],
)
def test_lists(written: str) -> None:
    assert read("会议", "on_leave", written) == ("P1", "P2")
    assert read("会议", "present", written) == ("P1", "P2")


def test_one_number_is_a_list_of_one() -> None:
    assert read("会议", "absent", 12.0) == ("12",)


@pytest.mark.parametrize("written", ["全体", " 全体 ", "全体党员", "全员"])
def test_everyone(written: str) -> None:
    assert read("会议", "present", written) == "全体"


def test_everyone_and_someone() -> None:
    with pytest.raises(BadCell, match="写在了一起"):
        read("会议", "present", "全体、P1")


@pytest.mark.parametrize("written", ["是", "√", "yes", "Y", "1", 1.0, True, "✓", "有", " 是 "])
def test_yes(written: object) -> None:
    assert read("学校", "is_large", written) is True


@pytest.mark.parametrize("written", ["否", "×", "no", "N", "0", 0.0, False, "x", "无", "（否）"])
def test_no(written: object) -> None:
    assert read("学校", "is_large", written) is False


@pytest.mark.parametrize("written", ["大概", 2.0, date(2026, 1, 1)])
def test_neither(written: object) -> None:
    with pytest.raises(BadCell):
        read("学校", "is_large", written)


@pytest.mark.parametrize(
    ("written", "tenths"),
    [
        (8.5, 85),
        ("8.5", 85),
        ("8.5学时", 85),
        (8.0, 80),
        ("16", 160),
        (0.1 + 0.2, 3),
        (0.0, 0),
        ("８．５", 85),
        ("8.50", 85),
    ],
)
def test_hours(written: object, tenths: int) -> None:
    assert read("培训", "hours", written) == tenths


@pytest.mark.parametrize(
    "written", [8.25, "8.25", -1.0, "一天", "8-9", True, 1001.0, "NaN", float("inf"), date(2026, 1, 1)]
)
def test_refused_hours(written: object) -> None:
    with pytest.raises(BadCell):
        read("培训", "hours", written)


def test_whole_numbers() -> None:
    assert read("学校", "pupils", "1,286人") == 1286
    assert read("学校", "pupils", 486.0) == 486
    assert read("换届", "months", "36个月") == 36
    for written in ("36.5", -3.0, 0.0):
        with pytest.raises(BadCell):
            read("换届", "months", written)


def test_degrees() -> None:
    assert read("学校", "longitude", "126.56°") == 126.56
    with pytest.raises(BadCell):
        read("学校", "latitude", 126.56)


def test_names_lose_the_spaces_that_align_them() -> None:
    assert read("人员", "name", "罗　勇") == "罗勇"
    assert read("人员", "name", " 罗 勇\u200b") == "罗勇"
    assert read("人员", "name", "阿依古丽·买买提") == "阿依古丽·买买提"
    assert read("人员", "name", "Anna Lee") == "Anna Lee"
    assert read("人员", "name", "𠮷 喆") == "𠮷喆"


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("支部党员大会", ("meeting.assembly",)),
        ("支部党员大会、党课", ("meeting.assembly", "meeting.lecture")),
        ("党员大会+党课", ("meeting.assembly", "meeting.lecture")),
        (" 支委会 ", ("meeting.committee",)),
    ],
)
def test_kinds_of_meeting(written: str, kinds: tuple[str, ...]) -> None:
    assert read("会议", "kinds", written) == kinds


def test_refused_choice_lists_the_choices() -> None:
    with pytest.raises(BadCell) as caught:
        read("人员", "sex", "未知")
    assert caught.value.remedy == "请填：男、女"


def test_texts() -> None:
    assert read("会议", "agenda", " 一、学习\r\n二、讨论 ") == "一、学习\n二、讨论"
    assert read("学校", "name", "春晖\n小学") == "春晖 小学"
    assert read("人员", "phone", 13800000000.0) == "13800000000"
    assert read("会议", "agenda", "a\x07b\ufeff") == "ab"


@pytest.mark.parametrize("written", ["/", "——", "无", "  ", "　", "\u200b", "-", "N/A"])
def test_cells_that_say_nothing(written: str) -> None:
    found, report = parsed("人员", table(person(离岗日期=written, 党组织代码=written)))
    assert not report.problems
    assert found.lines[0].values["left_on"] is None
    assert found.lines[0].values["org"] is None


def test_rows_with_nothing_in_known_columns_are_no_rows() -> None:
    rows = table(person(序号="1"))
    found, report = parsed("人员", [*rows, [None] * 4 + ["2"], [], [None] * 4 + ["3"]])
    assert len(found.lines) == 1
    assert not report.problems


def test_every_bad_cell_of_every_row_is_reported() -> None:
    rows = table(
        person("P1", 到岗日期="2026年2月30日", 性别="？"),
        person("", 姓名=None, 性别="男"),
        person("P3", 性别="女"),
    )
    found, report = parsed("人员", rows)
    assert [str(problem) for problem in report.problems] == [
        "人员!D2 “2026年2月30日”这一天不存在（2026年没有2月30日）；请核对日期",
        "人员!E2 “？”不在可选范围内；请填：男、女",
        "人员!A3 没有填人员编号；请补上，或删掉这一行",
        "人员!B3 没有填姓名；请补上，或删掉这一行",
    ]
    assert [line.is_bad for line in found.lines] == [True, True, False]
