"""What the page of a record shows of its attachments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.http import HttpRequest
from django.utils.timezone import localtime

from hongzhu.kit.dates import moment
from hongzhu.people.doors import Asker

from .actions import RESTORING_LASTS, may_be_restored, needs_reason
from .forms import AttachForm
from .models import Attachment

TOLD: Final = {
    "added": "附件存好了。",
    "known": "选的文件这里已经有了，没有再存一遍。",
    "some": "附件存好了；这里已经有的，没有再存一遍。",
    "removed": "已移走，24 小时内可以恢复。",
    "restored": "已恢复。",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One file."""

    key: int
    name: str
    about: str
    is_picture: bool
    needs_reason: bool


@dataclass(frozen=True, kw_only=True)
class Gone:
    """One file that was removed. `until`: till when it may be brought back, where it still may."""

    key: int
    name: str
    about: str
    reason: str
    until: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """The attachments of one record as a reader sees them: all, or only how many there are."""

    kind: str
    code: str
    count: int
    files: Sequence[Line]
    gone: Sequence[Gone]
    may_read: bool
    may_change: bool
    told: str
    form: AttachForm
    key: str

    @property
    def is_shown(self) -> bool:
        """There is something to see or to do."""
        return bool(self.count or self.gone or self.may_change)


def section_of(
    request: HttpRequest,
    asker: Asker,
    kind: str,
    code: str,
    *,
    may_read: bool,
    may_change: bool,
    form: AttachForm | None = None,
) -> Section:
    """One query, however many files there are; what the reader may do with the record is known already.

    Whoever may change it may read it; only then is what was removed among the rows.
    """
    action = "change" if may_change else "read" if may_read else "count"
    rows = Attachment.objects.visible_to(asker.reader, action).filter(kind=kind, code=code).order_by("pk")
    found = list(rows)
    standing = [row for row in found if row.removed_at is None]
    return Section(
        kind=kind,
        code=code,
        count=len(standing),
        files=[_line(row, asker.now) for row in standing] if may_read else [],
        gone=[_gone(row, asker.now) for row in found if row.removed_at],
        may_read=may_read,
        may_change=may_change,
        told=TOLD.get(request.GET.get("files", ""), ""),
        form=form or AttachForm(today=asker.today),
        key=uuid4().hex,
    )


def _line(row: Attachment, now: datetime) -> Line:
    return Line(
        key=row.pk,
        name=row.name,
        about=f"{size_words(row.size)}，{row.saved_by} {moment(row.saved_at)}传",
        is_picture=row.is_picture,
        needs_reason=needs_reason(row, now),
    )


def _gone(row: Attachment, now: datetime) -> Gone:
    assert row.removed_at is not None
    until = localtime(row.removed_at + RESTORING_LASTS)
    return Gone(
        key=row.pk,
        name=row.name,
        about=f"{row.removed_by} {moment(row.removed_at)}移走",
        reason=row.removed_reason,
        until=moment(until) if may_be_restored(row, now) else "",
    )


def size_words(size: int) -> str:
    """350 KB, 2.4 MB."""
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, round(size / 2**10))} KB"
