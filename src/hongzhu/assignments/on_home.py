"""What of assignments stands on the home of a superior: what is not answered. Whoever is asked finds it among what he owes."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import F
from django.urls import reverse

from hongzhu.orgs.access import Reader
from hongzhu.orgs.cases import HomeLine, HomePart

from .access import sending_keys
from .models import Assignment
from .states import counted, due_words

MOST: Final = 5


def parts(reader: Reader, today: date) -> list[HomePart]:
    """One query, once for a reader as long as nothing is written; none for whoever has nothing to do with assignments."""
    return reader.remembered(f"assignments on {today}", lambda reader: list(_parts(reader, today)))


def _parts(reader: Reader, today: date) -> Iterator[HomePart]:
    if reader.may("create", "assignment") and (sending := sending_keys(reader, "create")):
        yield HomePart(
            name="assignments",
            title="任务回复",
            lines=tuple(_sent(sending, reader, today)),
            more=("全部任务", reverse("assignments")),
            start=("下发任务", reverse("assignment_new"), "send"),
        )


def _sent(sending: frozenset[int], reader: Reader, today: date) -> Iterator[HomeLine]:
    """Open assignments of one's own that somebody has not answered, the nearest deadline first."""
    rows = Assignment.objects.visible_to(reader).filter(
        org__in=sending, sent_at__isnull=False, closed_at=None
    )
    waiting = counted(rows).exclude(asked=F("answered")).order_by("due_on", "pk")
    for code, title, due_on, asked, answered in waiting.values_list(
        "code", "title", "due_on", "asked", "answered"
    )[:MOST]:
        look, tag = due_words((due_on - today).days)
        yield HomeLine(
            look=look,
            tag=tag,
            title=title,
            about=f"还差 {asked - answered} 个单位没回，已回 {answered} 个",
            verb="看谁没回",
            href=reverse("assignment", args=[code]),
        )
