"""How meetings are put to a reader."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from hongzhu.kit.dates import short_date
from hongzhu.ledger.feeding import Feed
from hongzhu.policy.explaining import amount
from hongzhu.policy.period_words import period_words

from .models import Meeting

DONE: Final = frozenset({"met", "met_late"})


def kinds_words(kinds: Iterable[str]) -> str:
    """支部党员大会、党课."""
    return "、".join(Meeting.Kind(kind).label for kind in kinds)


def hours_words(tenths: int) -> str:
    """15 → 1.5."""
    return f"{tenths / 10:g}"


def late_words(held_on: date, entered_on: date) -> list[str]:
    """How much later a meeting is entered than it was held; nothing where it is entered that day."""
    days = (entered_on - held_on).days
    return [f"补记：{short_date(held_on)}开的会，晚 {days} 天登记"] if days > 0 else []


def feed_words(feed: Feed) -> tuple[str, str]:
    """What one duty gains: (its name, how it stands then)."""
    named = period_words(feed.per, feed.period, 0)
    period = f"{named}：" if named else ""
    if feed.subject_kind == "person" or feed.persons > 1:
        return feed.title, f"{period}{feed.persons} 人各有进展"
    if feed.after in DONE and feed.before not in DONE:
        return feed.title, f"{period}办完了（{amount(feed.total)}{feed.unit}）"
    return feed.title, f"{period}已有 {amount(feed.total)}，应有 {amount(feed.need)}{feed.unit}"


def count_updates(feeds: Collection[Feed]) -> int:
    """In how many places one entry was written: the book, each duty, and of a duty of people each person."""
    return 1 + sum(max(1, feed.persons) for feed in feeds)


def attendance_words(meeting: Meeting) -> str:
    """到 15 / 18; 全体，缺 1 where everyone was written; a meeting read `with_totals`."""
    present, leave, absent = meeting.present_count, meeting.leave_count, meeting.absent_count  # type: ignore[attr-defined]
    if meeting.is_everyone:
        return "，".join(["全体", *([f"缺 {leave + absent}"] if leave + absent else [])])
    return f"{present} / {present + leave + absent}" if present + leave + absent else "没有写"
