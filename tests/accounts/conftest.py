"""A clock that stands still until it is set, and a client that looks at every page."""

from datetime import datetime

import pytest

from hongzhu.accounts import middleware
from hongzhu.accounts.views import own_account, signing_in, users
from tests.accounts.makers import NOW
from tests.client import StrictClient


class Clock:
    """What every view and the middleware read."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    for module in (middleware, signing_in, own_account, users):
        monkeypatch.setattr(module.timezone, "now", made)
    return made


@pytest.fixture
def client() -> StrictClient:
    return StrictClient()
