"""Every address, as every kind of reader, at everything: what may not be seen is not there, and no body tells of it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from hongzhu.accounts.models import User
from hongzhu.house import PAGES, PERMISSIONS
from tests.access.expected import ALL, STANDS, WRITES, allowed, may_read
from tests.access.world import BODIES, DUTIES, GROUPS, READERS, kind_of, make_world
from tests.digests import digest_of_everything

MARK = re.compile(r"(?:MIN|NAM|DRF|RSN)-[A-Z0-9]+|AGD-[A-Z0-9]+-meeting\.[a-z-]+")
EVERYONE = ("public", *READERS, *DUTIES)
WRITING = ("post", "put", "patch", "delete")
OVERVIEWS = (
    "/",
    "/district",
    "/meetings",
    "/meetings?q=AGD",
    "/trail",
    "/users",
    "/account",
    "/meetings/new",
)
SHEETS = ("meeting_new", "meeting_draft", "meeting_amend")
KINDS = {"school": ("meeting.staff-study", "meeting.school-affairs"), "group": ("meeting.group",)}
OF_BRANCHES = ("meeting.assembly", "meeting.committee")
NOT_HERE, TO_SIGN_IN, NOT_SO, UNSIGNED = 404, 302, 403, 401


@pytest.fixture(scope="module")
def users(django_db_setup: None, django_db_blocker) -> Iterator[dict[str, User]]:
    """The world, made once; every test reads it, and what it writes is undone."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(datetime.now(UTC))
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _undone(users: dict[str, User], django_db_blocker) -> Iterator[None]:
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def client_of(reader: str, users: dict[str, User]) -> Client:
    client = Client(raise_request_exception=False)
    if reader != "public":
        client.force_login(users[reader])
    return client


def meetings() -> Iterator[tuple[str, str, str]]:
    """(code, body, kind) of every meeting of the world."""
    for body in BODIES:
        for number, kind in enumerate(KINDS.get(kind_of(body), OF_BRANCHES)):
            yield f"M-{body}-{number}", body, kind


def addresses(reader: str) -> Iterator[tuple[str, str, bool]]:
    """(name, address, whether the reader may have it) of all that stands at something."""
    for code, body, kind in meetings():
        is_own = body in WRITES.get(reader, ())
        yield "meeting", f"/meetings/{code}", may_read(reader, body, kind)
        yield "meeting_amend", f"/meetings/{code}/amend", is_own
    for body in BODIES:
        is_own = body in WRITES.get(reader, ())
        yield (
            "meeting_new",
            f"/meetings/new?body={'school' if kind_of(body) == 'school' else 'org'}:{body}",
            is_own,
        )
        yield "meeting_draft", f"/meetings/drafts/draft-{body}", is_own
        if body not in GROUPS:
            yield "body", f"/bodies/{kind_of(body)}/{body}", body in STANDS.get(reader, ())
        duty = {"school": "staff.study", "group": "meeting.group"}.get(kind_of(body), "meeting.assembly")
        yield "duty", f"/duties/{duty}/{kind_of(body)}/{body}", body in STANDS.get(reader, ())


def marks_in(response) -> set[str]:
    said = response.content.decode(errors="replace") + repr(dict(response.headers))
    return set(MARK.findall(said))


def names(resolver: URLResolver | None = None) -> Iterator[str]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from names(each)
        elif isinstance(each, URLPattern):
            yield str(each.name)


def test_every_address_says_who_may_have_it() -> None:
    assert set(names()) == set(PAGES)
    for rule in PAGES.values():
        resource, _, action = rule.partition(":")
        known = rule in ("open", "signed-in") or (resource == "duty" and action in DUTIES)
        assert known or any(action in actions for actions in PERMISSIONS[resource].values()), rule


