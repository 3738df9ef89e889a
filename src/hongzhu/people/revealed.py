"""Who had a number of somebody shown, which one, and what for: read from the trail, where the deed wrote it down."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from hongzhu.audit.models import Payload

REVEALED: Final = "person.revealed"
NUMBERS: Final = {"phone": "手机", "identity": "身份证号"}
GONE: Final = "按规定删掉了"
"""said of which number and what for, once the content of the event is erased"""


class Revealed(NamedTuple):
    """One time that a number was shown."""

    at: datetime
    by: str
    number: str
    purpose: str


def revealed(code: str, most: int | None = None) -> Iterator[Revealed]:
    """Every time, or so many, the last first; `code`: the person's."""
    told = Payload.objects.filter(object=f"person:{code}", event__verb=REVEALED).select_related("event")
    for each in told.order_by("-event")[:most]:
        content = each.content or {}
        number = NUMBERS.get(content.get("shown", ""), GONE)
        yield Revealed(each.event.at, each.event.actor_label, number, content.get("purpose", GONE))
