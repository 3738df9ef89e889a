"""How meetings are put to a reader."""

from collections.abc import Iterable
from datetime import date, time

from hongzhu.kit.dates import WEEKDAYS, short_date

from .models import Meeting


def kinds_words(kinds: Iterable[str]) -> str:
    """支部党员大会、党课."""
    return "、".join(Meeting.Kind(kind).label for kind in kinds)


def when_words(day: date, at: time) -> str:
    """11月27日 星期五 15:30."""
    return f"{short_date(day)} 星期{WEEKDAYS[day.weekday()]} {at:%H:%M}"


def hours_words(tenths: int) -> str:
    """15 → 1.5."""
    return f"{tenths / 10:g}"


def late_words(held_on: date, entered_on: date) -> list[str]:
    """How much later a meeting is entered than it was held; nothing where it is entered that day."""
    days = (entered_on - held_on).days
    return [f"补记：{short_date(held_on)}开的会，晚 {days} 天登记"] if days > 0 else []


def attendance_words(meeting: Meeting) -> str:
    """到 15 / 18; 全体，缺 1 where everyone was written; a meeting read `with_totals`."""
    present, leave, absent = meeting.present_count, meeting.leave_count, meeting.absent_count  # type: ignore[attr-defined]
    if meeting.is_everyone:
        return "，".join(["全体", *([f"缺 {leave + absent}"] if leave + absent else [])])
    return f"{present} / {present + leave + absent}" if present + leave + absent else "没有写"
