"""Meetings as they are looked up: what stands in the minute book, for whoever may read the minutes; nobody's attendance."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hongzhu.orgs.access import Reader
from hongzhu.search.records import Text

from .models import AgendaItem, Meeting, MeetingKind, Resolution
from .words import kinds_words

WHY = "what records say, for the search"


def texts(keys: Collection[int] | None) -> Iterator[Text]:
    """Kinds and body above; place, agenda, minutes and resolutions below. Of what was withdrawn nothing."""
    found = Meeting.objects.everything(WHY).filter(withdrawn_at=None).select_related("org", "school")
    rows = {row.pk: row for row in (found if keys is None else found.filter(pk__in=keys))}
    only = None if keys is None else [*rows]
    kinds, agenda, decided = (_by_meeting(model, field, only) for model, field in PARTS)
    for key, row in rows.items():
        body = row.org or row.school
        title = f"{kinds_words(kinds.get(key, []))} {body.name if body else ''}"
        lines = [row.place, *agenda.get(key, []), row.minutes, *decided.get(key, [])]
        yield Text(key, row.held_on, title, "\n".join(filter(None, lines)))


PARTS = ((MeetingKind, "kind"), (AgendaItem, "words"), (Resolution, "words"))


def _by_meeting(
    model: type[MeetingKind | AgendaItem | Resolution], field: str, keys: Collection[int] | None
) -> dict[int, list[str]]:
    rows = model.objects.everything(WHY)
    rows = rows if keys is None else rows.filter(meeting__in=keys)
    found: dict[int, list[str]] = {}
    for key, words in rows.order_by("pk").values_list("meeting", field):
        found.setdefault(key, []).append(words)
    return found


def visible(reader: Reader) -> QuerySet[Any]:
    """Whoever may read the minutes."""
    return Meeting.objects.visible_to(reader, "minutes").values("pk")


def hrefs(keys: Collection[int]) -> dict[int, str]:
    """By the code."""
    codes = Meeting.objects.everything(WHY).filter(pk__in=keys).values_list("pk", "code")
    return {key: reverse("meeting", args=[code]) for key, code in codes}
