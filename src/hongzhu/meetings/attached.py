"""Meetings on which files hang: seen with the minutes, for pictures show people; above the branch only how many there are."""

from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from hongzhu.attachments.owners import Owner
from hongzhu.kit.dates import date_words
from hongzhu.orgs.access import Reader
from hongzhu.orgs.bodies import stream_of

from .models import Meeting, MeetingKind
from .words import kinds_words

KIND: Final = "meeting"
TITLE: Final = "会议记录"
LISTED: Final = "meetings"
ACTIONS: Final = {"count": "read", "read": "minutes", "change": "change"}
"""what one may do with the attachments → what one may do with the meeting"""


def codes(reader: Reader, action: str) -> QuerySet[Any, Any]:
    """The meetings whose attachments a reader may count, read or change."""
    rows = Meeting.objects.visible_to(reader, ACTIONS[action])
    if action == "change":
        rows = rows.filter(withdrawn_at__isnull=True)
    return rows.values_list("code")


def described(reader: Reader, code: str) -> Owner:
    """One of them."""
    meeting = Meeting.objects.visible_to(reader).select_related("org", "school").get(code=code)
    kinds = MeetingKind.objects.visible_to(reader).filter(meeting=meeting).order_by("pk")
    return Owner(
        kind=KIND,
        code=code,
        title=f"{kinds_words(kinds.values_list('kind', flat=True))} {date_words(meeting.held_on)}",
        href=reverse("meeting", args=[code]),
        stream=stream_of(meeting.org or meeting.school),
    )
