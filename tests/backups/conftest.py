"""Installations of the database that is tested, and one small district to begin with."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.installations import Installation
from tests.upgrade.make import KEY

Make = Callable[..., Installation]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Return what makes installations: on the tested database, or with server="" on SQLite."""
    made: list[Installation] = []

    def one(name: str, server: str = os.environ.get("DATABASE_URL", "")) -> Installation:
        data = tmp_path / name
        data.mkdir()
        shutil.copy(KEY, data / "secret-key")
        made.append(Installation(data, server))
        return made[-1]

    yield one
    for each in made:
        each.close()


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of three fictional schools, made by this release."""
    place = tmp_path_factory.mktemp("district")
    (place / "data").mkdir()
    shutil.copy(KEY, place / "data" / "secret-key")
    installation = Installation(place / "data")
    installation.run("demo", "--schools", "3", "--from", "2026-09-01", "--on", "2026-11-22")
    installation.run("backup", str(place / "district.zip"))
    return place / "district.zip"
