"""Everything that writes talks and study plans: entries in, rows, facts and events out, in one transaction."""

from .plans import PLANS, PlanEntry, amend_plan, plan_entry_of, record_plan, record_plans, withdraw_plan
from .talks import TALKS, TalkEntry, amend_talk, hold_talks, record_talks, tell_exported, withdraw_talk

__all__ = [
    "PLANS",
    "TALKS",
    "PlanEntry",
    "TalkEntry",
    "amend_plan",
    "amend_talk",
    "hold_talks",
    "plan_entry_of",
    "record_plan",
    "record_plans",
    "record_talks",
    "tell_exported",
    "withdraw_plan",
    "withdraw_talk",
]
