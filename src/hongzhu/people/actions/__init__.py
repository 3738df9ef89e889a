"""Everything that writes in this room."""

from .changing import Leaving, add_person, correct_person, entry_of, let_go, version_of
from .identifying import erase_identity, save_identity
from .requesting import CorrectionEntry, answer_correction, ask_correction, withdraw_correction
from .revealing import Purpose, reveal, reveal_identity, tell_copied
from .rostering import (
    PEOPLE,
    POSTS,
    KeptPerson,
    PersonEntry,
    PostEntry,
    drop_people,
    is_identity_number,
    link_accounts,
    save_people,
    save_posts,
    unlink_account,
)
from .transferring import (
    PlaceEntry,
    accept_transfer,
    ask_transfer,
    call_back,
    refuse_transfer,
    undo_acceptance,
    why_not_undone,
)

__all__ = [
    "PEOPLE",
    "POSTS",
    "CorrectionEntry",
    "KeptPerson",
    "Leaving",
    "PersonEntry",
    "PlaceEntry",
    "PostEntry",
    "Purpose",
    "accept_transfer",
    "add_person",
    "answer_correction",
    "ask_correction",
    "ask_transfer",
    "call_back",
    "correct_person",
    "drop_people",
    "entry_of",
    "erase_identity",
    "is_identity_number",
    "let_go",
    "link_accounts",
    "refuse_transfer",
    "reveal",
    "reveal_identity",
    "save_identity",
    "save_people",
    "save_posts",
    "tell_copied",
    "undo_acceptance",
    "unlink_account",
    "version_of",
    "why_not_undone",
    "withdraw_correction",
]
