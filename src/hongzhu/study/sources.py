"""Study plans as the records behind facts, known by organisation and year; talks are never shown so."""

from collections.abc import Collection

from django.urls import reverse

from hongzhu.orgs.access import Reader
from hongzhu.orgs.sources import Record

from .models import StudyPlan


def described(reader: Reader, codes: Collection[str]) -> dict[str, Record]:
    """Of these plans, each as D001:2026, those the reader may look at."""
    plans = StudyPlan.objects.visible_to(reader).filter(withdrawn_at__isnull=True)
    years = {int(code.rpartition(":")[2]) for code in codes}
    found = plans.filter(year__in=years).values_list("pk", "org__code", "year")
    return {
        f"{org}:{year}": Record(f"{year}年学习计划", reverse("plan", args=[key])) for key, org, year in found
    }
