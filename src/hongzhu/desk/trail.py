"""The audit trail in words: what was done, by whom, when, why; of whom only where the reader may know."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from hongzhu.audit.models import Event
from hongzhu.audit.reading import events_of
from hongzhu.orgs.access import Reader
from hongzhu.orgs.bodies import stream_of

from .access import bodies_with_trail

AUDIT: Final = "audit"
DEEDS: Final = {
    "recorded": "登记",
    "changed": "更正",
    "confirmed": "确认",
    "signed": "签字",
    "withdrawn": "撤回",
    "given": "授予",
    "ended": "结束",
    "made": "新建",
    "used": "使用",
    "disabled": "停用",
    "enabled": "恢复",
    "removed": "解除",
    "begun": "开始",
    "trusted": "记住",
    "distrusted": "不再记住",
    "refused": "被拒",
    "accepted": "接受",
    "answered": "答复",
    "revoked": "取消",
    "restored": "恢复",
}


class Line(NamedTuple):
    """One event as the page shows it; `place` is the body in whose chain it stands."""

    at: datetime
    who: str
    what: str
    about: str
    href: str
    place: str
    seq: int


def trail_of(reader: Reader) -> QuerySet[Event]:
    """The events a reader may see, the latest first: of all streams for the audit administrator, else of the own bodies."""
    return events_of(None if reader.duty == AUDIT else list(places_of(reader)))


def places_of(reader: Reader) -> dict[str, str]:
    """The streams of the bodies whose trail the reader may see, with the bodies' names."""
    return {stream_of(body): body.name for body in bodies_with_trail(reader)}


def lines(events: Iterable[Event], reader: Reader) -> list[Line]:
    """Events in words. The audit administrator reads who and when, not which record (metadata, never content)."""
    names = places_of(reader)
    return [
        Line(
            at=event.at,
            who=event.actor_label,
            what=deed_words(event.verb),
            about="" if reader.duty else _about(event),
            href="" if reader.duty else _href(event),
            place=names.get(event.stream, event.stream),
            seq=event.seq,
        )
        for event in events
    ]


def _about(event: Event) -> str:
    """The number of the record where people know it by one; how many, where it was many at once."""
    kind, _, code = event.object.partition(":")
    if kind in _coded():
        return code
    return "" if event.object else f"{event.contents} 份"  # type: ignore[attr-defined]


def _href(event: Event) -> str:
    kind, _, code = event.object.partition(":")
    if kind not in _coded():
        return ""
    try:
        return reverse(kind, args=[code])
    except NoReverseMatch:  # no page of its own
        return ""


def deed_words(verb: str) -> str:
    """登记会议, 更正人员, 停用账号."""
    words: dict[str, str] = import_string(settings.HONGZHU_HOUSE + ".TRAIL")
    kind, _, deed = verb.partition(".")
    return words.get(verb) or f"{DEEDS.get(deed, deed)}{words.get(kind, kind)}"


def _coded() -> tuple[str, ...]:
    """Kinds of record that people know by their code."""
    kinds: tuple[str, ...] = import_string(settings.HONGZHU_HOUSE + ".CODED")
    return kinds
