"""Study plans as they are looked up. Talks are not: that one was held says who spoke with whom."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hongzhu.orgs.access import Reader
from hongzhu.search.records import Text

from .models import StudyPlan

WHY = "what records say, for the search"


def texts(keys: Collection[int] | None) -> Iterator[Text]:
    """Of what was withdrawn nothing."""
    found = StudyPlan.objects.everything(WHY).filter(withdrawn_at=None).select_related("org")
    for row in found if keys is None else found.filter(pk__in=keys):
        yield Text(row.pk, row.decided_on, f"{row.year}年学习计划 {row.org.name}", row.words)


def visible(reader: Reader) -> QuerySet[Any]:
    """Whoever may look at it."""
    return StudyPlan.objects.visible_to(reader).values("pk")


def hrefs(keys: Collection[int]) -> dict[int, str]:
    """By the key."""
    return {key: reverse("plan", args=[key]) for key in keys}
