"""Study plans on which files hang, seen by whoever may read the plan; on talks none may: nothing of them is kept."""

from typing import Any, Final

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse

from hongzhu.attachments.owners import Owner
from hongzhu.orgs.access import Reader
from hongzhu.orgs.bodies import stream_of

from .models import StudyPlan

KIND: Final = "plan"
TITLE: Final = "学习计划"
LISTED: Final = "plans"
ACTIONS: Final = {"count": "read", "read": "read", "change": "change"}
"""what one may do with the attachments → what one may do with the plan"""


def codes(reader: Reader, action: str) -> QuerySet[Any, Any]:
    """The plans, by their keys as text, whose attachments a reader may count, read or change."""
    rows = StudyPlan.objects.visible_to(reader, ACTIONS[action])
    if action == "change":
        rows = rows.filter(withdrawn_at__isnull=True)
    return rows.annotate(code=Cast("pk", CharField())).values_list("code")


def described(reader: Reader, code: str) -> Owner:
    """One of them."""
    plan = StudyPlan.objects.visible_to(reader).select_related("org").get(pk=int(code))
    return Owner(
        kind=KIND,
        code=code,
        title=f"{plan.org.name} {plan.year}年学习计划",
        href=reverse("plan", args=[plan.pk]),
        stream=stream_of(plan.org),
    )
