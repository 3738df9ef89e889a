"""Every address, as every kind of reader, at everything: what may not be seen is not there, and no body tells of it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django.plugin import DjangoDbBlocker

from hongzhu.accounts.models import User
from hongzhu.house import PAGES, PERMISSIONS
from hongzhu.ledger import keeping
from tests.access.lines import asking
from tests.access.walking import (
    EVERYONE,
    SOME,
    Case,
    Walker,
    addresses,
    client_of,
    consoles,
    reading,
    writing,
)
from tests.access.world import DUTIES, MORE, make_world
from tests.digests import digest_of_everything

READERS = EVERYONE if connection.vendor == "sqlite" else SOME
OWN_SESSION = {"accounts_session", "sqlite_sequence"}


@pytest.fixture(scope="module")
def users(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, User]]:
    """The world, made once; every test reads it, and what it writes is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(datetime.now(UTC))
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _undone(users: dict[str, User], django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def walker(users: dict[str, User]) -> Walker:
    return Walker(users)


@pytest.fixture
def as_in_use(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Offices and the like are kept between requests, as they are outside of a test's transaction."""
    outside = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr(keeping, "connection", outside)
    keeping.forget()
    yield
    keeping.forget()


def wrong_with(walker: Walker, cases: Iterable[Case]) -> list[str]:
    return [each for case in cases for each in walker.deviations(case)]


def names(resolver: URLResolver | None = None) -> Iterator[str]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from names(each)
        elif isinstance(each, URLPattern):
            yield str(each.name)


def changed_since(before: dict[str, str]) -> set[str]:
    return {name for name, digest in digest_of_everything().items() if before[name] != digest}


def test_every_address_says_who_may_have_it() -> None:
    assert set(names()) == set(PAGES)
    for rule in PAGES.values():
        resource, _, action = rule.partition(":")
        known = rule in ("open", "signed-in") or (resource == "duty" and action in DUTIES)
        assert known or any(action in actions for actions in PERMISSIONS[resource].values()), rule


@pytest.mark.usefixtures("as_in_use")
@pytest.mark.parametrize("reader", READERS)
def test_what_may_not_be_seen_is_not_there_and_no_page_tells_of_it(reader: str, walker: Walker) -> None:
    """Status and body of every address; and reading changes nothing."""
    before = digest_of_everything()
    assert wrong_with(walker, reading(reader)) == []
    assert walker.seen or reader in ("public", "nobody", "expired", "leaver", *DUTIES), (
        "a walk that sees nothing proves nothing"
    )
    assert changed_since(before) <= OWN_SESSION


@pytest.mark.once
@pytest.mark.usefixtures("as_in_use")
@pytest.mark.parametrize("reader", READERS)
def test_no_other_method_opens_a_door(reader: str, walker: Walker) -> None:
    """Nobody without the right writes anything."""
    before = digest_of_everything()
    assert wrong_with(walker, writing(reader)) == []
    assert changed_since(before) <= OWN_SESSION


@pytest.mark.usefixtures("as_in_use")
@pytest.mark.parametrize("reader", READERS)
def test_consoles_are_for_those_whose_they_are(reader: str, walker: Walker) -> None:
    assert wrong_with(walker, consoles(reader)) == []


@pytest.mark.parametrize("reader", [*READERS, *MORE])
def test_every_line_is_where_it_was_drawn(reader: str, walker: Walker) -> None:
    """What a reader gets of every model for every action, without a page; also where the table says something else."""
    assert [each for case in asking(reader) for each in walker.deviations(case)] == []


@pytest.mark.once
def test_head_tells_no_more_than_get(walker: Walker) -> None:
    client = client_of("sibling", walker.users)
    for _name, address, may in addresses("sibling"):
        response = client.head(walker.filled(address))
        assert response.content == b""
        assert may or response.status_code in (403, 404), address
