"""Receipts on which files hang: what an organisation sends with its answer; seen by whoever may read the receipt."""

from typing import Any, Final

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse

from hongzhu.attachments.owners import Owner
from hongzhu.orgs.access import Reader
from hongzhu.orgs.bodies import stream_of

from .models import Receipt

KIND: Final = "receipt"
TITLE: Final = "任务的回复"
LISTED: Final = "assignments"
ACTIONS: Final = {"count": "read", "read": "read", "change": "answer"}
"""what one may do with the attachments → what one may do with the receipt"""
CODE: Final = Concat(F("assignment__code"), Value(":"), F("org__code"), output_field=CharField())


def codes(reader: Reader, action: str) -> QuerySet[Any, Any]:
    """The receipts whose attachments a reader may count, read or change."""
    rows = Receipt.objects.visible_to(reader, ACTIONS[action])
    if action == "change":
        rows = rows.filter(assignment__closed_at=None)
    return rows.annotate(code=CODE).values_list("code")


def described(reader: Reader, code: str) -> Owner:
    """One of them."""
    rows = Receipt.objects.visible_to(reader).select_related("assignment", "org")
    row = rows.annotate(code=CODE).get(code=code)
    return Owner(
        kind=KIND,
        code=code,
        title=f"{row.org.name}的回复：{row.assignment.title}",
        href=reverse("receipt", args=[row.assignment.code, row.org.code]),
        stream=stream_of(row.org),
    )
