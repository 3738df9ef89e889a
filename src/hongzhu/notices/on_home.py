"""One line on the home of whoever was told something that is not done yet, however many messages there are."""

from datetime import date, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone

from hongzhu.kit.dates import short_date
from hongzhu.orgs.access import Reader
from hongzhu.orgs.cases import HomeLine, HomePart

from .models import Message
from .shown import Shown, shown

LATELY: Final = timedelta(days=14)
"""so long a message stands on the home"""


def parts(reader: Reader, today: date) -> list[HomePart]:
    """One query; with unread messages those for how their matters stand."""
    if not reader.may("answer", "notice"):
        return []
    rows = Message.objects.visible_to(reader, "answer").filter(
        kind=Message.Kind.REMINDER, read_at=None, sent_at__date__gt=today - LATELY
    )
    found = [
        each
        for each in shown(rows.select_related("sender").order_by("-sent_at", "-pk"), reader, today)
        if each.is_new
    ]
    lines = (_line(found),) if found else ()
    more = ("全部消息", reverse("messages"))
    return [HomePart(name="reminded", title="上级提醒", lines=lines, more=more, is_first=True)]


def _line(found: list[Shown]) -> HomeLine:
    left, last = sum(each.left for each in found), found[0].row
    senders = "、".join(dict.fromkeys(each.sender for each in found))
    day = short_date(timezone.localdate(last.sent_at))
    return HomeLine(
        look="soon",
        tag="提醒",
        title=f"{senders}提醒：{left} 件事还没办好" if left else last.title,
        about=f"{day}发来 · 办好的自动划掉",
        verb="看看是什么",
        href=reverse("messages"),
    )
