"""Everything that writes 说明, 判断有误 and 免计, in one transaction with the trail and the ledger."""

from .deciding import DecisionEntry, decide
from .explaining import NO_REASON_HELPS, answer_justification, submit_justification, withdraw_justification
from .filing import JUSTIFICATIONS, JustificationEntry, file_justifications
from .objecting import answer_objection, file_objection, withdraw_objection
from .waiving import approve_waiver, periods_of, revoke_waiver

__all__ = [
    "JUSTIFICATIONS",
    "NO_REASON_HELPS",
    "DecisionEntry",
    "JustificationEntry",
    "answer_justification",
    "answer_objection",
    "approve_waiver",
    "decide",
    "file_justifications",
    "file_objection",
    "periods_of",
    "revoke_waiver",
    "submit_justification",
    "withdraw_justification",
    "withdraw_objection",
]
