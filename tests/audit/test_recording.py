"""Events: numbered and chained per stream, in the transaction of what they tell."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from hongzhu.audit.actions import Content, Entry, record, record_all
from hongzhu.audit.models import Event, Head, Payload
from hongzhu.audit.verifying import verify
from tests.makers import NOW

pytestmark = pytest.mark.django_db


def event(stream: str = "org:D1", **words) -> Event:
    """Record one event."""
    given = {"verb": "meeting.recorded", "object": "meeting:M1", "payload": {"place": "会议室"}, "by": "test"}
    return record(stream=stream, now=words.pop("now", NOW), **(given | words))


def test_events_are_numbered_and_chained_by_stream() -> None:
    first, second, other = event(), event(object="meeting:M2"), event("org:D2")
    assert [(each.stream, each.seq) for each in (first, second, other)] == [
        ("org:D1", 1),
        ("org:D1", 2),
        ("org:D2", 1),
    ]
    assert (first.prev, second.prev, other.prev) == ("", first.hash, "")
    assert set(Head.objects.values_list("stream", "seq", "hash")) == {
        ("org:D1", 2, second.hash),
        ("org:D2", 1, other.hash),
    }
    report = verify()
    assert (report.streams, report.events, report.contents, report.faults) == (2, 3, 3, [])


def test_what_is_stored_is_what_was_hashed() -> None:
    made = event()
    stored = Event.objects.get()
    names = [field.name for field in Event._meta.concrete_fields]
    assert {name: getattr(stored, name) for name in names} == {name: getattr(made, name) for name in names}
    assert (stored.algorithm, stored.actor, stored.actor_label) == ("sha256", "", "test")
    payload = Payload.objects.get()
    assert (payload.object, payload.body, payload.content) == (
        "meeting:M1",
        '{"place":"会议室"}',
        {"place": "会议室"},
    )


def test_an_actor_signs_with_key_and_label() -> None:
    class Actor:
        user_id = 17
        label = "周云（书记）"

    stored = event(by=Actor())
    assert (stored.actor, stored.actor_label) == ("17", "周云（书记）")


def test_sealed_fields_leave_only_a_digest_that_differs_each_time() -> None:
    for _ in range(2):
        event(payload={"phone": "13900000000", "name": "周云"}, sealed={"phone", "absent"})
    bodies = list(Payload.objects.values_list("body", flat=True))
    assert all("13900000000" not in body and '"name":"周云"' in body for body in bodies)
    sealed = {Payload(body=body).content["phone"]["sealed"] for body in bodies}
    assert len(sealed) == 2


def test_blank_fields_say_nothing() -> None:
    event(payload={"place": "", "chair": None, "absent": (), "hours": 0, "is_retired": False})
    assert Payload.objects.get().content == {"hours": 0, "is_retired": False}


def test_a_clock_that_goes_back_is_flagged() -> None:
    for seconds in (0, -2, -5, -4, 60):
        event(now=NOW + timedelta(seconds=seconds))
    flags = Event.objects.order_by("seq").values_list("is_clock_behind", flat=True)
    assert list(flags) == [False, False, True, False, False]
    report = verify()
    assert report.flagged == [("org:D1", 3)]
    assert not report.faults


def test_one_event_tells_of_many_records() -> None:
    contents = [Content(about=f"person:P{n}", now={"name": f"周{n}"}) for n in range(3)]
    (made,) = record_all([Entry(stream="org:D1", verb="person.recorded", contents=contents, by="t", now=NOW)])
    assert made.object == ""
    assert [each.object for each in made.payloads.order_by("place")] == [
        "person:P0",
        "person:P1",
        "person:P2",
    ]
    assert record_all([Entry(stream="org:D1", verb="person.recorded", contents=[], by="t", now=NOW)]) == []


def test_a_record_that_moves_is_told_in_both_streams() -> None:
    event(object="person:P1", verb="person.recorded", payload={"org": "D1"})
    event("org:D2", object="person:P1", verb="person.changed", payload={"org": "D2"}, before={"org": "D1"})
    event(
        "org:D2", object="person:P1", verb="person.changed", payload={"org": "D2", "job": "教师"}, before={}
    )
    told = Event.objects.order_by("pk").values_list("stream", "verb")
    assert list(told) == [
        ("org:D1", "person.recorded"),
        ("org:D1", "person.changed"),
        ("org:D2", "person.changed"),
        ("org:D2", "person.changed"),
    ]
    assert not verify().faults


def test_what_fails_leaves_no_event() -> None:
    def fail() -> None:
        with transaction.atomic():
            event()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Event.objects.exists()
    assert event().seq == 1
    assert not verify().faults


@pytest.mark.django_db(transaction=True)
def test_an_event_is_never_recorded_alone() -> None:
    assert not connection.in_atomic_block
    with pytest.raises(transaction.TransactionManagementError):
        event()
    with transaction.atomic():
        event()
    assert Event.objects.count() == 1
