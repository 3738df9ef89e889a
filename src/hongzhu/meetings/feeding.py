"""What an entry would feed: the same action, the same engine, then all of it undone."""

from datetime import datetime

from django.utils import timezone

from hongzhu.audit.actions import By
from hongzhu.ledger.feeding import Feed, Rehearsal, fed_by, rehearse

from .actions import MEETINGS, MeetingEntry, amend_meeting, record_meeting
from .models import Meeting

REASON = "试算"
"""stands where an amendment wants a reason; nobody will ever read it"""


def preview(entry: MeetingEntry, *, by: By, now: datetime, replacing: Meeting | None = None) -> Rehearsal:
    """Record the entry, or amend `replacing` with it, look what became of the duties, and undo everything."""

    def act() -> list[str]:
        if replacing is None:
            return [MEETINGS.about(record_meeting(entry, by=by, now=now))]
        return [MEETINGS.about(amend_meeting(replacing, entry, reason=REASON, by=by, now=now))]

    replaced = [MEETINGS.about(replacing)] if replacing is not None else []
    return rehearse(act, on=timezone.localdate(now), replaced=replaced)


def fed_by_meeting(meeting: Meeting, *, now: datetime) -> list[Feed]:
    """What a recorded meeting counts for today."""
    return fed_by([MEETINGS.about(meeting)], timezone.localdate(now))
