"""What waits for a reader's answer, what he waits for, what was answered him: for homes and the list of this room."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse

from hongzhu.orgs.access import Reader
from hongzhu.policy.pack import Obligation, Pack
from hongzhu.policy.period_words import period_words
from hongzhu.policy.vocabulary import WAIVERS

from .access import answered_by_me, own
from .matters import matters_of
from .models import Justification, Objection, Waiver

SHOWN_FOR: Final = timedelta(days=14)
"""how long an answer stays on the home of whoever asked"""
ASKED: Final = "等您答复"
WAITING: Final = Q(withdrawn_on=None) & (Q(accepted_on=None, refused_on=None))
UNANSWERED: Final = Q(withdrawn_on=None, answered_on=None)
VERDICTS: Final = {
    "amended": ("done", "已更正"),
    "corrected": ("done", "已改正"),
    "stands": ("open", "判断没有错"),
}


@dataclass(frozen=True)
class Line:
    """One 说明 or 判断有误: its look and tag, what it is about, its page."""

    look: str
    tag: str
    title: str
    about: str
    href: str
    is_justification: bool
    late: int = 0
    """days past the district's last day to answer"""


@dataclass
class Pending:
    """`asked` wait for the reader; `awaited` are his own, not answered yet; `told` were answered lately."""

    asked: list[Line] = field(default_factory=list)
    awaited: list[Line] = field(default_factory=list)
    told: list[Line] = field(default_factory=list)


def pending_for(reader: Reader, pack: Pack, today: date) -> Pending:
    """Two queries, and one for the names where there is anything; the late first, then the oldest."""
    found = Pending()
    if reader.duty or not reader.roles:
        return found
    since = today - SHOWN_FOR
    lately = Q(accepted_on__gt=since) | Q(refused_on__gt=since)
    rows = [
        *_rows(reader, Justification, "justification", WAITING, lately),
        *_rows(reader, Objection, "objection", UNANSWERED, Q(answered_on__gt=since)),
    ]
    matters = matters_of([(row.obligation, row.subject, row.period) for row in rows], pack, today)
    for row, matter in zip(rows, matters, strict=True):
        if matter is None:
            continue
        place = found.told if not row.is_waiting else found.awaited if row.is_mine else found.asked
        waiting = ASKED if place is found.asked else "等上级答复"
        place.append(line_of(row, f"{matter.name}：{matter.title}", today, waiting))
    found.asked.sort(key=lambda line: -line.late)
    return found


def _rows(reader: Reader, model: Any, resource: str, waiting: Q, lately: Q) -> list[Any]:
    """Waiting for the reader, or his own and waiting, or his own and answered lately."""
    mine = own(reader, resource)
    wanted = (waiting & (mine | answered_by_me(reader, resource))) | (lately & mine)
    rows = model.objects.visible_to(reader).filter(wanted).annotate(is_mine=mine)
    return list(rows.select_related("subject").order_by("pk"))


def said_about(reader: Reader, duty: Obligation, subject: int, today: date) -> list[Line]:
    """What was said of one duty of one subject, the latest first: 说明, 判断有误, 免计. Three queries."""
    found = []
    for model in (Justification, Objection, Waiver):
        rows: Any = model.objects.visible_to(reader).filter(obligation=duty.id, subject=subject)
        for row in rows.order_by("-pk"):
            if isinstance(row, Waiver):
                found.append((row.saved_at, waived(row, f"{row.starts_on} 至 {row.ends_on}")))
            else:
                title = period_words(duty.period, row.period, today.year) or duty.title
                found.append((row.saved_at, line_of(row, title, today)))
    return [line for _at, line in sorted(found, key=lambda pair: pair[0], reverse=True)]


def waived(row: Waiver, title: str) -> Line:
    """How an exemption is put in a list."""
    look, tag = ("none", "已撤销") if row.revoked_on else ("free", "免计")
    about = f"{WAIVERS.get(row.kind, row.kind)} · {row.starts_on} 至 {row.ends_on}"
    return Line(look, tag, title, about, reverse("waiver", args=[row.pk]), is_justification=False)


def line_of(row: Any, title: str, today: date, waiting: str = "等答复") -> Line:
    """How one record is put in a list; `waiting`: the tag of what nobody has answered."""
    is_justification = isinstance(row, Justification)
    kind = "对这一期的说明" if is_justification else f"判断有误：{row.get_about_display()}"
    late, about = 0, kind
    if row.is_waiting:
        look, tag = "open", waiting
        if not is_justification and row.due_on:
            late = max(0, (today - row.due_on).days)
            about = f"{kind} · 最晚 {row.due_on.month}月{row.due_on.day}日答复（本区设定）"
            if late:
                look, tag = "late" if waiting == ASKED else "open", f"答复过期 {late} 天"
    elif row.withdrawn_on is not None:
        look, tag = "none", "已收回"
    elif is_justification:
        look, tag = ("excused", "已认可") if row.accepted_on else ("ask", "没有认可")
    else:
        look, tag = VERDICTS[row.answered_as]
    name = "explanation" if is_justification else "objection"
    return Line(look, tag, title, about, reverse(name, args=[row.pk]), is_justification, late)
