"""The moment of every page, where a test signs in."""

import pytest
from django.utils import timezone

from tests.meetings.conftest import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made
