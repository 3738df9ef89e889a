"""无故缺席: what the branch's secretary alone is told, and what the absent member reads of himself."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse

from hongzhu.meetings.access import absences_to_remind_of
from hongzhu.meetings.models import Attendance, Meeting, MeetingKind
from hongzhu.orgs.access import Reader
from hongzhu.people.recorded import Recorded
from hongzhu.policy.days import to_day
from hongzhu.policy.vocabulary import EVIDENCE

from .access import own_absences
from .periods import day_words, short_day

MOST: Final = 5
"""lines at once, the latest first"""


@dataclass(frozen=True)
class Missed:
    """One meeting of organisation life from which some stayed away without leave."""

    title: str
    href: str
    action: str


def missed_for(reader: Reader, since: date, today: date) -> list[Missed]:
    """Not reminded yet, for whoever may record that they were: one query, and none for anybody else."""
    if not reader.may("create", "reminder"):
        return []
    found = absences_to_remind_of(reader).filter(reminder__isnull=True, held_on__gte=since)
    away = Count("attendances", filter=Q(attendances__state=Attendance.State.ABSENT), distinct=True)
    kinds = MeetingKind.objects.visible_to(reader).filter(meeting=OuterRef("pk")).order_by("pk")
    columns = ("code", "held_on", "away", "kind")
    rows = found.annotate(away=away, kind=Subquery(kinds.values("kind")[:1])).order_by("-held_on", "code")
    return [
        Missed(
            f"{day_words(to_day(held_on), today)}{EVIDENCE.get(kind, '会议')}，有 {number} 人无故缺席，请及时提醒",
            reverse("meeting", args=[code]),
            reverse("meeting_remind", args=[code]),
        )
        for code, held_on, number, kind in rows.values_list(*columns)[:MOST]
    ]


def own_missed(reader: Reader, since: date) -> list[Recorded]:
    """The meetings of organisation life that the reader himself missed without leave."""
    seen = Meeting.objects.visible_to(reader).filter(pk=OuterRef("meeting"))
    rows: Any = own_absences(reader).filter(meeting__held_on__gte=since).annotate(is_seen=Exists(seen))
    columns = ("meeting__code", "meeting__held_on", "meeting__kinds__kind", "is_seen")
    found = {}
    for code, held_on, kind, is_seen in rows.order_by("meeting", "pk").values_list(*columns):
        day = to_day(held_on)
        words = f"{EVIDENCE.get(kind, '会议')}：缺席，没有请假"
        href, source = (reverse("meeting", args=[code]), f"meeting:{code}") if is_seen else ("", "")
        found[code] = Recorded(short_day(day), words, "", href, day, source)
    return list(found.values())
