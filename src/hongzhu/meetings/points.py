"""Open points (未结事项): what a body resolved, gave an owner or a date, and has not yet noted as done."""

from datetime import date

from django.db.models import F

from hongzhu.orgs.bodies import Body
from hongzhu.orgs.models import PartyOrg

from .models import Meeting, Resolution

WHY = "of meetings at hand"


def open_points(body: Body, on: date, *, amending: Meeting | None = None) -> list[Resolution]:
    """Points that a meeting of this body held on this day can note as done, the most urgent first.

    `amending`: a meeting whose own ticks are to be seen, too. Each has its `meeting` and `owner` at hand.
    """
    points = Resolution.objects.everything(WHY).open()
    if amending is not None:
        points |= Resolution.objects.everything(WHY).filter(closed_in=amending)
        points = points.exclude(meeting=amending)
    mine = {"meeting__org": body} if isinstance(body, PartyOrg) else {"meeting__school": body}
    found = points.filter(meeting__held_on__lte=on, **mine).select_related("meeting", "owner")
    return list(found.order_by(F("due_on").asc(nulls_last=True), "meeting__held_on", "meeting", "place"))
