"""Someone with the database's own rights changes the trail: every attack is found, and at its first event.

`./run torture audit` makes ten thousand; here there are two hundred.
"""

import os
import random
from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.models import F, Max

from hongzhu.audit.chain import contents_digest, event_hash, fingerprint, instant
from hongzhu.audit.models import Event, Head, Payload
from tests.audit.chains import HOLDERS, make_trail, ours, theirs, tips
from tests.guards import lifted

TAMPERINGS = int(os.environ.get("HONGZHU_HISTORIES", "200"))
FREE = "org:C1"
Attack = Callable[[random.Random, Event], int]

pytestmark = pytest.mark.django_db


def edit_event(dice: random.Random, event: Event) -> int:
    """Change one field of an event."""
    name, value = dice.choice(
        [
            ("actor_label", "别人"),
            ("actor", "99"),
            ("verb", "meeting.confirmed"),
            ("object", "meeting:X"),
            ("at", event.at.replace(year=2020)),
            ("is_clock_behind", not event.is_clock_behind),
            ("algorithm", "md5"),
            ("digest", fingerprint("x")),
            ("prev", fingerprint("x")),
            ("hash", fingerprint("x")),
        ]
    )
    Event.objects.filter(pk=event.pk).update(**{name: value})
    return event.seq


def edit_content(dice: random.Random, event: Event) -> int:
    """Change what an event says of a record, with or without a digest that fits."""
    payload = dice.choice(list(event.payloads.all()))
    if payload.body is None:
        payload.body, payload.salt = "{}", "0"
    else:
        payload.body = payload.body.replace("{", '{"forged":1,', 1)
    if dice.random() < 0.5:
        payload.digest = fingerprint(payload.salt + payload.body)
    Payload.objects.filter(pk=payload.pk).update(body=payload.body, salt=payload.salt, digest=payload.digest)
    return event.seq


def relabel_content(dice: random.Random, event: Event) -> int:
    """Say that a content is of another record or another version."""
    name, value = dice.choice([("object", "meeting:X"), ("version", 99)])
    Payload.objects.filter(pk=event.payloads.first().pk).update(**{name: value})
    return event.seq


def blot_content(dice: random.Random, event: Event) -> int:
    """Erase a content without leaving a tombstone."""
    Payload.objects.filter(pk=event.payloads.filter(body__isnull=False).last().pk).update(
        salt=None, body=None
    )
    return event.seq


def delete_content(dice: random.Random, event: Event) -> int:
    """Take a content away."""
    event.payloads.last().delete()
    return event.seq


def delete_event(dice: random.Random, event: Event) -> int:
    """Take an event away."""
    event.payloads.all().delete()
    event.delete()
    return event.seq


def insert_event(dice: random.Random, event: Event) -> int:
    """Put an event in before another, itself flawlessly hashed."""
    shift(event.stream, event.seq, 1)
    fresh = Event(
        stream=event.stream,
        seq=event.seq,
        at=event.at,
        actor_label="别人",
        verb="meeting.recorded",
        object="meeting:X",
        algorithm="sha256",
        prev=event.prev,
        digest=contents_digest([]),
    )
    fresh.hash = event_hash(vars(fresh) | {"at": instant(fresh.at)})
    fresh.save()
    return event.seq + 1  # it fits what is before it; what follows does not fit it


def swap_events(dice: random.Random, event: Event) -> int:
    """Let an event change places with its neighbour."""
    last = Head.objects.get(stream=event.stream).seq
    other = event.seq + 1 if event.seq < last else event.seq - 1
    rows = Event.objects.filter(stream=event.stream)
    rows.filter(seq=other).update(seq=1_000_000)
    rows.filter(seq=event.seq).update(seq=other)
    rows.filter(seq=1_000_000).update(seq=event.seq)
    return min(other, event.seq)


def shift(stream: str, seq: int, by: int) -> None:
    """Move the events from a seq on."""
    rows = Event.objects.filter(stream=stream, seq__gte=seq)
    rows.update(seq=F("seq") + 1_000_000)
    Event.objects.filter(stream=stream, seq__gte=1_000_000).update(seq=F("seq") - 1_000_000 + by)


