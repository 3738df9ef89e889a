"""每周提要: on Mondays whoever wants it gets what stands on his home, in one message; nothing where nothing is to do."""

from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from hongzhu.accounts.models import User
from hongzhu.notices.access import wanting_digest
from hongzhu.notices.actions import Told, send_digest
from hongzhu.people.access import reader_of

from .to_do import to_do

FROM: Final = 7
"""o'clock"""
BY: Final = "系统"


def send_digests(*, now: datetime) -> int:
    """To everybody who has not had one this week; returns how many. Before Monday morning nothing."""
    at = timezone.localtime(now)
    monday = (at - timedelta(days=at.weekday())).replace(hour=FROM, minute=0, second=0, microsecond=0)
    if at < monday:
        return 0
    return sum(_send(user, at.date(), now) for user in wanting_digest(monday))


def _send(user: User, today: date, now: datetime) -> bool:
    found = to_do(reader_of(user, today), today)
    if found is None or not found.now:
        return False
    lines = [line for line in [*found.shown, *found.later] if line.is_now]
    late = f"，其中 {found.late} 件过期了" if found.late else ""
    told = [Told(key=line.key, words=line.title, tag=line.tag, is_late=line.is_late) for line in lines]
    send_digest(user, f"这周眼下要办 {len(lines)} 件{late}", told, by=BY, now=now)
    return True
