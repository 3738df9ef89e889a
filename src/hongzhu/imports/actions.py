"""Open a batch, mend it, import it, take it back, throw it away."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.turns import wait_for_turn
from hongzhu.orgs.access import Reader
from hongzhu.orgs.models import PartyOrg

from .bringing import Reading, own_of, read_batch
from .models import Batch
from .tray import lay, throw_away, throw_away_older
from .undoing import undo

WHY: Final = "actions see all"
OPEN_LASTS: Final = timedelta(days=1)
"""how long a file lies there that nobody imports"""
LONGEST: Final = 2000
"""of what is typed into a cell"""


def open_batch(org: PartyOrg, name: str, content: bytes, *, user: int, now: datetime) -> Batch:
    """Keep a file for its owner alone; files that were left lying go."""
    sweep_batches(now=now)
    return Batch.objects.everything(WHY).create(
        user_id=user, org=org, name=name[:200], token=lay(content), opened_at=now
    )


def choose_columns(
    batch: Batch, columns: Mapping[str, Mapping[str, str]], added: Mapping[str, Mapping[str, str]]
) -> None:
    """Say which column is which, and what stands in those that are not there."""
    batch.columns, batch.added = dict(columns), dict(added)
    batch.save(update_fields=["columns", "added"])


def mend_cells(batch: Batch, cells: Mapping[str, Mapping[str, str]]) -> None:
    """Put other words into cells; the file stays as it is."""
    for title, mended in cells.items():
        known = batch.cells.setdefault(title, {})
        known |= {cell: text[:LONGEST] for cell, text in mended.items()}
    batch.save(update_fields=["cells"])


def import_batch(batch: Batch, reader: Reader, *, by: By, now: datetime) -> Reading:
    """All of it or nothing: with a problem nothing is stored. The file of what was imported goes.

    Raises Refused where there is something to mend, Unreadable where there is no file.
    """
    with transaction.atomic():
        wait_for_turn()
        stored = Batch.objects.everything(WHY).select_for_update().get(pk=batch.pk)
        if stored.imported_at is not None:
            raise Refused("这一批已经导入了，不用再按。")
        found = read_batch(batch, own_of(batch, reader), by=by, now=now, is_dry_run=False)
        if count := found.outcome.report.count:
            raise Refused(f"还有 {count} 处要改，什么也没有导入。")
        batch.imported_at = now
        batch.told = [str(each) for each in found.outcome.counts]
        token, batch.token = batch.token, ""
        batch.columns, batch.added, batch.cells = {}, {}, {}
        batch.save()
    throw_away(token)
    return found


def undo_batch(batch: Batch, *, by: By, now: datetime) -> None:
    """Put everything back as it was before the batch, all or nothing. Raises Refused, naming what stands on it."""
    with transaction.atomic():
        wait_for_turn()
        stored = Batch.objects.everything(WHY).select_for_update().get(pk=batch.pk)
        if stored.undone_at is not None:
            raise Refused("这一批已经撤回了，不用再撤。")
        undo(stored, by=by, now=now)
        stored.undone_at = now
        stored.save(update_fields=["undone_at"])


def drop_batch(batch: Batch) -> None:
    """Throw away a file that is not to be imported after all."""
    batch.delete()
    throw_away(batch.token)


def sweep_batches(*, now: datetime) -> int:
    """Throw away what was opened a day ago and not imported, and old files that no batch knows. How many went."""
    before = now - OPEN_LASTS
    left = list(Batch.objects.everything(WHY).filter(imported_at__isnull=True, opened_at__lt=before))
    for batch in left:
        drop_batch(batch)
    return len(left) + throw_away_older(before)
