"""Whether every file is where it should be, for the commands."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from .actions import RESTORING_LASTS, UNFINISHED_LASTS, needed
from .models import Attachment
from .shelf import Shelf


def faults(now: datetime, uploads: Path | None = None) -> Iterator[str]:
    """What is wrong with each file that must be there, in words; every content is read."""
    shelf = Shelf(uploads or settings.UPLOADS_DIR)
    rows = Attachment.objects.everything("checking all").exclude(removed_at__lt=now - RESTORING_LASTS)
    for row in rows.order_by("pk").iterator():
        for sha256, size in ((row.sha256, row.size), (row.small_sha256, None)):
            if sha256 and (words := shelf.fault(sha256, size)):
                yield f"{row.kind}:{row.code} 的附件（编号 {row.pk}）：{words}"


def total() -> tuple[int, int]:
    """How many attachments there are, and their bytes."""
    rows = Attachment.objects.everything("checking all").filter(removed_at__isnull=True)
    sizes = list(rows.values_list("size", flat=True))
    return len(sizes), sum(sizes)


def missing(now: datetime) -> int:
    """How many contents that must be there are not; nothing is read."""
    shelf = Shelf(settings.UPLOADS_DIR)
    return sum(not shelf.path(sha256).is_file() for sha256 in needed(now))


def unneeded(now: datetime) -> int:
    """How many contents nobody needs any more."""
    shelf = Shelf(settings.UPLOADS_DIR)
    return len(list(shelf.unneeded(needed(now), (now - UNFINISHED_LASTS).timestamp())))
