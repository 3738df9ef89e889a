"""What an entry would feed: the same action, the same engine, then all of it undone."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.feeding import Feed, fed_by, feeds, places_of, standings_at
from hongzhu.ledger.saving import Refusals
from hongzhu.ledger.stored import stored_pack

from .actions import MEETINGS, MeetingEntry, amend_meeting, record_meeting
from .models import Meeting

REASON = "试算"
"""stands where an amendment wants a reason; nobody will ever read it"""


@dataclass(frozen=True)
class Preview:
    """What recording an entry would do: duties it counts for, how many facts, or why it would be refused."""

    feeds: list[Feed]
    facts: int
    problems: list[Refused]


def preview(entry: MeetingEntry, *, by: By, now: datetime, replacing: Meeting | None = None) -> Preview:
    """Record the entry, or amend `replacing` with it, look what became of the duties, and undo everything.

    Inside a transaction it goes back to a savepoint; nothing remains. The numbers are the engine's own. Raises
    ledger.stored.NotStored where everything has to be recomputed first.
    """
    stored_pack()
    on = timezone.localdate(now)
    before = places_of([MEETINGS.about(replacing)]) if replacing is not None else set()
    try:
        with transaction.atomic():
            if replacing is None:
                meeting = record_meeting(entry, by=by, now=now)
            else:
                meeting = amend_meeting(replacing, entry, reason=REASON, by=by, now=now)
            mine = places_of([MEETINGS.about(meeting)])
            places = before | mine
            after = standings_at(places, on)
            transaction.set_rollback(True)
    except Refused as refused:
        return Preview([], 0, refused.every if isinstance(refused, Refusals) else [refused])
    count = sum(place.kind != "record" for place in mine)
    return Preview(feeds(standings_at(places, on), after), count, [])


def fed_by_meeting(meeting: Meeting, *, now: datetime) -> list[Feed]:
    """What a recorded meeting counts for today."""
    return fed_by([MEETINGS.about(meeting)], timezone.localdate(now))
