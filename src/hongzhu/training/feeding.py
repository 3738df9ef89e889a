"""What an entry would feed: the same action, the same engine, then all of it undone."""

from datetime import datetime

from django.utils import timezone

from hongzhu.audit.actions import By
from hongzhu.ledger.feeding import Rehearsal, rehearse

from .actions import TRAININGS, TrainingEntry, amend_training, record_training
from .models import Training

REASON = "试算"
"""stands where an amendment wants a reason; nobody will ever read it"""


def preview(entry: TrainingEntry, *, by: By, now: datetime, replacing: Training | None = None) -> Rehearsal:
    """Record the entry, or amend `replacing` with it, look what became of the duties, and undo everything."""

    def act() -> list[str]:
        if replacing is None:
            return [TRAININGS.about(record_training(entry, by=by, now=now))]
        return [TRAININGS.about(amend_training(replacing, entry, reason=REASON, by=by, now=now))]

    replaced = [TRAININGS.about(replacing)] if replacing is not None else []
    return rehearse(act, on=timezone.localdate(now), replaced=replaced)
