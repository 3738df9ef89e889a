"""Add files to a record, remove one, bring it back; sweep what nobody needs any more."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from hongzhu.audit.actions import By, record
from hongzhu.ledger.amending import WITHDRAWAL_LASTS
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.saving import signed, stamp

from .examining import Examined
from .models import Attachment
from .names import told_apart
from .owners import Owner
from .shelf import Shelf

RESTORING_LASTS: Final = timedelta(days=1)
"""how long after it was removed a file may be brought back; then its content is swept"""
UNFINISHED_LASTS: Final = timedelta(days=1)
"""how long a content without a row may lie: somebody may be about to write the row"""
WHY: Final = "actions see all"


def lay_down(files: Iterable[Examined]) -> None:
    """Put contents on the shelf before the transaction that speaks of them, which holds up everybody else's."""
    shelf = Shelf(settings.UPLOADS_DIR)
    for each in files:
        shelf.put(each.content)
        if each.small:
            shelf.put(each.small)


def add_attachments(owner: Owner, files: Sequence[Examined], *, by: By, now: datetime) -> list[Attachment]:
    """Hang files, laid down before, on a record: all of them or none. One that hangs there already is not doubled.

    Returns those that are new. Raises Refused for too many.
    """
    try:
        with transaction.atomic():
            return _added(owner, files, by, now)
    except IntegrityError as error:
        raise Refused("刚刚有人给这条记录传了同样的文件，请刷新页面看一看。", field="chosen") from error


def _added(owner: Owner, files: Sequence[Examined], by: By, now: datetime) -> list[Attachment]:
    standing = _standing(owner)
    known = {each.sha256 for each in standing}
    names = [each.name for each in standing]
    added = []
    for each in files:
        if each.sha256 in known:
            continue
        known.add(each.sha256)
        names.append(told_apart(each.name, names))
        added.append(_row(owner, each, names[-1], by, now))
    for row in added:
        row.save(force_insert=True)
        _tell(owner, row, "added", {}, by=by, now=now)
    # Counted last: by now the chain of the record's body is locked, and nobody else adds.
    if added and len(_standing(owner)) > settings.ATTACHMENTS_PER_RECORD:
        raise Refused(
            f"一条记录最多放 {settings.ATTACHMENTS_PER_RECORD} 个附件，已经有 {len(standing)} 个。"
            "请少选几个，或者先移走用不着的。",
            field="chosen",
        )
    return added


def remove_attachment(
    attachment: Attachment, owner: Owner, *, reason: str, by: By, now: datetime
) -> Attachment:
    """Take a file off a record. Later than a day after it was added that needs a reason, as any change does."""
    with transaction.atomic():
        row = _locked(attachment)
        if row.removed_at is not None:
            raise Refused("这个附件已经移走了，不用再移。")
        if not reason.strip() and needs_reason(row, now):
            raise Refused("附件放了一天以上，移走要写明原因，例如：传错了别的会议的照片。", field="reason")
        row.removed_at, row.removed_by = now, signed(by)
        row.removed_reason = reason.strip()
        row.save(update_fields=["removed_at", "removed_by", "removed_reason"])
        _tell(owner, row, "removed", {"removed": True, "reason": reason.strip()}, by=by, now=now)
    return row


def restore_attachment(attachment: Attachment, owner: Owner, *, by: By, now: datetime) -> Attachment:
    """Bring a removed file back within a day. Raises Refused."""
    with transaction.atomic():
        row = _locked(attachment)
        if row.removed_at is None:
            raise Refused("这个附件没有移走，不用恢复。")
        if not may_be_restored(row, now):
            raise Refused("移走已经过了一天，文件不再保留，请重新上传。")
        standing = _standing(owner)
        if any(each.sha256 == row.sha256 for each in standing):
            raise Refused("同样的文件已经又传过一份，不用恢复。")
        row.name = told_apart(row.name, [each.name for each in standing])
        row.removed_at, row.removed_by, row.removed_reason = None, "", ""
        row.save(update_fields=["name", "removed_at", "removed_by", "removed_reason"])
        _tell(owner, row, "restored", {}, by=by, now=now)
        if len(_standing(owner)) > settings.ATTACHMENTS_PER_RECORD:
            raise Refused(
                f"一条记录最多放 {settings.ATTACHMENTS_PER_RECORD} 个附件，请先移走用不着的，再恢复。"
            )
    return row


def needs_reason(attachment: Attachment, now: datetime) -> bool:
    """Whether removing it is more than taking back a slip."""
    return now > attachment.saved_at + WITHDRAWAL_LASTS


def may_be_restored(attachment: Attachment, now: datetime) -> bool:
    """Whether a removed file is still kept."""
    return attachment.removed_at is not None and now <= attachment.removed_at + RESTORING_LASTS


def sweep_shelf(*, now: datetime) -> tuple[int, int]:
    """Delete contents that nobody needs: of files removed a day ago, of sendings that were cut off. (How many, bytes.)"""
    shelf = Shelf(settings.UPLOADS_DIR)
    count = size = 0
    for path in shelf.unneeded(needed(now), (now - UNFINISHED_LASTS).timestamp()):
        size += path.stat().st_size
        path.unlink()
        count += 1
    return count, size


def needed(now: datetime) -> set[str]:
    """Digests of all contents that must be on the shelf."""
    rows = Attachment.objects.everything(WHY).exclude(removed_at__lt=now - RESTORING_LASTS)
    return {digest for pair in rows.values_list("sha256", "small_sha256") for digest in pair if digest}


def _row(owner: Owner, file: Examined, name: str, by: By, now: datetime) -> Attachment:
    return Attachment(
        kind=owner.kind,
        code=owner.code,
        name=name,
        media_type=file.media_type,
        size=len(file.content),
        width=file.width,
        height=file.height,
        sha256=file.sha256,
        small_sha256=file.small_sha256,
        **stamp(by, now),
    )


def _standing(owner: Owner) -> list[Attachment]:
    rows = Attachment.objects.everything(WHY).filter(
        kind=owner.kind, code=owner.code, removed_at__isnull=True
    )
    return list(rows.order_by("pk"))


def _locked(attachment: Attachment) -> Attachment:
    return Attachment.objects.everything(WHY).select_for_update().get(pk=attachment.pk)


def _tell(
    owner: Owner, row: Attachment, deed: str, more: dict[str, object], *, by: By, now: datetime
) -> None:
    """Name and digest of a file, never its content."""
    said: dict[str, object] = {"of": f"{owner.kind}:{owner.code}", "name": row.name, "sha256": row.sha256}
    said |= {"media_type": row.media_type, "size": row.size, **more}
    about, verb = f"attachment:{row.pk}", f"attachment.{deed}"
    record(stream=owner.stream, verb=verb, object=about, payload=said, by=by, now=now)
