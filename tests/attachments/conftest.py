"""A branch that records, and a shelf of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hongzhu.attachments.shelf import Shelf
from tests.client import StrictClient
from tests.meetings.conftest import Clock, clock
from tests.meetings.desks import enter, make_account, make_desk, make_last

__all__ = ["clock"]


@pytest.fixture
def shelf(tmp_path: Path, settings: Any) -> Shelf:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return Shelf(settings.UPLOADS_DIR)


@pytest.fixture
def desk(db: None, shelf: Shelf, clock: Clock) -> Iterator[StrictClient]:
    """The secretary of D1 has signed in; M1 is an assembly of his."""
    make_desk()
    make_last()
    make_account()
    return enter()
