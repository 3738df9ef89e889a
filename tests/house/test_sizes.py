"""A file fits a reader's head, a function fits a screen."""

import ast

from tests.house.reading import ROOT, Modules, at, demand_none, modules, nodes, planted, tracked_files

MAX_FILE = 600
MAX_FUNCTION = 50


def long_files(lengths: dict[str, int]) -> list[str]:
    """Find files with too many lines."""
    return [f"{name} {length} lines" for name, length in lengths.items() if length > MAX_FILE]


def long_functions(trees: Modules) -> list[str]:
    """Find functions with too many lines, docstring included."""
    found = []
    for path, node in nodes(trees):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION:
                found.append(at(path, node, f"{node.name} {length} lines"))
    return found


def test_files_are_short() -> None:
    names = [name for name in tracked_files() if name.endswith(".py") and "/migrations/" not in name]
    demand_none(long_files({name: len((ROOT / name).read_text().splitlines()) for name in names}))


def test_a_long_file_is_found() -> None:
    assert long_files({"a.py": MAX_FILE + 1, "b.py": MAX_FILE}) == [f"a.py {MAX_FILE + 1} lines"]


def test_functions_are_short() -> None:
    demand_none(long_functions(modules()))


def test_a_long_function_is_found() -> None:
    body = "    x = 1\n"
    assert long_functions(planted("a.py", "def f():\n" + body * MAX_FUNCTION))
    assert not long_functions(planted("a.py", "def f():\n" + body * (MAX_FUNCTION - 1)))
