"""The same matter at most once in seven days, whoever sends: what was told lately, and which matters are one."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Final, NamedTuple

from django.utils import timezone

from .models import Matter, Message

QUIET: Final = timedelta(days=7)
"""for so long nobody is reminded of the same matter again"""


class Key(NamedTuple):
    """What makes two matters one; a case is one by its subject alone."""

    subject: int
    obligation: str = ""
    period: str = ""


def told_lately(subjects: Collection[int], today: date) -> dict[Key, date]:
    """What was reminded of in the last seven days, and when last. One query; who asks may send to them all."""
    rows = Matter.objects.everything("the rule of seven days holds whoever sent").filter(
        subject__in=subjects,
        message__kind=Message.Kind.REMINDER,
        message__sent_at__date__gt=today - QUIET,
    )
    columns = ("subject", "obligation", "period", "message__sent_at")
    return {
        Key(subject, obligation, period): timezone.localdate(sent_at)
        for subject, obligation, period, sent_at in rows.order_by("message__sent_at", "pk").values_list(
            *columns
        )
    }


def keys_of(matters: Iterable[Matter]) -> set[Key]:
    """Of stored matters."""
    return {Key(each.subject_id, each.obligation, each.period) for each in matters}
