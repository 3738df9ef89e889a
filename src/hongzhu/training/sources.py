"""Trainings as the records behind facts: their title."""

from collections.abc import Collection

from django.urls import reverse

from hongzhu.orgs.access import Reader
from hongzhu.orgs.sources import Record, shortened

from .models import Training


def described(reader: Reader, codes: Collection[str]) -> dict[str, Record]:
    """Of these trainings those the reader may look at."""
    titles = Training.objects.visible_to(reader).filter(code__in=codes).values_list("code", "title")
    return {code: Record(shortened(title), reverse("training", args=[code])) for code, title in titles}
