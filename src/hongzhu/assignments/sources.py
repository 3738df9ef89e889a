"""Assignments as the records behind facts."""

from collections.abc import Collection

from django.urls import reverse

from hongzhu.orgs.access import Reader
from hongzhu.orgs.sources import Record, shortened

from .models import Receipt


def described(reader: Reader, codes: Collection[str]) -> dict[str, Record]:
    """Of these receipts, each as B001-2026-R3:D001, those the reader may look at."""
    rows = Receipt.objects.visible_to(reader).filter(subject__code__in=codes)
    return {
        f"{code}:{org}": Record(shortened(title), reverse("receipt", args=[code, org]))
        for code, org, title in rows.values_list("assignment__code", "org__code", "assignment__title")
    }
