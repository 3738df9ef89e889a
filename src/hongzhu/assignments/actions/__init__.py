"""Everything that writes assignments: drafted, sent, answered, sent back, extended, closed, remarked on."""

from .answering import GivenEntry, mark_read, respond
from .drafting import AssignmentEntry, ItemEntry, drop_draft, save_draft
from .following import close_assignment, extend_receipts, remark_on, remind_receipts, return_response
from .recording import RespondedEntry, SentEntry, record_assignments
from .sending import send_assignment

__all__ = [
    "AssignmentEntry",
    "GivenEntry",
    "ItemEntry",
    "RespondedEntry",
    "SentEntry",
    "close_assignment",
    "drop_draft",
    "extend_receipts",
    "mark_read",
    "record_assignments",
    "remark_on",
    "remind_receipts",
    "respond",
    "return_response",
    "save_draft",
    "send_assignment",
]
