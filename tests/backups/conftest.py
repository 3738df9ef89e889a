"""Installations of the database that is tested, and one small district to begin with."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.installations import Installation
from tests.upgrade.make import KEY

Make = Callable[..., Installation]
TESTED = os.environ.get("DATABASE_URL", "")


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Return what makes installations: on the tested database, or with server="" on SQLite; empty, or `like` another."""
    made: list[Installation] = []

    def one(name: str, server: str = TESTED, like: Installation | None = None) -> Installation:
        data = tmp_path / name
        data.mkdir()
        shutil.copy(KEY, data / "secret-key")
        made.append(Installation(data, server, like))
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


@pytest.fixture(scope="session")
def settled(district: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The district restored on the tested database; for copies: nobody works in it."""
    data = tmp_path_factory.mktemp("settled")
    shutil.copy(KEY, data / "secret-key")
    installation = Installation(data, TESTED)
    installation.run("restore", str(district))
    yield installation
    installation.close()
