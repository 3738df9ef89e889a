"""Assignments that were sent, as they are looked up: what was asked, for whoever sees it."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from hongzhu.orgs.access import Reader
from hongzhu.search.records import Text

from .models import AskedItem, Assignment

WHY = "what records say, for the search"


def texts(keys: Collection[int] | None) -> Iterator[Text]:
    """Title, text, what is asked, by whom. Of drafts nothing."""
    found = Assignment.objects.everything(WHY).filter(sent_at__isnull=False).select_related("org")
    rows = list(found if keys is None else found.filter(pk__in=keys))
    items: dict[int, list[str]] = {}
    asked = AskedItem.objects.everything(WHY).filter(assignment__in=rows).order_by("place")
    for key, title in asked.values_list("assignment", "title"):
        items.setdefault(key, []).append(title)
    for row in rows:
        assert row.sent_at is not None
        lines = [row.org.name, row.words, *items.get(row.pk, [])]
        yield Text(row.pk, timezone.localdate(row.sent_at), row.title, "\n".join(filter(None, lines)))


def visible(reader: Reader) -> QuerySet[Any]:
    """Whoever sees it; drafts are not in the index."""
    return Assignment.objects.visible_to(reader).values("pk")


def hrefs(keys: Collection[int]) -> dict[int, str]:
    """By the code; an organisation that was asked is led to its own."""
    codes = Assignment.objects.everything(WHY).filter(pk__in=keys).values_list("pk", "code")
    return {key: reverse("assignment", args=[code]) for key, code in codes}
