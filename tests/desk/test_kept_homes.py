"""Homes are kept while nothing was written, and never a moment longer: after each deed they say what they would say anew."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.accounts.models import User
from hongzhu.assignments.actions import GivenEntry, respond
from hongzhu.assignments.models import Receipt
from hongzhu.ledger import keeping
from hongzhu.meetings.actions import call_off, confirm_meeting, give_reply, remind_absent
from hongzhu.meetings.models import Announcement, Meeting, Reply
from hongzhu.obligations.actions import withdraw_justification
from hongzhu.obligations.models import Justification
from hongzhu.people.models import Person
from tests.access.walking import client_of
from tests.access.world import make_world
from tests.client import StrictClient
from tests.makers import BY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
READERS = ("secretary", "member", "township", "bureau")
ONE_TIME = re.compile(r'(?:value|content|nonce)="[\w-]{32,}"|[\w-]{40,}')
"""tokens that are new on every page"""


@pytest.fixture
def users(transactional_db: None) -> Iterator[dict[str, User]]:
    keeping.forget()
    yield make_world(datetime.now(UTC))
    keeping.forget()


def homes(clients: dict[str, StrictClient]) -> dict[str, str]:
    return {each: ONE_TIME.sub("", client.get("/").content.decode()) for each, client in clients.items()}


def reply(now: datetime) -> None:
    announcement = Announcement.objects.everything("test").get(code="N-D1-0")
    give_reply(
        announcement,
        Person.objects.everything("test").get(code="D1-member"),
        Reply.Answer.CAN_COME,
        by=BY,
        now=now,
    )


def sign(now: datetime) -> None:
    meeting = Meeting.objects.everything("test").select_related("recorder").get(code="M-D1-0")
    day = now.date()
    confirm_meeting(meeting, kind="recorder", person=meeting.recorder, signed_on=day, by=BY, now=now)


def take_back(now: datetime) -> None:
    row = Justification.objects.everything("test").filter(subject__code="D1", withdrawn_on=None).first()
    assert row is not None
    withdraw_justification(row, by=BY, now=now)


def answer(now: datetime) -> None:
    receipt = Receipt.objects.everything("test").get(assignment__code="B-2026-R1", org__code="D1")
    given = [GivenEntry(place=1, value="3人", reason="不同"), GivenEntry(place=2, value="1")]
    respond(receipt, given=given, words="", by=BY, now=now)


def call(now: datetime) -> None:
    call_off(Announcement.objects.everything("test").get(code="N-D1-0"), by=BY, now=now)


def remind(now: datetime) -> None:
    meeting = Meeting.objects.everything("test").get(code="M-D1-0")
    remind_absent(meeting, reminded_on=now.date(), by=BY, now=now)


DEEDS: dict[str, Callable[[datetime], None]] = {
    "a member answers": reply,
    "one signs": sign,
    "a reason is taken back": take_back,
    "an assignment is answered": answer,
    "a meeting is called off": call,
    "the absent are reminded": remind,
}


def test_after_each_deed_homes_say_what_they_would_say_anew(users: dict[str, User]) -> None:
    clients = {reader: client_of(reader, users) for reader in READERS}
    unchanged = []
    for name, deed in DEEDS.items():
        before = homes(clients)
        assert homes(clients) == before
        deed(datetime.now(UTC))
        found = homes(clients)
        keeping.forget()
        assert found == homes(clients), name
        if found == before:
            unchanged.append(name)
    assert unchanged == []


def test_a_home_seen_before_asks_for_little(users: dict[str, User]) -> None:
    client = client_of("secretary", users)
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    assert len(asked) <= 4, [each["sql"] for each in asked]
