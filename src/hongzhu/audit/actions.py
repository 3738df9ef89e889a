"""Record what was done, in the transaction that did it; erase contents by rule; hold heads; answer a form once."""

import hashlib
import hmac
import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from graphlib import TopologicalSorter
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple, Protocol, TypeVar

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from .chain import ALGORITHM, EMPTY, canonical, contents_digest, event_hash, fingerprint, instant, is_behind
from .models import Event, Head, Key, Payload

ERASED: Final = "payload.erased"
"""verb of the tombstone that an erasure leaves"""
HELD: Final = "heads.held"
"""verb of the event by which a superior keeps the heads of other streams"""
CHUNK: Final = 5_000
KEY_LENGTH: Final = 64
Value = TypeVar("Value")


class Conflict(Exception):
    """A form's key came back with other content. The message is Chinese and says what to do."""


class Signatory(Protocol):
    """Whoever acts, as accounts names them; a command signs with a plain word instead."""

    @property
    def user_id(self) -> object:
        """The key of the account."""

    @property
    def label(self) -> str:
        """Name and office, as they were when it was done."""


By = str | Signatory


@dataclass(frozen=True, kw_only=True)
class Content:
    """What an event says of one record: its fields now and, where it was changed, its fields before.

    Of `sealed` fields the event keeps a keyed digest only. `before` becomes a version and is kept whole.
    """

    about: str
    now: Mapping[str, object]
    before: Mapping[str, object] | None = None
    sealed: Collection[str] = ()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An event to be recorded."""

    stream: str
    verb: str
    contents: Sequence[Content]
    by: By
    now: datetime
    reason: str = ""


class Row(NamedTuple):
    """A content as it is stored."""

    object: str
    version: int | None
    digest: str
    salt: str
    body: str


def record(
    *,
    stream: str,
    verb: str,
    object: str,
    payload: Mapping[str, object],
    by: By,
    now: datetime,
    before: Mapping[str, object] | None = None,
    sealed: Collection[str] = (),
    reason: str = "",
) -> Event:
    """Record one event on one record, within the transaction that changes the record."""
    content = Content(about=object, now=payload, before=before, sealed=sealed)
    entry = Entry(stream=stream, verb=verb, contents=[content], by=by, now=now, reason=reason)
    return record_all([entry])[-1]


def record_all(entries: Iterable[Entry]) -> list[Event]:
    """Record events, in this order within each stream. Locks their streams until the transaction ends.

    Raises TransactionManagementError outside a transaction: what was done and its event stand or fall together.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an event is recorded in the transaction of its change")
    wanted = [entry for entry in entries if entry.contents]
    if not wanted:
        return []
    changed = {each.about for entry in wanted for each in entry.contents if each.before is not None}
    wanted = [*_told_where_they_were(wanted, changed), *wanted]
    heads = _lock({entry.stream for entry in wanted})
    writing = _Writing(heads, _last_versions(changed))
    for entry in wanted:
        writing.add(entry)
    Event.objects.bulk_create(writing.events, batch_size=CHUNK)
    _insert_payloads(writing.payloads)
    Head.objects.bulk_create(
        heads.values(),
        update_conflicts=True,
        unique_fields=["stream"],
        update_fields=["seq", "hash", "at"],
        batch_size=CHUNK,
    )
    return writing.events


