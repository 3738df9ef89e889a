"""Reminders: one message for each, the same matter once in seven days, done by itself, every one on record."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hongzhu.accounts.models import User
from hongzhu.audit.models import Event
from hongzhu.ledger.entries import Refused
from hongzhu.notices.actions import log_chat, mark_read, send_reminders
from hongzhu.notices.models import Matter, Message
from hongzhu.notices.settling import settled
from hongzhu.notices.shown import Shown, shown
from hongzhu.people.access import reader_of
from tests.makers import BY, NOW, make_meeting
from tests.meetings.conftest import Clock
from tests.notices.makers import SEVEN, account, letter, make_offices, org, told

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _offices(db: None) -> None:
    make_offices()
    make_meeting("A1")  # in use since March


def send(*letters, now: datetime = NOW, sender: str = "B"):
    return send_reminders(letters, sender=org(sender), by=BY, now=now)


def seen(message: Message) -> Shown:
    """As the bureau's secretary sees it."""
    user = User.objects.filter(login="pb").first() or account(Clock(), "PB")
    (found,) = shown([message], reader_of(user, TODAY), TODAY)
    return found


def test_one_message_for_each_with_an_event_where_it_went() -> None:
    (first, second) = send(letter(told(), told("meeting.lecture", "2026Q3")), letter(code="D2"))
    assert (first.org, second.org) == (org("D1"), org("D2"))
    rows = Matter.objects.everything("test")
    assert (rows.filter(message=first).count(), rows.filter(message=second).count()) == (2, 1)
    assert Event.objects.filter(stream="org:D1", verb="message.reminded").count() == 1
    assert Event.objects.filter(stream="org:D2", verb="message.reminded").count() == 1


def test_the_same_matter_once_in_seven_days_whoever_sends() -> None:
    send(letter())
    for sender, days in (("B", 1), ("T1", 6)):
        with pytest.raises(Refused, match="7天内"):
            send(letter(), sender=sender, now=NOW + timedelta(days=days))
    assert Message.objects.everything("test").count() == 1
    assert send(letter(), now=NOW + SEVEN)


def test_what_was_said_is_left_out_and_the_rest_is_said() -> None:
    send(letter())
    other = told("meeting.lecture", "2026Q3", words="三季度党课还没有记录")
    (second,) = send(letter(told(), other), now=NOW + timedelta(days=2))
    assert list(Matter.objects.everything("t").filter(message=second).values_list("words", flat=True)) == [
        "三季度党课还没有记录"
    ]


def test_nobody_is_written_to_about_what_is_only_near() -> None:
    send(letter())
    near = told(period="2026Q4", words="四季度支部党员大会", tag="还有 8 天", is_late=False)
    with pytest.raises(Refused, match="7天内"):
        send(letter(told(), near), now=NOW + timedelta(days=1))


def test_a_matter_that_was_settled_is_struck_out_by_itself() -> None:
    (message,) = send(letter())
    before = seen(message)
    assert (before.left, before.lines[0].look, before.is_new) == (1, "late", True)
    make_meeting("M1", held_on=date(2026, 8, 20))
    after = seen(message)
    assert (after.left, after.lines[0].tag, after.is_new) == (0, "办好了", False)


def test_of_people_it_is_settled_when_all_are() -> None:
    """Hours of members: the matter is the branch's, the standing each member's."""
    hours = told("hours.member", "2026", words="2026年学时，有人还没有做到")
    (message,) = send(letter(hours))
    matters = list(Matter.objects.everything("test").filter(message=message))
    assert settled(matters, TODAY) == set()
    assert settled(
        [Matter(subject_id=matters[0].subject_id, obligation="hours.member", period="1999")], TODAY
    )


def test_read_once() -> None:
    (message,) = send(letter())
    mark_read(message, by="甲", now=NOW + timedelta(hours=1))
    row = mark_read(message, by="乙", now=NOW + timedelta(hours=2))
    assert (row.read_by, row.read_at) == ("甲", NOW + timedelta(hours=1))
    assert Event.objects.filter(verb="message.read").count() == 1


def test_what_was_put_into_a_group_is_noted() -> None:
    with pytest.raises(Refused, match="没有要记"):
        log_chat("  ", sender=org("B"), by=BY, now=NOW)
    row = log_chat("各校书记好", sender=org("B"), by=BY, now=NOW)
    assert (row.org, row.kind) == (None, "chat")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 20), st.sets(st.integers(1, 4), min_size=1)), min_size=1, max_size=8)
)
def test_no_matter_comes_twice_in_seven_days(steps: list[tuple[int, set[int]]]) -> None:
    """Whatever is sent in whatever order: of two messages within seven days none repeats a matter, and nothing is lost."""
    said: dict[int, int] = {}
    with transaction.atomic():
        for day, months in sorted(steps, key=lambda step: step[0]):
            expected = {month for month in months if day - said.get(month, -7) >= 7}
            letters = letter(*(told("meeting.committee", f"2026-0{month}") for month in sorted(months)))
            try:
                (message,) = send(letters, now=datetime(2026, 11, 1, 4, tzinfo=UTC) + timedelta(days=day))
            except Refused:
                assert not expected
                continue
            rows = Matter.objects.everything("test").filter(message=message)
            assert {int(each.period[-1]) for each in rows} == expected
            said |= dict.fromkeys(expected, day)
        transaction.set_rollback(True)
