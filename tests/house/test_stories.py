"""Every numbered task of docs/stories has its test, and every test its task; every page stands in the list."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.reading import demand_none

ROOT = Path(__file__).resolve().parents[2]
PAGES, TESTS = ROOT / "docs" / "stories", ROOT / "tests" / "stories"
TASK = re.compile(r"^## (\S+)", re.MULTILINE)
NUMBERED = re.compile(r"test_(\d+)_\w+")


def untold(pages: dict[str, str], tests: dict[str, str], index: str) -> list[str]:
    """Find tasks without a test, tests without a task, numbers left out, pages that nobody is led to."""
    found = []
    for role, text in pages.items():
        tasks, told = TASK.findall(text), _numbers(tests.get(role, ""))
        if tasks != [str(number) for number in range(1, len(tasks) + 1)] or not tasks:
            found.append(f"{role}.md: tasks are numbered {' '.join(tasks) or 'not at all'}")
        found += [f"{role}.md: no test of task {number}" for number in tasks if number not in told]
        found += [f"test_{role}.py: no task {number}" for number in told if number not in tasks]
        found += [f"test_{role}.py: task {number} twice" for number in set(told) if told.count(number) > 1]
        if f"({role}.md)" not in index:
            found.append(f"README.md does not lead to {role}.md")
    return found


def _numbers(source: str) -> list[str]:
    names = [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    return [match.group(1) for name in names if (match := NUMBERED.fullmatch(name))]


def test_every_task_has_its_test() -> None:
    pages = {path.stem: path.read_text() for path in PAGES.glob("*.md") if path.stem != "README"}
    tests = {path.stem.removeprefix("test_"): path.read_text() for path in TESTS.glob("test_*.py")}
    assert len(pages) >= 9
    demand_none(untold(pages, tests, (PAGES / "README.md").read_text()))


@pytest.mark.parametrize(
    ("page", "test", "index", "fault"),
    [
        ("## 1 看\n## 2 记\n", "def test_1_see(): ...", "(x.md)", "no test of task 2"),
        ("## 1 看\n", "def test_1_see(): ...\ndef test_2_record(): ...", "(x.md)", "no task 2"),
        ("## 1 看\n## 3 记\n", "def test_1_see(): ...\ndef test_3_r(): ...", "(x.md)", "numbered 1 3"),
        ("## 1 看\n", "def test_1_see(): ...\ndef test_1_look(): ...", "(x.md)", "task 1 twice"),
        ("## 看\n", "", "(x.md)", "numbered 看"),
        ("没有编号", "", "(x.md)", "not at all"),
        ("## 1 看\n", "def test_1_see(): ...", "", "does not lead to x.md"),
    ],
)
def test_what_is_missing_is_found(page: str, test: str, index: str, fault: str) -> None:
    assert any(fault in each for each in untold({"x": page}, {"x": test}, index))