def cut_tail(dice: random.Random, event: Event) -> int:
    """Cut the tail off, and put the head right."""
    gone = Event.objects.filter(stream=event.stream, seq__gte=event.seq)
    Payload.objects.filter(event__in=gone).delete()
    gone.delete()
    left = Event.objects.filter(stream=event.stream).order_by("seq").last()
    head = Head.objects.filter(stream=event.stream)
    if left is None:
        head.delete()
    else:
        head.update(seq=left.seq, hash=left.hash, at=left.at)
    return event.seq


def write_anew(dice: random.Random, event: Event) -> int:
    """Change an event and hash it and all that follow anew, head included."""
    prev = event.prev
    for each in Event.objects.filter(stream=event.stream, seq__gte=event.seq).order_by("seq"):
        if each.pk == event.pk:
            each.actor_label = "别人"
        each.prev = prev
        each.hash = prev = event_hash(vars(each) | {"at": instant(each.at)})
        each.save()
    Head.objects.filter(stream=event.stream).update(hash=prev)
    return Head.objects.get(stream=event.stream).seq


WITHIN: list[Attack] = [
    edit_event,
    edit_content,
    relabel_content,
    blot_content,
    delete_content,
    delete_event,
    insert_event,
    swap_events,
]
WHOLE: list[Attack] = [cut_tail, write_anew]


def victim(dice: random.Random, streams: list[str]) -> Event:
    """Any event that has a content left."""
    events = Event.objects.filter(stream__in=streams, payloads__body__isnull=False).distinct()
    return dice.choice(list(events.order_by("pk")))


@pytest.mark.once
def test_every_attack_is_found_at_its_first_event() -> None:
    dice = random.Random(20261122)
    make_trail(dice, events=30)
    outside = tips()
    streams = [held.stream for held in outside]
    assert ours(outside) == theirs(outside) == {}
    with lifted():
        for number in range(TAMPERINGS):
            attack = (WITHIN + WHOLE)[number % 10]
            with transaction.atomic():
                event = victim(dice, streams)
                first = attack(dice, event)
                found = ours(outside)
                where = f"{number} {attack.__name__} {event.stream} {event.seq}: {found}"
                assert set(found) == {event.stream}, where
                # A held head, the clock or an erasure whose tombstone is gone may tell sooner.
                may_be_sooner = attack in (insert_event, cut_tail, write_anew)
                assert found[event.stream] == first or (may_be_sooner and found[event.stream] < first), where
                assert theirs(outside) == found, where
                transaction.set_rollback(True)
    assert ours(outside) == {}


def test_what_only_heads_kept_elsewhere_can_tell() -> None:
    """The chain alone does not know that its tail was cut or that it was written anew from some event on."""
    dice = random.Random(7)
    make_trail(dice)
    held = {stream for below in HOLDERS.values() for stream in below}
    free = [
        stream for stream in ("org:D1", "org:D2", "school:S1", "org:C1", "district") if stream not in held
    ]
    assert free == ["district"]
    with lifted():
        for attack in WHOLE:
            with transaction.atomic():
                attack(dice, Event.objects.get(stream="district", seq=2))
                assert ours() == theirs() == {}
                transaction.set_rollback(True)


@pytest.mark.parametrize("attack", WHOLE)
def test_heads_held_by_a_superior_tell(attack: Attack) -> None:
    dice = random.Random(11)
    make_trail(dice)
    superior = Event.objects.filter(stream="org:C1").aggregate(last=Max("seq"))["last"]
    assert superior > 1
    with lifted():
        attack(dice, Event.objects.get(stream="org:D2", seq=2))
    found = ours()
    assert set(found) == {"org:D2"}
    assert theirs() == found


@pytest.mark.parametrize("seed", range(10))
def test_an_honest_trail_raises_no_alarm(seed: int) -> None:
    make_trail(random.Random(seed), events=40)
    assert ours(tips()) == theirs(tips()) == {}


def test_a_head_that_is_gone_or_lags_is_found() -> None:
    make_trail(random.Random(3))
    head = Head.objects.get(stream="org:D1")
    with transaction.atomic():
        Head.objects.filter(stream="org:D1").update(seq=head.seq - 1)
        assert ours() == {"org:D1": head.seq}
        transaction.set_rollback(True)
    Head.objects.filter(stream="org:D1").delete()
    assert ours() == theirs() == {"org:D1": 1}
