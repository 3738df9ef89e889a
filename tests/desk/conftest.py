"""The desk's clock stands still."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from tests.client import StrictClient
from tests.desk.districts import TODAY
from tests.desk.readers import overseer

localdate = timezone.localdate


def stopped(value: datetime | None = None, zone: object = None) -> date:
    """TODAY where the clock would be read; an instant is still turned into its day."""
    return TODAY if value is None else localdate(value, zone)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", stopped)


@pytest.fixture
def client(db: None) -> StrictClient:
    """Signed in, with everything in reach."""
    made = StrictClient()
    overseer(made)
    return made
