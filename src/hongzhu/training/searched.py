"""Trainings as they are looked up: by title and whose they are; not by who attended."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hongzhu.orgs.access import Reader
from hongzhu.search.records import Text

from .models import Training

WHY = "what records say, for the search"


def texts(keys: Collection[int] | None) -> Iterator[Text]:
    """Of what was withdrawn nothing."""
    found = Training.objects.everything(WHY).filter(withdrawn_at=None).select_related("org", "school")
    for row in found if keys is None else found.filter(pk__in=keys):
        body = row.org or row.school
        kind = Training.Kind(row.kind).label
        yield Text(row.pk, row.starts_on, row.title, f"{kind} {body.name if body else ''}")


def visible(reader: Reader) -> QuerySet[Any]:
    """Whoever may look at it."""
    return Training.objects.visible_to(reader).values("pk")


def hrefs(keys: Collection[int]) -> dict[int, str]:
    """By the code."""
    codes = Training.objects.everything(WHY).filter(pk__in=keys).values_list("pk", "code")
    return {key: reverse("training", args=[code]) for key, code in codes}
