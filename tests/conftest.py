"""What every test run shares."""

import gc
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.conf import settings as installation
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from hongzhu.accounts.passwords import Argon2
from hongzhu.ledger.recomputing import recompute
from hongzhu.policy.days import to_day
from tests.browser.chromium import browser as browser
from tests.guards import lifted
from tests.makers import NOW, as_installed

# Time limits per example make slow machines fail for no fault of the code.
settings.register_profile("hongzhu", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hongzhu")

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_setup", "live_server"}
BROWSER = Path(__file__).with_name("browser")
LONG = (
    "backups/",
    "upgrade/",
    "torture/",
    "access/",
    "ledger/test_parity",
    "ledger/test_oracle",
    "browser/",
    "stories/",
    "demo/",
    "audit/test_tampering",
)
"""files that take longest: the workers of a whole run begin with them, so that none is left alone with one at the end"""


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Mark every test that reaches the database, so that `-m django_db` runs it on PostgreSQL too.

    What is marked `once` is left out there: what it shows cannot depend on the database. So is layout. That every page
    answers there, too, the walk shows (tests/access).
    """
    for item in items:
        if DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("django_db")
        if BROWSER in item.path.parents:
            item.add_marker("once")
    if connection.vendor != "sqlite":
        left_out = [item for item in items if item.get_closest_marker("once")]
        items[:] = [item for item in items if not item.get_closest_marker("once")]
        config.hook.pytest_deselected(items=left_out)
    yield
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: not any(f"tests/{each}" in item.nodeid for each in LONG))


def pytest_collection_finish() -> None:
    """Garbage is collected seldom: looking for it costs more the more there is that is none."""
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Empty tables, but for the pack in force: compiled into the database once, not again by each test's first posting.

    Tests with transactions of their own end in emptied tables; the audit trail's triggers would refuse.
    """
    flush = BaseDatabaseOperations.execute_sql_flush

    def past_the_guards(self: BaseDatabaseOperations, sql_list: Sequence[str]) -> None:
        with lifted():
            flush(self, sql_list)
        put_in_force()

    with django_db_blocker.unblock():
        put_in_force()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", past_the_guards)
        yield


@pytest.fixture(scope="session", autouse=True)
def _own_uploads(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What tests send lies in a folder of this run."""
    installation.UPLOADS_DIR = tmp_path_factory.mktemp("uploads")


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Same algorithm, a small part of the price; `accounts/test_passwords` looks at the real one."""
    monkeypatch.setattr(Argon2, "memory_cost", 64)
    monkeypatch.setattr(Argon2, "time_cost", 1)


@pytest.fixture
def newly_installed(db: None) -> None:
    """As before anything was ever said."""
    as_installed()


def put_in_force() -> None:
    recompute(now=NOW, today=to_day(NOW.date()))
