"""What the laws read: our files, their syntax trees, the floor plan."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "hongzhu"

Modules = dict[str, ast.Module]  # path below src/hongzhu -> tree


@cache
def modules() -> Modules:
    """Return every module of the package except migrations."""
    paths = (path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text()) for path in sorted(paths)}


def planted(path: str, source: str) -> Modules:
    """Return one made-up module, for showing that a law can fail."""
    return {path: ast.parse(source)}


@cache
def tracked_files() -> tuple[str, ...]:
    """Return the paths git tracks and those it would: everything but what .gitignore names."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(name for name in done.stdout.splitlines() if (ROOT / name).is_file())


@cache
def pyproject() -> dict:
    """Return pyproject.toml as data."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@cache
def floors() -> dict[str, int]:
    """Return the height of each room; the ground floor is 0. The plan is import-linter's first contract."""
    layers = pyproject()["tool"]["importlinter"]["contracts"][0]["layers"]
    return {
        room.strip(): height for height, layer in enumerate(reversed(layers)) for room in layer.split("|")
    }


def place(path: str) -> tuple[str, str]:
    """Return the room and the module's name of a path such as meetings/actions.py."""
    room, _, rest = path.partition("/")
    return room.removesuffix(".py"), rest.removesuffix(".py")


def nodes(trees: Modules) -> Iterator[tuple[str, ast.AST]]:
    """Yield every node of every module with its module's path."""
    for path, tree in trees.items():
        for node in ast.walk(tree):
            yield path, node


def at(path: str, node: ast.AST, words: str) -> str:
    """Return `path:line words`, how every law reports."""
    return f"{path}:{getattr(node, 'lineno', 1)} {words}"


def demand_none(found: list[str]) -> None:
    """Fail with the list of breaches, one per line."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)
