"""How many came to a training: a number, which whoever sees the training may know."""

from typing import Final

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from .models import Attendee, Training

WHY: Final = "a number of what is shown"


def with_totals(trainings: QuerySet[Training]) -> QuerySet[Training]:
    """Trainings with `comers`."""
    came = Attendee.objects.everything(WHY).filter(training=OuterRef("pk")).order_by().values("training")
    return trainings.annotate(
        comers=Coalesce(Subquery(came.annotate(number=Count("pk")).values("number")), 0)
    )
