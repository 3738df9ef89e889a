"""What waits for a reader's answer, what he waits for, what was answered him: for homes and the list of this room."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import CharField, DateField, F, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse

from hongzhu.orgs.access import Reader
from hongzhu.policy.pack import Obligation, Pack
from hongzhu.policy.period_words import period_words
from hongzhu.policy.vocabulary import WAIVERS

from .access import answered_by_me, name_of, own
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
    """One query; the late first, then the oldest. What the pack does not know is left out."""
    found = Pending()
    if reader.duty or not reader.roles:
        return found
    duties = {each.id: each for each in pack.obligations}
    since = today - SHOWN_FOR
    lately = Q(accepted_on__gt=since) | Q(refused_on__gt=since)
    rows = _rows(reader, Justification, "justification", WAITING, lately).union(
        _rows(reader, Objection, "objection", UNANSWERED, Q(answered_on__gt=since)), all=True
    )
    for line in sorted((Said(*row) for row in rows), key=lambda each: each[:2]):
        duty = duties.get(line.obligation)
        if duty is None:
            continue
        place = found.told if not line.is_waiting else found.awaited if line.is_mine else found.asked
        waiting = ASKED if place is found.asked else "等上级答复"
        period = period_words(duty.period, line.period, today.year)
        place.append(_line(line, f"{line.name}：{period}{duty.title}", today, waiting))
    found.asked.sort(key=lambda line: -line.late)
    return found


class Said(NamedTuple):
    """One 说明 (kind 0) or 判断有误 (kind 1), as a line tells it; `yes_on`: accepted, or answered."""

    kind: int
    pk: int
    obligation: str
    period: str
    yes_on: date | None
    no_on: date | None
    withdrawn_on: date | None
    due_on: date | None
    about: str
    verdict: str
    is_mine: bool = False
    name: str = ""

    @property
    def is_waiting(self) -> bool:
        """Nobody has answered, and it was not taken back."""
        return self.yes_on is None and self.no_on is None and self.withdrawn_on is None


def _rows(reader: Reader, model: Any, resource: str, waiting: Q, lately: Q) -> Any:
    """Waiting for the reader, or his own and waiting, or his own and answered lately; the columns of Said."""
    mine = own(reader, resource)
    wanted = (waiting & (mine | answered_by_me(reader, resource))) | (lately & mine)
    is_justification = model is Justification
    never = Cast(Value(None), DateField())
    words = Value("", output_field=CharField())
    columns = {
        "kind": Value(0 if is_justification else 1),
        "number": F("pk"),
        "duty": F("obligation"),
        "label": F("period"),
        "yes_on": F("accepted_on" if is_justification else "answered_on"),
        "no_on": F("refused_on") if is_justification else never,
        "taken_on": F("withdrawn_on"),
        "last_on": F("due_on"),
        "what": words if is_justification else F("about"),
        "verdict": words if is_justification else F("answered_as"),
        "is_mine": mine,
        "name": name_of(),
    }
    rows = model.objects.visible_to(reader).filter(wanted)
    return rows.annotate(**columns).order_by().values_list(*columns)


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
    if isinstance(row, Justification):
        answered: tuple[Any, ...] = (row.accepted_on, row.refused_on, row.withdrawn_on, row.due_on, "", "")
    else:
        answered = (row.answered_on, None, row.withdrawn_on, row.due_on, row.about, row.answered_as)
    kind = int(not isinstance(row, Justification))
    return _line(Said(kind, row.pk, row.obligation, row.period, *answered), title, today, waiting)


def _line(said: Said, title: str, today: date, waiting: str) -> Line:
    is_justification = said.kind == 0
    kind = "对这一期的说明" if is_justification else f"判断有误：{Objection.About(said.about).label}"
    late, about = 0, kind
    if said.is_waiting:
        look, tag = "open", waiting
        if said.due_on:
            late = max(0, (today - said.due_on).days)
            about = f"{kind} · 最晚 {said.due_on.month}月{said.due_on.day}日答复（本区设定）"
            if late:
                look, tag = "late" if waiting == ASKED else "open", f"答复过期 {late} 天"
    elif said.withdrawn_on is not None:
        look, tag = "none", "已收回"
    elif is_justification:
        look, tag = ("excused", "已认可") if said.yes_on else ("ask", "没有认可")
    else:
        look, tag = VERDICTS[said.verdict]
    name = "explanation" if is_justification else "objection"
    return Line(look, tag, title, about, reverse(name, args=[said.pk]), is_justification, late)
