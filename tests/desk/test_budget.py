"""What a home may cost in all, who asks included: no more than the budget, once the offices of the reader are known."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.accounts.models import User
from hongzhu.ledger import keeping
from tests.access.walking import client_of
from tests.access.world import READERS, make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
BUDGET = 12
HOMES = [(reader, "/") for reader in READERS if reader not in ("nobody", "expired", "leaver")]
OTHERS = [
    ("bureau", "/district"),
    ("township", "/district"),
    ("secretary", "/meetings"),
    ("member", "/policy/settings"),
]


@pytest.fixture
def users(transactional_db: None) -> Iterator[dict[str, User]]:
    keeping.forget()
    yield make_world(datetime.now(UTC))
    keeping.forget()


def test_a_page_asks_no_more_than_the_budget_allows(users: dict[str, User]) -> None:
    found = {}
    for reader, address in HOMES + OTHERS:
        client = client_of(reader, users)
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        found[reader, address] = len(asked)
    assert {each: number for each, number in found.items() if number > BUDGET} == {}
    assert min(found.values()) > 0
