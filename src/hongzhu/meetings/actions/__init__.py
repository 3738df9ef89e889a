"""Everything that writes meetings: entries in, rows, facts and events out, in one transaction."""

from hongzhu.ledger.amending import WITHDRAWAL_LASTS

from .drafting import DraftConflict, discard_draft, save_draft
from .entries import ALL, AgendaEntry, MeetingEntry, Present, ResolutionEntry
from .recording import IMPORTED, record_meetings
from .reminding import ReminderEntry, record_reminders, remind_absent
from .signing import confirm_meeting, withdraw_meeting
from .single import amend_meeting, record_meeting
from .trail import MEETINGS, entry_of, stored_entries

__all__ = [
    "ALL",
    "IMPORTED",
    "MEETINGS",
    "WITHDRAWAL_LASTS",
    "AgendaEntry",
    "DraftConflict",
    "MeetingEntry",
    "Present",
    "ReminderEntry",
    "ResolutionEntry",
    "amend_meeting",
    "confirm_meeting",
    "discard_draft",
    "entry_of",
    "record_meeting",
    "record_meetings",
    "record_reminders",
    "remind_absent",
    "save_draft",
    "stored_entries",
    "withdraw_meeting",
]
