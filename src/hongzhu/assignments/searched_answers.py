"""Answers to assignments, as they are looked up: what stands, for whoever sees the receipt."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hongzhu.orgs.access import Reader
from hongzhu.search.records import Text

from .models import Given, Receipt, Response

WHY = "what records say, for the search"


def texts(keys: Collection[int] | None) -> Iterator[Text]:
    """By receipt: what was asked and who answered; below each thing with its answer. Of what was sent back nothing."""
    found = Response.objects.everything(WHY).filter(returned_on=None)
    found = found.select_related("receipt__assignment", "receipt__org")
    rows = list(found if keys is None else found.filter(receipt__in=keys))
    given: dict[int, list[str]] = {}
    said = Given.objects.everything(WHY).filter(response__in=rows).order_by("item__place")
    for key, title, value in said.values_list("response", "item__title", "value"):
        given.setdefault(key, []).append(f"{title}：{value}")
    for row in rows:
        receipt = row.receipt
        lines = [row.words, *given.get(row.pk, [])]
        title = f"{receipt.assignment.title}：{receipt.org.name}的回复"
        yield Text(receipt.pk, row.responded_on, title, "\n".join(filter(None, lines)))


def visible(reader: Reader) -> QuerySet[Any]:
    """Whoever sees the receipt."""
    return Receipt.objects.visible_to(reader).values("pk")


def hrefs(keys: Collection[int]) -> dict[int, str]:
    """The receipt's page."""
    rows = Receipt.objects.everything(WHY).filter(pk__in=keys)
    codes = rows.values_list("pk", "assignment__code", "org__code")
    return {key: reverse("receipt", args=[assignment, org]) for key, assignment, org in codes}
