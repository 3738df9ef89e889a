"""Everything that writes meetings: entries in, rows, facts and events out, in one transaction."""

from hongzhu.ledger.amending import WITHDRAWAL_LASTS

from .announcing import (
    AnnouncementEntry,
    announce_meeting,
    announce_meetings,
    call_off,
    change_announcement,
    closed_words,
    restore_announcement,
)
from .drafting import DraftConflict, discard_draft, save_draft
from .entries import ALL, AgendaEntry, MeetingEntry, Present, ResolutionEntry
from .recording import IMPORTED, record_meetings
from .reminding import ReminderEntry, record_reminders, remind_absent
from .replying import BY_LINK, ReplyEntry, give_replies, give_reply
from .signing import confirm_meeting, withdraw_meeting
from .single import amend_meeting, record_meeting
from .trail import MEETINGS, entry_of, stored_entries

__all__ = [
    "ALL",
    "BY_LINK",
    "IMPORTED",
    "MEETINGS",
    "WITHDRAWAL_LASTS",
    "AgendaEntry",
    "AnnouncementEntry",
    "DraftConflict",
    "MeetingEntry",
    "Present",
    "ReminderEntry",
    "ReplyEntry",
    "ResolutionEntry",
    "amend_meeting",
    "announce_meeting",
    "announce_meetings",
    "call_off",
    "change_announcement",
    "closed_words",
    "confirm_meeting",
    "discard_draft",
    "entry_of",
    "give_replies",
    "give_reply",
    "record_meeting",
    "record_meetings",
    "record_reminders",
    "remind_absent",
    "restore_announcement",
    "save_draft",
    "stored_entries",
    "withdraw_meeting",
]
