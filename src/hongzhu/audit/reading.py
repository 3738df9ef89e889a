"""The chains as plain records, one per event: what verification reads and what an export holds."""

from collections.abc import Collection, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db.models import Count, OuterRef, QuerySet, Subquery

from .chain import HASHED, canonical, instant
from .models import Event, Payload

Record = dict[str, Any]
"""an event: the fields of HASHED, `hash`, and `contents`: a list of [object, version, digest, salt, body]"""
CHUNK: Final = 2_000
_FIELDS: Final = [*HASHED, "hash"]


def events_of(streams: Collection[str] | None) -> QuerySet[Event]:
    """Events of some streams (None: of all), the latest first, with `contents`: of how many records each speaks.

    Who may ask for which is said by whoever asks.
    """
    said = Payload.objects.filter(event=OuterRef("pk"), version__isnull=True).order_by()
    number = said.values("event").annotate(number=Count("pk")).values("number")
    found = Event.objects.annotate(contents=Subquery(number)).order_by("-at", "-pk")
    return found if streams is None else found.filter(stream__in=streams)


def read_stream(stream: str, *, until: int) -> Iterator[Record]:
    """The events of a stream up to a seq, in order, with their contents."""
    events = Event.objects.filter(stream=stream, seq__lte=until).order_by("seq").values_list(*_FIELDS)
    contents = _contents(stream, until)
    seq, found = next(contents, (0, []))
    for row in events.iterator(chunk_size=CHUNK):
        event = dict(zip(_FIELDS, row, strict=True))
        event["at"] = instant(event["at"])
        while 0 < seq < event["seq"]:  # of an event that is gone
            seq, found = next(contents, (0, []))
        event["contents"] = found if seq == event["seq"] else []
        yield event


def _contents(stream: str, until: int) -> Iterator[tuple[int, list[list[Any]]]]:
    rows = Payload.objects.filter(event__stream=stream, event__seq__lte=until).order_by("event__seq", "place")
    fields = rows.values_list("event__seq", "object", "version", "digest", "salt", "body")
    for seq, group in groupby(fields.iterator(chunk_size=CHUNK), itemgetter(0)):
        yield seq, [list(row[1:]) for row in group]


def export_line(event: Record) -> str:
    """An event as a line of an export: contents by their digests only, so that a chain may be handed on."""
    contents = [[about, version, digest] for about, version, digest, _salt, _body in event["contents"]]
    return canonical(event | {"contents": contents})
