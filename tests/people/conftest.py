"""The moment of every page, where a test signs in."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from tests.client import StrictClient
from tests.meetings.conftest import Clock
from tests.meetings.desks import enter, make_account, make_desk


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made


@pytest.fixture
def desk(clock: Clock) -> Iterator[StrictClient]:
    """A branch of eighteen members, and its secretary signed in."""
    make_desk()
    make_account()
    return enter()
