"""Records that name the reader as chair or recorder and wait for his signature: lately held, or signed by the other."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse

from hongzhu.meetings.models import Meeting, MeetingKind, Signature
from hongzhu.orgs.access import Reader
from hongzhu.policy.days import to_day
from hongzhu.policy.vocabulary import EVIDENCE

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
    mine = Q(chair=reader.person) | Q(recorder=reader.person)
    found: Any = Meeting.objects.visible_to(reader).filter(mine, withdrawn_at__isnull=True)
    found = found.exclude(chair=F("recorder")).annotate(
        role=Case(
            When(chair=reader.person, then=Value("chair")),
            default=Value("recorder"),
            output_field=CharField(),
        )
    )
    given: Any = Signature.objects.visible_to(reader).filter(
        meeting=OuterRef("pk"), version=OuterRef("version")
    )
    found = found.exclude(Exists(given.filter(Q(kind=OuterRef("role")) | Q(kind=Signature.Kind.PAPER))))
    kinds: Any = MeetingKind.objects.visible_to(reader).filter(meeting=OuterRef("pk")).order_by("pk")
    found = found.annotate(has_other=Exists(given), kind=Subquery(kinds.values("kind")[:1]))
    found = found.filter(Q(has_other=True) | Q(held_on__gt=today - LATELY))
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
