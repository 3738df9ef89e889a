"""The import contracts of pyproject.toml find what they are meant to find, on a toy house with our floors."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.reading import ROOT, floors

ROOM_MODULES = ("urls", "views", "forms", "actions", "facts", "access", "models")


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with our pyproject.toml and an empty package of the same floors."""
    home = tmp_path_factory.mktemp("toy")
    shutil.copy(ROOT / "pyproject.toml", home)
    for room in floors():
        folder = home / "hongzhu" / room
        folder.mkdir(parents=True)
        for name in ("__init__", *ROOM_MODULES):
            (folder / f"{name}.py").touch()
    for name in ("__init__", "settings"):
        (home / "hongzhu" / f"{name}.py").touch()
    return home


def lint(home: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, "--no-logo", "--no-cache"], cwd=home, capture_output=True, text=True)


def test_the_toy_house_is_lawful(toy: Path) -> None:
    done = lint(toy)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("ledger/models.py", "import hongzhu.meetings.models"),
        ("training/actions.py", "import hongzhu.study.actions"),
        ("policy/models.py", "import django"),
        ("meetings/actions.py", "import hongzhu.meetings.views"),
        ("people/models.py", "import hongzhu.people.actions"),
        ("undeclared/__init__.py", ""),
    ],
)
def test_a_planted_import_is_found(toy: Path, module: str, line: str) -> None:
    path = toy / "hongzhu" / module
    is_new = not path.parent.exists()
    path.parent.mkdir(exist_ok=True)
    path.write_text(line)
    try:
        done = lint(toy)
        assert done.returncode == 1
        assert "BROKEN" in done.stdout
    finally:
        if is_new:
            shutil.rmtree(path.parent)
        else:
            path.write_text("")
