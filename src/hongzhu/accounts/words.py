"""Instants in words, in the time of the place."""

from datetime import datetime

from django.utils import timezone

from hongzhu.kit.dates import date_words, short_date


def when(at: datetime | None, otherwise: str = "—") -> str:
    """11月20日 15:40."""
    if at is None:
        return otherwise
    here = timezone.localtime(at)
    return f"{short_date(here)} {here:%H:%M}"


def which_day(at: datetime | None, otherwise: str = "—") -> str:
    """2026年11月20日."""
    return otherwise if at is None else date_words(timezone.localtime(at))
