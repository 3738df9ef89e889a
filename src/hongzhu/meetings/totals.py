"""How many were there, and whether it is signed: as columns of the query that lists meetings, without any name."""

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from .models import AgendaItem, Attendance, Meeting, Resolution, Signature

State = Attendance.State
WHY = "totals of what may be read"


def with_totals(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Meetings with `present_count`, `leave_count`, `absent_count`, `is_signed` and `first_words`."""
    signed = Signature.objects.everything(WHY).filter(meeting=OuterRef("pk"), version=OuterRef("version"))
    both = Exists(signed.filter(kind="chair")) & Exists(signed.filter(kind="recorder"))
    agenda = AgendaItem.objects.everything(WHY).filter(meeting=OuterRef("pk")).order_by("place")
    resolved = Resolution.objects.everything(WHY).filter(meeting=OuterRef("pk")).order_by("place")
    return meetings.annotate(
        present_count=_count(State.PRESENT),
        leave_count=_count(State.ON_LEAVE),
        absent_count=_count(State.ABSENT),
        is_signed=Exists(signed.filter(kind="paper")) | both,
        first_words=Coalesce(Subquery(agenda.values("words")[:1]), Subquery(resolved.values("words")[:1])),
    )


def _count(state: str) -> Coalesce:
    rows = Attendance.objects.everything(WHY).filter(meeting=OuterRef("pk"), state=state).order_by()
    counted = rows.values("meeting").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
