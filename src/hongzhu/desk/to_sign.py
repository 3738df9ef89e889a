"""Records that name the reader as chair or recorder and wait for his signature: lately held, or signed by the other."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Q
from django.urls import reverse

from hongzhu.meetings.models import Signature
from hongzhu.orgs.access import Reader
from hongzhu.policy.days import to_day
from hongzhu.policy.vocabulary import EVIDENCE

from .access import unsigned
from .periods import day_words

MOST: Final = 3
"""lines at once: signed by the other first, then the latest"""
LATELY: Final = timedelta(days=31)
"""older ones that nobody has signed are kept on paper, most likely"""


@dataclass(frozen=True)
class ToSign:
    """One record."""

    title: str
    about: str
    href: str


def to_sign(reader: Reader, today: date) -> list[ToSign]:
    """One query; none for whoever is nobody in the roster."""
    if reader.person is None:
        return []
    found = unsigned(reader).filter(Q(has_other=True) | Q(held_on__gt=today - LATELY))
    columns = ("code", "held_on", "kind", "role", "has_other")
    rows = found.order_by("-has_other", "-held_on", "code").values_list(*columns)[:MOST]
    return [
        ToSign(
            f"{day_words(to_day(held_on), today)}{EVIDENCE.get(kind, '会议')}",
            f"您是{Signature.Kind(role).label}" + ("，另一人已经签了" if has_other else ""),
            reverse("meeting", args=[code]),
        )
        for code, held_on, kind, role, has_other in rows
    ]
