"""People as they are looked up: by name alone, for whoever may read the name. By sound the roster's own list finds them."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from hongzhu.orgs.access import Reader
from hongzhu.search.records import Text

from .models import Person

WHY = "what records say, for the search"


def texts(keys: Collection[int] | None) -> Iterator[Text]:
    """Known by their subjects. Where somebody is, is not said: whoever was there before him may read the name only."""
    found = Person.objects.everything(WHY)
    found = found if keys is None else found.filter(subject__in=keys)
    for subject, name, saved_at in found.values_list("subject", "name", "saved_at"):
        yield Text(subject, timezone.localdate(saved_at), name, "")


def visible(reader: Reader) -> QuerySet[Any]:
    """Whoever may read the name."""
    return Person.objects.visible_to(reader).values("subject")


def hrefs(keys: Collection[int]) -> dict[int, str]:
    """By the code."""
    codes = Person.objects.everything(WHY).filter(subject__in=keys).values_list("subject", "code")
    return {key: reverse("person", args=[code]) for key, code in codes}
