"""Announced meetings, as they are looked up, until they are recorded: then the record is found."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hongzhu.orgs.access import Reader
from hongzhu.search.records import Text

from .models import AnnouncedKind, Announcement
from .words import kinds_words

WHY = "what records say, for the search"


def texts(keys: Collection[int] | None) -> Iterator[Text]:
    """Kinds and body; below place and agenda. Of what was called off or has been held nothing."""
    found = Announcement.objects.everything(WHY).filter(called_off_at=None, meeting=None)
    rows = list((found if keys is None else found.filter(pk__in=keys)).select_related("org", "school"))
    kinds: dict[int, list[str]] = {}
    named = AnnouncedKind.objects.everything(WHY).filter(announcement__in=rows).order_by("pk")
    for key, kind in named.values_list("announcement", "kind"):
        kinds.setdefault(key, []).append(kind)
    for row in rows:
        title = f"{kinds_words(kinds.get(row.pk, []))} {row.body.name}"
        yield Text(row.pk, row.held_on, title, "\n".join(filter(None, [row.place, row.agenda])))


def visible(reader: Reader) -> QuerySet[Any]:
    """Whoever may read the announcement."""
    return Announcement.objects.visible_to(reader).values("pk")


def hrefs(keys: Collection[int]) -> dict[int, str]:
    """By the code."""
    codes = Announcement.objects.everything(WHY).filter(pk__in=keys).values_list("pk", "code")
    return {key: reverse("announcement", args=[code]) for key, code in codes}
