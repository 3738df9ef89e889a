"""Assignments on which files hang, seen by whoever may read the assignment; changed while it is a draft."""

from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from hongzhu.attachments.owners import Owner
from hongzhu.orgs.access import Reader
from hongzhu.orgs.bodies import stream_of

from .models import Assignment

KIND: Final = "assignment"
TITLE: Final = "发来的任务"
LISTED: Final = "assignments"
ACTIONS: Final = {"count": "read", "read": "read", "change": "change"}
"""what one may do with the attachments → what one may do with the assignment"""


def codes(reader: Reader, action: str) -> QuerySet[Any, Any]:
    """The assignments whose attachments a reader may count, read or change."""
    rows = Assignment.objects.visible_to(reader, ACTIONS[action])
    if action == "change":
        rows = rows.filter(closed_at=None)
    return rows.values_list("code")


def described(reader: Reader, code: str) -> Owner:
    """One of them."""
    row = Assignment.objects.visible_to(reader).select_related("org").get(code=code)
    name = "assignment_check" if row.sent_at is None else "assignment"
    return Owner(
        kind=KIND, code=code, title=row.title, href=reverse(name, args=[code]), stream=stream_of(row.org)
    )
