"""What the superior does after sending: remind, give more time, send back, remark, close."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from hongzhu.assignments.facts import post_receipts
from hongzhu.assignments.models import Assignment, Receipt, Remark, Response
from hongzhu.assignments.states import due_words
from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import stamp
from hongzhu.notices.actions import Letter, Told, send_reminders
from hongzhu.notices.quiet import Key
from hongzhu.orgs.models import PartyOrg
from hongzhu.search.actions import index_records

from . import answering
from .drafting import locked, mark_saved, tell

CLOSED: Final = "这件任务已经关闭了。"
NOT_SENT: Final = "这件任务还没有发出去。"


def remind_receipts(assignment: Assignment, *, by: By, now: datetime) -> int:
    """Remind whoever has not answered, once in seven days for the same matter; returns how many. Raises Refused."""
    today = timezone.localdate(now)
    with posting(now=now) as post:
        row = _open(assignment)
        rows = Receipt.objects.everything("actions see all").filter(unanswered(), assignment=row)
        waiting = list(rows.select_related("org").order_by("org__code"))
        letters = [_letter(row, each, today) for each in waiting]
        sent = send_reminders(letters, sender=row.org, by=by, now=now)
        told = [each for each in waiting if each.org_id in {message.org_id for message in sent}]
        rows.filter(pk__in=[each.pk for each in told]).update(reminded_on=today)
        codes = [each.org.code for each in told]
        tell(post, "assignment.reminded", row, {"asked": codes}, by=by, now=now)
    return len(codes)


def _letter(assignment: Assignment, receipt: Receipt, today: date) -> Letter:
    """What an organisation is told of an assignment it has not answered."""
    assert receipt.subject_id is not None
    _look, tag = due_words((receipt.due_on - today).days)
    is_late = receipt.due_on < today
    told = Told(key=Key(receipt.subject_id), words=assignment.title, tag=tag, is_late=is_late)
    return Letter(to=receipt.org, title=f"上级任务还没有回复：{assignment.title}", matters=[told])


def unanswered() -> Q:
    """Receipts without an answer that stands."""
    standing = Response.objects.everything("actions see all").filter(receipt=OuterRef("pk"), returned_on=None)
    return Q(~Exists(standing))


def extend_receipts(
    assignment: Assignment, *, due_on: date, orgs: Collection[str] = (), by: By, now: datetime
) -> int:
    """Give more time to whoever has not answered: to these organisations, or to all. Raises Refused."""
    today = timezone.localdate(now)
    with posting(now=now) as post:
        row = _open(assignment)
        rows = Receipt.objects.everything("actions see all").filter(unanswered(), assignment=row)
        rows = rows.filter(org__code__in=orgs) if orgs else rows
        receipts = list(rows.select_for_update(of=("self",)).select_related("assignment", "org"))
        if not receipts:
            raise Refused("都回复了，不用延期。", field="due_on")
        last = max(each.due_on for each in receipts)
        if due_on < today or due_on <= last:
            raise Refused(
                f"延期要比现在的日子（{last.month}月{last.day}日）晚，也不能早于今天。", field="due_on"
            )
        for each in receipts:
            each.due_on = due_on
        Receipt.objects.everything("actions see all").bulk_update(receipts, ["due_on"], batch_size=200)
        if not orgs:
            row.due_on = due_on
            mark_saved(row, by, now)
            row.save(update_fields=["due_on", "saved_by", "saved_at"])
        post_receipts(post, receipts)
        told = {"due_on": due_on.isoformat(), "asked": sorted(each.org.code for each in receipts)}
        tell(post, "assignment.extended", row, told, by=by, now=now)
    return len(receipts)


def return_response(receipt: Receipt, *, reason: str, due_on: date, by: By, now: datetime) -> Response:
    """Send an answer back (退回补正) with the reason and a new last day. Raises Refused."""
    today = timezone.localdate(now)
    if not reason.strip():
        raise Refused("请写明要补什么、改什么。", field="reason")
    with posting(now=now) as post:
        row = answering.locked(receipt)
        if not row.assignment.is_open:
            raise Refused(CLOSED)
        every = Response.objects.everything("actions see all").select_for_update()
        response = every.filter(receipt=row, returned_on=None).first()
        if response is None:
            raise Refused("这个单位还没有回复，或者刚刚退回过。")
        if due_on < today:
            raise Refused("补正的日子不能早于今天。", field="due_on")
        response.returned_on, response.returned_reason = today, reason.strip()
        response.save(update_fields=["returned_on", "returned_reason"])
        row.due_on = max(row.due_on, due_on)
        row.save(update_fields=["due_on"])
        post_receipts(post, [row])
        index_records(kind="receipt", keys=[row.pk])
        told = {"number": response.number, "due_on": row.due_on.isoformat()}
        answering.tell(post, "response.returned", row, told, by=by, now=now, reason=reason.strip())
    return response


def remark_on(receipt: Receipt, *, org: PartyOrg, words: str, by: By, now: datetime) -> Remark:
    """A superior's own remark; the other superior and the organisation read it, too. Raises Refused."""
    if not words.strip():
        raise Refused("请写批注。", field="words")
    with posting(now=now) as post:
        row = answering.locked(receipt)
        remark = Remark(receipt=row, org=org, words=words.strip(), **stamp(by, now))
        remark.save()
        answering.tell(
            post, "remark.recorded", row, {"org": org.code, "words": words.strip()}, by=by, now=now
        )
    return remark


def close_assignment(assignment: Assignment, *, reason: str, by: By, now: datetime) -> Assignment:
    """Nothing more is wanted: who has not answered owes nothing any more; what was answered stays. Raises Refused."""
    if not reason.strip():
        raise Refused("请写明为什么关闭，各单位看得到。", field="reason")
    with posting(now=now) as post:
        row = _open(assignment)
        row.closed_at, row.closed_reason = now, reason.strip()
        mark_saved(row, by, now)
        row.save(update_fields=["closed_at", "closed_reason", "saved_by", "saved_at"])
        receipts = list(
            Receipt.objects.everything("actions see all")
            .filter(assignment=row)
            .select_related("assignment", "org")
        )
        for each in receipts:
            each.assignment = row
        post_receipts(post, receipts)
        tell(post, "assignment.closed", row, {"closed": True}, by=by, now=now, reason=reason.strip())
    return row


def _open(assignment: Assignment) -> Assignment:
    row = locked(assignment)
    if row.sent_at is None:
        raise Refused(NOT_SENT)
    if row.closed_at is not None:
        raise Refused(CLOSED)
    return row
