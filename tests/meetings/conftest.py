"""The moment of every page, where a test signs in."""

from datetime import datetime

import pytest
from django.utils import timezone

from tests.makers import NOW


class Clock:
    """What views and middleware read."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made
