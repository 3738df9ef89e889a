"""How far an assignment is at each organisation: read, answered, sent back; said the same everywhere."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import CharField, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery

from hongzhu.kit.dates import short_date

from .models import Assignment, Receipt, Response

UNREAD, READ, RETURNED, ANSWERED = "unread", "read", "returned", "answered"
WORDS: Final = {UNREAD: "还没看", READ: "看了还没回", RETURNED: "退回补正", ANSWERED: "已回"}
"""state → what a reader calls it, in the order in which help is needed"""
SOON: Final = 3
"""days before the last day from which it is shown as near"""
LOOKS: Final = {UNREAD: "blank", READ: "open", RETURNED: "ask", ANSWERED: "done"}


def state_of(receipt: Any) -> str:
    """Of a receipt that has its states."""
    if receipt.answered_on is not None:
        return ANSWERED
    if receipt.last_returned_on is not None:
        return RETURNED
    return UNREAD if receipt.read_at is None else READ


@dataclass(frozen=True)
class State:
    """A receipt's state in words, with its look; `late`: days past the last day, where nothing was answered."""

    key: str
    look: str
    tag: str
    late: int


def told(receipt: Any, today: date) -> State:
    """For a line: 已回 11月17日, 过期3天，还没看."""
    key = state_of(receipt)
    late = (today - receipt.due_on).days
    if key == ANSWERED:
        over = (receipt.answered_on - receipt.due_on).days
        after = f"，晚{over}天" if over > 0 else ""
        return State(key, LOOKS[key], f"{short_date(receipt.answered_on)}回{after}", 0)
    if receipt.assignment.closed_at is not None:
        return State(key, "none", "关闭时没有回", 0)
    look, tag = due_words(-late)
    return State(key, LOOKS[key] if look == "open" else look, tag, max(late, 0))


def due_words(left: int) -> tuple[str, str]:
    """(look, words) of a last day that is so many days ahead: 过期 3 天, 今天到期, 还有 5 天."""
    if left < 0:
        return "late", f"过期 {-left} 天"
    return "soon" if left <= SOON else "open", f"还有 {left} 天" if left else "今天到期"


def counted(rows: QuerySet[Assignment]) -> QuerySet[Any]:
    """Assignments with how many were `asked` and how many of those have `answered`; no query for each."""
    standing = Q(receipts__responses__returned_on=None) & ~Q(receipts__responses=None)
    found: QuerySet[Any] = rows.annotate(
        asked=Count("receipts", distinct=True), answered=Count("receipts", filter=standing, distinct=True)
    )
    return found


def with_states(rows: QuerySet[Receipt]) -> QuerySet[Any]:
    """Receipts with `answered_on` and `last_returned_on`; no query for each."""
    every = Response.objects.everything("states of receipts that are seen").filter(receipt=OuterRef("pk"))
    standing = every.filter(returned_on=None)
    returned = every.filter(returned_on__isnull=False).order_by("-number")
    changed = standing.filter(given__reason__gt="")
    found: QuerySet[Any] = rows.annotate(
        answered_on=Subquery(standing.values("responded_on")[:1]),
        answer_words=Subquery(standing.values("words")[:1], output_field=CharField()),
        last_returned_on=Subquery(returned.values("returned_on")[:1]),
        answers=Subquery(every.order_by("-number").values("number")[:1], output_field=IntegerField()),
        is_changed=Exists(changed),
        sender=F("assignment__org__name"),
    )
    return found