@pytest.mark.parametrize("reader", EVERYONE)
def test_what_may_not_be_seen_is_not_there_and_no_page_tells_of_it(
    reader: str, users: dict[str, User]
) -> None:
    """Status and body of every address; and reading changes nothing."""
    client = client_of(reader, users)
    client.get("/")
    before = digest_of_everything()
    wrong, told, seen = [], [], set()
    for name, address, may in [*((each, each, None) for each in OVERVIEWS), *addresses(reader)]:
        for words in ({}, {"HTTP_HX_REQUEST": "true"}) if name in SHEETS else ({},):
            response = client.get(address, **words)
            marks = marks_in(response)
            seen |= marks
            told += [f"{reader} {address}: {mark}" for mark in marks if not allowed(reader, mark)]
        wanted = TO_SIGN_IN if reader == "public" else 200 if may else NOT_HERE
        is_seen = name == "meeting_amend" and may_read(reader, *_meeting_of(address))
        is_refused = is_seen and not may and response.status_code == NOT_SO
        if may is not None and response.status_code != wanted and not is_refused:
            wrong.append(f"{reader} {address}: {response.status_code}, not {wanted}")
    assert (wrong, told) == ([], [])
    assert seen or reader in ("public", "nobody", "expired", *DUTIES), (
        "a walk that sees nothing proves nothing"
    )
    changed = {name for name, digest in digest_of_everything().items() if before[name] != digest}
    assert changed <= {"accounts_session"}


def _meeting_of(address: str) -> tuple[str, str]:
    return next((body, kind) for code, body, kind in meetings() if f"/{code}/" in address)


@pytest.mark.parametrize("reader", EVERYONE)
def test_no_other_method_opens_a_door(reader: str, users: dict[str, User]) -> None:
    """What is not there for reading is not there for writing; and nobody without the right writes anything."""
    client = client_of(reader, users)
    before = digest_of_everything()
    refused = (TO_SIGN_IN, UNSIGNED) if reader == "public" else (NOT_HERE, NOT_SO)
    wrong = []
    for code, body, _kind in meetings():
        if body in WRITES.get(reader, ()):
            continue
        for tail, words in (
            ("/confirm", {"kind": "paper", "signed_on": "2026-11-12"}),
            ("/withdraw", {"reason": "错"}),
            ("/amend", {"reason": "错"}),
            ("", {}),
        ):
            for method in WRITING:
                status = getattr(client, method)(f"/meetings/{code}{tail}", words).status_code
                if status not in (*refused, 405):
                    wrong.append(f"{reader} {method} {code}{tail}: {status}")
    for body in ALL - set(WRITES.get(reader, ())):
        at = "school" if kind_of(body) == "school" else "org"
        for address in (f"/meetings/new?body={at}:{body}", f"/meetings/drafts/draft-{body}/drop"):
            status = client.post(address, {"save": "1", "autosave": "1"}).status_code
            if status not in (*refused, 405):
                wrong.append(f"{reader} post {address}: {status}")
    assert wrong == []
    changed = {name for name, digest in digest_of_everything().items() if before[name] != digest}
    assert changed <= {"accounts_session", "sqlite_sequence"}


@pytest.mark.parametrize("duty", DUTIES)
def test_administrators_have_their_console_and_no_business(duty: str, users: dict[str, User]) -> None:
    client = client_of(duty, users)
    assert client.get("/").status_code == 200
    assert client.get("/users").status_code == (200 if duty == "security" else NOT_HERE)
    assert client.get("/trail").status_code == (200 if duty == "audit" else NOT_HERE)
    assert client.get("/district").status_code == NOT_HERE


@pytest.mark.parametrize("reader", [each for each in EVERYONE if each != "security"])
def test_accounts_are_kept_by_one_only(reader: str, users: dict[str, User]) -> None:
    client = client_of(reader, users)
    key = users["member"].pk
    for tail in ("", "/slip", "/disable", "/enable", "/authenticator/off"):
        status = getattr(client, "post" if tail else "get")(f"/users/{key}{tail}").status_code
        assert status in ((TO_SIGN_IN, UNSIGNED) if reader == "public" else (NOT_HERE,)), tail
