"""What of meetings goes over to a new secretary: what was resolved and is not done, drafts, meetings that are called."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hongzhu.kit.dates import date_words, short_date
from hongzhu.orgs.access import Reader
from hongzhu.orgs.cases import HomeLine, HomePart
from hongzhu.orgs.models import PartyOrg

from .models import Announcement, Draft, Resolution
from .upcoming import kinds_of
from .words import kinds_words, when_words


def parts(reader: Reader, _org: PartyOrg, today: date) -> Iterator[HomePart]:
    """Of the organisation, its groups and the schools it covers: all for which this reader records."""
    yield HomePart(name="points", title="会上定了、还没有办完的", lines=tuple(_points(reader, today)))
    yield HomePart(name="called", title="通知了、还没有记录的会", lines=tuple(_called(reader, today)))
    yield HomePart(name="drafts", title="存着的草稿", lines=tuple(_drafts(reader)))


def _points(reader: Reader, today: date) -> Iterator[HomeLine]:
    points = Resolution.objects.visible_to(reader, "create").open()  # type: ignore[attr-defined]
    for row in points.select_related("meeting__org", "meeting__school", "owner").order_by("due_on", "pk"):
        is_late = row.due_on is not None and row.due_on < today
        body = row.meeting.org or row.meeting.school
        about = f"{date_words(row.meeting.held_on)}{body.name}的会"
        yield HomeLine(
            look="late" if is_late else "open",
            tag=f"{short_date(row.due_on)}前" if row.due_on else "没有定日子",
            title=row.words,
            about=about + (f" · {row.owner.name}办" if row.owner else ""),
            verb="看记录",
            href=reverse("meeting", args=[row.meeting.code]),
        )


def _called(reader: Reader, today: date) -> Iterator[HomeLine]:
    rows = Announcement.objects.visible_to(reader, "change").filter(called_off_at=None, meeting=None)
    found = list(rows.select_related("org", "school").order_by("held_on", "pk"))
    kinds = kinds_of(reader, found)
    for row in found:
        yield HomeLine(
            look="soon" if row.held_on < today else "open",
            tag="还没记录" if row.held_on < today else "等开会",
            title=f"{kinds_words(kinds[row.pk])} · {row.body.name}",
            about=when_words(row.held_on, row.starts_at),
            verb="看通知",
            href=reverse("announcement", args=[row.code]),
        )


def _drafts(reader: Reader) -> Iterator[HomeLine]:
    for row in Draft.objects.visible_to(reader).filter(~Q(content="")).select_related("org", "school"):
        body = row.org or row.school
        yield HomeLine(
            look="before",
            tag="草稿",
            title=f"{body.name if body else ''}的一份会议记录，还没有入簿",
            about=f"{date_words(timezone.localdate(row.saved_at))}存的",
            verb="打开",
            href=reverse("meeting_draft", args=[row.key]),
        )