class _Writing:
    """The rows of some events, chained to the heads that are locked."""

    def __init__(self, heads: dict[str, Head], versions: dict[str, int]) -> None:
        self.heads = heads
        self.versions = versions
        self.events: list[Event] = []
        self.payloads: list[tuple[Event, Row]] = []
        self.seal = hashlib.sha256(f"hongzhu.audit.seal {settings.SECRET_KEY}".encode()).digest()

    def add(self, entry: Entry) -> None:
        """Chain one event."""
        head = self.heads[entry.stream]
        actor, label = signature(entry.by)
        event = Event(
            stream=entry.stream,
            seq=head.seq + 1,
            at=entry.now,
            actor=actor,
            actor_label=label,
            verb=entry.verb,
            object=entry.contents[0].about if len(entry.contents) == 1 else "",
            algorithm=ALGORITHM,
            is_clock_behind=is_behind(entry.now, head.at),
            prev=head.hash,
        )
        rows = list(self._rows(entry))
        event.digest = contents_digest((row.object, row.version, row.digest) for row in rows)
        event.hash = event_hash(vars(event) | {"at": instant(event.at)})
        head.seq, head.hash, head.at = event.seq, event.hash, event.at
        self.events.append(event)
        self.payloads += [(event, row) for row in rows]

    def _rows(self, entry: Entry) -> Iterator[Row]:
        for each in entry.contents:
            if each.before is not None:
                number = self.versions[each.about] = self.versions.get(each.about, 0) + 1
                was: dict[str, object] = {"was": _filled(each.before)}
                if entry.reason:
                    was["reason"] = entry.reason
                yield self._row(each.about, was, version=number)
            yield self._row(each.about, _filled(each.now), sealed=each.sealed)

    def _row(
        self,
        about: str,
        content: dict[str, object],
        *,
        version: int | None = None,
        sealed: Collection[str] = (),
    ) -> Row:
        salt = secrets.token_hex()
        for name in sealed:
            if name in content:
                message = f"{salt}{name}{canonical(content[name])}"
                content[name] = {"sealed": hmac.digest(self.seal, message.encode(), "sha256").hex()}
        body = canonical(content)
        return Row(about, version, fingerprint(salt + body), salt, body)


