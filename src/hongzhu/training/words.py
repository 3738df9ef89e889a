"""How trainings are put to a reader."""

from datetime import date

from hongzhu.kit.dates import short_date

from .models import Training


def hours_words(tenths: int) -> str:
    """15 → 1.5."""
    return f"{tenths / 10:g}"


def days_words(starts_on: date, ends_on: date | None) -> str:
    """3月10日至12日."""
    if ends_on is None or ends_on == starts_on:
        return short_date(starts_on)
    last = f"{ends_on.day}日" if ends_on.month == starts_on.month else short_date(ends_on)
    return f"{short_date(starts_on)}至{last}"


def late_days(training: Training) -> int:
    """How many days after its last day it was entered."""
    last = training.ends_on or training.starts_on
    return max(0, (training.entered_on - last).days) if training.entered_on else 0
