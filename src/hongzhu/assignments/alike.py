"""Is the same asked already? Assignments that are open at the same organisations and ask for the same."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from hongzhu.orgs.access import Reader

from .figures import plain
from .models import AskedItem, Assignment, Receipt

ALIKE: Final = 0.5
"""so much of two titles, in pairs of characters, that they speak of the same"""
MOST: Final = 3


@dataclass(frozen=True)
class Alike:
    """An open assignment that asks the same of `number` of the same organisations; `items`: what it asks, too."""

    assignment: Assignment
    number: int
    items: tuple[str, ...]


def alike(reader: Reader, draft: Assignment) -> list[Alike]:
    """Those the reader may see; three queries."""
    asked = Receipt.objects.visible_to(reader, "draft").filter(assignment=draft).values("org")
    rows = (
        Assignment.objects.visible_to(reader)
        .filter(sent_at__isnull=False, closed_at=None)
        .exclude(pk=draft.pk)
        .annotate(number=Count("receipts", filter=Q(receipts__org__in=asked), distinct=True))
        .filter(number__gt=0)
        .select_related("org")
    )
    mine = {
        plain(item.title) for item in AskedItem.objects.visible_to(reader).filter(assignment=draft, figure="")
    }
    found = []
    items: dict[int, list[str]] = {}
    for key, title in (
        AskedItem.objects.visible_to(reader)
        .filter(assignment__in=rows, figure="")
        .values_list("assignment", "title")
    ):
        items.setdefault(key, []).append(title)
    for row in rows.order_by("-sent_at"):
        same = tuple(title for title in items.get(row.pk, ()) if plain(title) in mine)
        if same or likeness(row.title, draft.title) >= ALIKE:
            found.append(Alike(row, row.number, same))
    return found[:MOST]


def likeness(one: str, other: str) -> float:
    """The share of pairs of characters that two titles have in common, 0 to 1."""
    first, second = _pairs(plain(one)), _pairs(plain(other))
    return len(first & second) / len(first | second) if first | second else float(one == other)


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}
