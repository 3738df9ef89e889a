"""What the register of organisations says of some of them: for whoever would otherwise ask each one."""

from collections.abc import Collection
from datetime import date

from .models import Coverage, PartyOrg

WHY = "figures of organisations the caller already holds"
Figures = dict[int, str]
"""organisation → what it is told"""


def names(orgs: Collection[int], _on: date) -> Figures:
    """Their names."""
    return dict(PartyOrg.objects.everything(WHY).filter(pk__in=orgs).values_list("pk", "name"))


def schools(orgs: Collection[int], on: date) -> Figures:
    """The names of the schools they cover."""
    rows = Coverage.objects.everything(WHY).on(on).filter(org__in=orgs).order_by("school__code")
    found: dict[int, list[str]] = {}
    for org, name in rows.values_list("org", "school__name"):
        found.setdefault(org, []).append(name)
    return {org: "、".join(some) for org, some in found.items()}


def terms(orgs: Collection[int], _on: date) -> Figures:
    """The day on which the present term began."""
    rows = PartyOrg.objects.everything(WHY).filter(pk__in=orgs, term_started_on__isnull=False)
    return {key: day.isoformat() for key, day in rows.values_list("pk", "term_started_on") if day}
