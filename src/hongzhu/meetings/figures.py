"""How many meetings of a kind some organisations have held this year."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count

from hongzhu.orgs.figures import Figures

from .models import MeetingKind

WHY = "figures of organisations the caller already holds"


def assemblies(orgs: Collection[int], on: date) -> Figures:
    """支部党员大会."""
    return _held("meeting.assembly", orgs, on)


def committees(orgs: Collection[int], on: date) -> Figures:
    """支部委员会."""
    return _held("meeting.committee", orgs, on)


def lectures(orgs: Collection[int], on: date) -> Figures:
    """党课."""
    return _held("meeting.lecture", orgs, on)


def theme_days(orgs: Collection[int], on: date) -> Figures:
    """主题党日."""
    return _held("meeting.theme-day", orgs, on)


def _held(kind: str, orgs: Collection[int], on: date) -> Figures:
    rows = MeetingKind.objects.everything(WHY).filter(
        kind=kind,
        meeting__org__in=orgs,
        meeting__withdrawn_at=None,
        meeting__held_on__gte=date(on.year, 1, 1),
        meeting__held_on__lte=on,
    )
    counts = dict(rows.values_list("meeting__org").annotate(Count("meeting", distinct=True)))
    return {org: f"{counts.get(org, 0)}次" for org in orgs}
