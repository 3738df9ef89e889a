"""What the audit trail says of backups."""

from datetime import datetime

from hongzhu.audit.models import Event

from .actions.making import MADE, STREAM


def last_made_at() -> datetime | None:
    """When a backup was last made, as far as this installation knows."""
    rows = Event.objects.filter(stream=STREAM, verb=MADE).order_by("-seq")
    return rows.values_list("at", flat=True).first()
