"""What the importer says: every problem ends in advice that begins with 请."""

import ast
from pathlib import Path

import hongzhu.imports
from hongzhu.imports.problems import Problem, Report, column_letters

SOURCES = sorted(Path(hongzhu.imports.__path__[0]).glob("*.py"))
RAISERS = {"BadCell", "Unreadable"}


def test_every_remedy_asks_politely() -> None:
    blunt = []
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISERS:
                remedy = node.args[-1]
                first = remedy.values[0] if isinstance(remedy, ast.JoinedStr) else remedy
                if isinstance(first, ast.Constant) and not first.value.startswith("请"):
                    blunt.append(f"{path.name}:{node.lineno} {first.value}")
    assert not blunt


def test_problems_are_printed_in_reading_order() -> None:
    report = Report()
    for sheet, cell in (
        ("乙", "A3"),
        ("甲", "AA2"),
        ("甲", "B2"),
        ("甲", "A10"),
        ("", ""),
        ("甲", ""),
        ("甲", "1"),
    ):
        report.add(sheet, cell, "不对", "请改")
    assert [str(each) for each in report.in_reading_order(["甲", "乙"])] == [
        "不对；请改",
        "甲：不对；请改",
        "甲!1 不对；请改",
        "甲!B2 不对；请改",
        "甲!AA2 不对；请改",
        "甲!A10 不对；请改",
        "乙!A3 不对；请改",
    ]


def test_one_problem() -> None:
    assert str(Problem("人员", "C12", "没有填姓名", "请补上")) == "人员!C12 没有填姓名；请补上"


def test_column_letters() -> None:
    assert [column_letters(index) for index in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
