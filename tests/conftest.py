"""What every test run shares."""

import pytest
from hypothesis import HealthCheck, settings

# Time limits per example make slow machines fail for no fault of the code.
settings.register_profile("hongzhu", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hongzhu")

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_setup", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that reaches the database, so that `-m django_db` runs it on PostgreSQL too."""
    for item in items:
        if DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("django_db")
