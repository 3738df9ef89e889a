"""What talks and plans would feed: the same action, the same engine, then all of it undone."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from hongzhu.audit.actions import By
from hongzhu.ledger.feeding import Rehearsal, rehearse
from hongzhu.orgs.models import PartyOrg

from .actions import (
    PlanEntry,
    TalkEntry,
    amend_plan,
    amend_talk,
    hold_talks,
    record_plan,
)
from .facts import source_of_plan, source_of_talk
from .models import StudyPlan, Talk

REASON = "试算"
"""stands where an amendment of a plan wants a reason; nobody will ever read it"""


def preview_talks(
    entries: Sequence[TalkEntry], *, by: By, now: datetime, replacing: Talk | None = None
) -> Rehearsal:
    """Record the talks, or amend `replacing` (its people at hand) with the only one, and undo everything."""

    def act() -> list[str]:
        if replacing is None:
            return [source_of_talk(each) for each in hold_talks(entries, by=by, now=now)]
        amend_talk(replacing, entries[0], reason=Talk.Reason.DAY, by=by, now=now)
        entry = entries[0]
        return [f"talk:{entry.held_on:%Y%m%d}:{entry.talker}:{entry.object}"]

    replaced = [source_of_talk(replacing)] if replacing is not None else []
    return rehearse(act, on=timezone.localdate(now), replaced=replaced)


def preview_plan(entry: PlanEntry, *, by: By, now: datetime, replacing: StudyPlan | None = None) -> Rehearsal:
    """Record the plan, or amend `replacing` (its organisation at hand) with it, and undo everything."""

    def act() -> list[str]:
        if replacing is None:
            record_plan(entry, by=by, now=now)
        else:
            amend_plan(replacing, entry, reason=REASON, by=by, now=now)
        return [source_of_plan(entry.org, entry.year)]

    replaced = [source_of_plan(org_of(replacing).code, replacing.year)] if replacing is not None else []
    return rehearse(act, on=timezone.localdate(now), replaced=replaced)


def org_of(plan: StudyPlan) -> PartyOrg:
    """The organisation whose plan it is."""
    return plan.org
