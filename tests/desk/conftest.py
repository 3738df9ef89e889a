"""The desk's clock stands still."""

import pytest

from hongzhu.desk import views
from tests.desk.districts import TODAY


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views.timezone, "localdate", lambda: TODAY)
