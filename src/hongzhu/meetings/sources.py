"""Meetings as the records behind facts: their agenda."""

from collections.abc import Collection

from django.urls import reverse

from hongzhu.orgs.access import Reader
from hongzhu.orgs.sources import Record, shortened

from .models import Meeting


def described(reader: Reader, codes: Collection[str]) -> dict[str, Record]:
    """Of these meetings those the reader may look at."""
    seen = Meeting.objects.visible_to(reader).filter(code__in=codes).order_by("code", "agenda__place")
    agenda: dict[str, list[str]] = {}
    for code, words in seen.values_list("code", "agenda__words"):
        agenda.setdefault(code, []).extend([words] if words else [])
    return {
        code: Record(shortened("；".join(lines)), reverse("meeting", args=[code]))
        for code, lines in agenda.items()
    }
