"""Everything that writes meetings: entries in, rows, facts and events out, in one transaction."""

from .entries import ALL, AgendaEntry, MeetingEntry, Present, ResolutionEntry
from .recording import record_meetings
from .trail import MEETINGS, entry_of, stored_entries

__all__ = [
    "ALL",
    "MEETINGS",
    "AgendaEntry",
    "MeetingEntry",
    "Present",
    "ResolutionEntry",
    "entry_of",
    "record_meetings",
    "stored_entries",
]