def _insert_payloads(rows: Iterable[tuple[Event, Row]]) -> None:
    """Insert contents, numbered within their event; by plain SQL, for an import brings ten thousand."""
    names = ", ".join(("event_id", "place", *Row._fields))
    marks = ", ".join(["%s"] * (len(Row._fields) + 2))
    lines = [
        (event.pk, place, *row)
        for event, said in groupby(rows, itemgetter(0))
        for place, (_event, row) in enumerate(said)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO audit_payload ({names}) VALUES ({marks})", lines)  # noqa: S608


def _filled(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields that are filled in: a blank cell says nothing."""
    return {name: value for name, value in fields.items() if value not in EMPTY}


def signature(by: By) -> tuple[str, str]:
    """(key of the account or nothing, name) of whoever acts."""
    return ("", by) if isinstance(by, str) else (str(by.user_id), by.label)


def _lock(streams: Collection[str]) -> dict[str, Head]:
    """The heads of streams, made where new and locked, always in one order so that writers never wait in a ring.

    On SQLite the transaction itself is the lock: it is IMMEDIATE.
    """
    Head.objects.bulk_create(
        [Head(stream=stream) for stream in sorted(streams)], ignore_conflicts=True, batch_size=CHUNK
    )
    found: dict[str, Head] = {}
    for some in chunks(sorted(streams)):
        rows = Head.objects.select_for_update().filter(stream__in=some).order_by("stream")
        found |= {head.stream: head for head in rows}
    return found


def _last_versions(objects: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(sorted(objects)):
        rows = Payload.objects.filter(object__in=some).values("object").annotate(last=Max("version"))
        found |= {row["object"]: row["last"] or 0 for row in rows}
    return found


def _told_where_they_were(entries: Sequence[Entry], changed: Collection[str]) -> list[Entry]:
    """Events for the streams that records leave: a record that moved is told in both."""
    last: dict[str, str] = {}
    for some in chunks(sorted(changed)):
        rows = Payload.objects.filter(object__in=some, version__isnull=True).exclude(event__verb=ERASED)
        last |= dict(rows.order_by("pk").values_list("object", "event__stream"))
    told: list[Entry] = []
    for entry in entries:
        left: dict[str, list[Content]] = defaultdict(list)
        for each in entry.contents:
            if last.get(each.about, entry.stream) != entry.stream:
                left[last[each.about]].append(replace(each, before=None))
        told += [replace(entry, stream=stream, contents=contents) for stream, contents in left.items()]
    return told


def chunks(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """Values in lists short enough for one IN (…) of either database."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def erase(*, objects: Collection[str], basis: str, by: By, now: datetime) -> int:
    """Erase by rule what the trail says of some records; the chain still holds, a tombstone says why.

    `basis` is the rule, in words. Returns the number of contents erased. Tombstones and held heads stay.
    """
    with transaction.atomic():
        found: dict[str, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
        erased: list[int] = []
        for some in chunks(sorted(objects)):
            rows = Payload.objects.filter(object__in=some, body__isnull=False)
            rows = rows.exclude(event__verb__in=[ERASED, HELD]).select_for_update(of=("self",))
            places = rows.order_by("event__stream", "event__seq", "place")
            for key, about, stream, seq, place in places.values_list(
                "pk", "object", "event__stream", "event__seq", "place"
            ):
                found[stream][about].append((seq, place))
                erased.append(key)
        record_all(
            Entry(
                stream=stream,
                verb=ERASED,
                contents=[
                    Content(about=about, now={"basis": basis, "erased": each}) for about, each in said.items()
                ],
                by=by,
                now=now,
            )
            for stream, said in found.items()
        )
        for part in chunks(erased):
            Payload.objects.filter(pk__in=part).update(salt=None, body=None)
    return len(erased)


def hold_heads(holders: Mapping[str, Collection[str]], *, by: By, now: datetime) -> int:
    """Let each holder's stream keep the heads of the streams below it, lowest first, so that the top holds all.

    `holders`: a stream and those whose heads it keeps. Heads that have not moved since are not held again.
    Returns how many were held. Raises graphlib.CycleError where a stream would hold itself.
    """
    held = 0
    with transaction.atomic():
        _lock(holders)
        for holder in TopologicalSorter(holders).static_order():
            if holder not in holders:
                continue
            before = _heads_held_by(holder)
            heads = Head.objects.filter(stream__in=holders[holder], seq__gt=0).order_by("stream")
            moved = [head for head in heads if before.get(head.stream) != (head.seq, head.hash)]
            contents = [
                Content(
                    about=f"head:{head.stream}",
                    now={"stream": head.stream, "seq": head.seq, "hash": head.hash},
                )
                for head in moved
            ]
            record_all([Entry(stream=holder, verb=HELD, contents=contents, by=by, now=now)])
            held += len(moved)
    return held


def _heads_held_by(holder: str) -> dict[str, tuple[int, str]]:
    """The latest head of each stream that a holder keeps."""
    rows = Payload.objects.filter(event__stream=holder, event__verb=HELD)
    latest = rows.values("object").annotate(last=Max("pk")).values_list("last", flat=True)
    contents = [each.content for each in Payload.objects.filter(pk__in=list(latest))]
    return {each["stream"]: (each["seq"], each["hash"]) for each in contents if each}


@dataclass(frozen=True)
class Answer:
    """Where a form led: the address or code of what it made; is_repeat if that had happened before."""

    text: str
    is_repeat: bool


def once(
    *, key: str, user: str, content: Mapping[str, object], now: datetime, act: Callable[[], str]
) -> Answer:
    """Do `act` once per user and key, in one transaction with the key; a repeat gets the first answer.

    `content` is what the form holds, without the key itself. If `act` raises, the key is free again.
    Raises Conflict if the key comes back with other content.
    """
    if not key or len(key) > KEY_LENGTH:
        raise Conflict("这张表单没有编号，不能提交；请刷新页面后重新填写。")
    digest = _digest(content)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = Key.objects.create(user=user, key=key, digest=digest, at=now)
        except IntegrityError:
            first = Key.objects.get(user=user, key=key)
            if first.digest != digest:
                raise Conflict("这张表单已经用别的内容提交过；请刷新页面，核对后重新填写。") from None
            return Answer(first.answer, is_repeat=True)
        answer = act()
        Key.objects.filter(pk=row.pk).update(answer=answer)
    return Answer(answer, is_repeat=False)


def answers_before(*, user: str, content: Mapping[str, object], since: datetime) -> list[str]:
    """The answers to forms of other keys by which the same user sent the very same content since then."""
    same = Key.objects.filter(user=user, digest=_digest(content), at__gte=since).exclude(answer="")
    return list(same.order_by("pk").values_list("answer", flat=True))


def _digest(content: Mapping[str, object]) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), canonical(content).encode(), "sha256").hexdigest()
