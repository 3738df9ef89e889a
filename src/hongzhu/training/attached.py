"""Trainings on which files hang: seen by whoever took part and by those who hold them, for pictures show everybody."""

from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from hongzhu.attachments.owners import Owner
from hongzhu.orgs.access import Reader
from hongzhu.orgs.bodies import stream_of

from .models import Training

KIND: Final = "training"
TITLE: Final = "培训记录"
LISTED: Final = "trainings"
ACTIONS: Final = {"count": "read", "read": "pictures", "change": "change"}
"""what one may do with the attachments → what one may do with the training"""


def codes(reader: Reader, action: str) -> QuerySet[Any, Any]:
    """The trainings whose attachments a reader may count, read or change."""
    rows = Training.objects.visible_to(reader, ACTIONS[action])
    if action == "change":
        rows = rows.filter(withdrawn_at__isnull=True)
    return rows.values_list("code")


def described(reader: Reader, code: str) -> Owner:
    """One of them."""
    training = Training.objects.visible_to(reader).select_related("org", "school").get(code=code)
    return Owner(
        kind=KIND,
        code=code,
        title=training.title,
        href=reverse("training", args=[code]),
        stream=stream_of(training.org or training.school),
    )
