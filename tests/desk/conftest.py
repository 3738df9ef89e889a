"""The desk's clock stands still."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from tests.client import StrictClient
from tests.desk.districts import TODAY, make_district
from tests.desk.readers import oversee, overseer
from tests.makers import NOW

localdate = timezone.localdate
AT_PRESENT = NOW.replace(year=TODAY.year, month=TODAY.month, day=TODAY.day)
"""an instant of TODAY"""


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


@pytest.fixture
def bureau(db: None, monkeypatch: pytest.MonkeyPatch) -> StrictClient:
    """Whoever speaks for the district."""
    monkeypatch.setattr(timezone, "now", lambda: AT_PRESENT)
    make_district(2, people=7)
    client = StrictClient()
    overseer(client)
    oversee()
    return client
