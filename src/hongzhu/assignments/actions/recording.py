"""Assignments that were sent and answered already, many at once: what the demo tells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from hongzhu.assignments.facts import KIND, code_of, post_receipts
from hongzhu.assignments.models import AskedItem, Assignment, Given, Receipt, Response
from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Saved
from hongzhu.ledger.posting import Posting, posting
from hongzhu.ledger.saving import signed, stamp
from hongzhu.orgs.models import PartyOrg
from hongzhu.search.actions import index_records

from .drafting import AssignmentEntry, tell


@dataclass(frozen=True, kw_only=True)
class RespondedEntry:
    """One answer: of whom, on which day, what was said of each thing in the order asked."""

    org: str
    responded_on: date
    given: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class SentEntry:
    """An assignment under its code, sent on a day; who has read it, what was answered, perhaps closed."""

    code: str
    asked: AssignmentEntry
    sent_on: date
    read: tuple[str, ...] = ()
    responses: tuple[RespondedEntry, ...] = field(default=())
    closed_on: date | None = None
    closed_reason: str = ""


def record_assignments(entries: Sequence[SentEntry], *, by: By, now: datetime) -> Saved:
    """Record those whose code is new; what is there is left as it is."""
    saved, sent = Saved(), list[int]()
    with posting(now=now) as post:
        codes = {code for entry in entries for code in (entry.asked.org, *entry.asked.asked)}
        orgs = PartyOrg.objects.everything("actions see all").in_bulk(codes, field_name="code")
        known = set(
            Assignment.objects.everything("actions see all")
            .filter(code__in=[entry.code for entry in entries])
            .values_list("code", flat=True)
        )
        for entry in entries:
            if entry.code in known:
                saved.unchanged.append(entry.code)
                continue
            row = _row(entry, orgs, by, now)
            _store(post, entry, row, orgs, by, now)
            sent.append(row.pk)
            tell(post, "assignment.sent", row, {"asked": list(entry.asked.asked)}, by=by, now=now)
            saved.created.append(entry.code)
        index_records(kind="assignment", keys=sent)
        receipts = Receipt.objects.everything("actions see all").filter(assignment__in=sent)
        index_records(kind="receipt", keys=[*receipts.values_list("pk", flat=True)])
    return saved


def _row(entry: SentEntry, orgs: dict[str, PartyOrg], by: By, now: datetime) -> Assignment:
    asked = entry.asked
    row = Assignment(
        code=entry.code,
        org=orgs[asked.org],
        title=asked.title,
        words=asked.words,
        due_on=asked.due_on,
        minutes=asked.minutes,
        made_at=_morning(entry.sent_on),
        sent_at=_morning(entry.sent_on),
        closed_at=_morning(entry.closed_on) if entry.closed_on else None,
        closed_reason=entry.closed_reason,
        **stamp(by, now),
    )
    row.save()
    return row


def _store(
    post: Posting, entry: SentEntry, row: Assignment, orgs: dict[str, PartyOrg], by: By, now: datetime
) -> None:
    items = AskedItem.objects.everything("actions see all").bulk_create(
        AskedItem(assignment=row, place=place, title=item.title, figure=item.figure)
        for place, item in enumerate(entry.asked.items, 1)
    )
    responses = {each.org: each for each in entry.responses}
    read = {**dict.fromkeys(entry.read, entry.sent_on), **{o: r.responded_on for o, r in responses.items()}}
    name = signed(by)
    receipts = [
        Receipt(
            assignment=row,
            org=orgs[code],
            due_on=row.due_on,
            read_at=_morning(read[code]) if code in read else None,
            read_by=name if code in read else "",
        )
        for code in entry.asked.asked
    ]
    subjects = post.subjects(KIND, [code_of(each) for each in receipts])
    for each in receipts:
        each.subject_id = subjects[code_of(each)]
    receipts = Receipt.objects.everything("actions see all").bulk_create(receipts)
    _answer(receipts, responses, items, name, now)
    post_receipts(post, receipts)


def _answer(
    receipts: Iterable[Receipt],
    responses: dict[str, RespondedEntry],
    items: Sequence[AskedItem],
    name: str,
    now: datetime,
) -> None:
    rows = [
        Response(
            receipt=each,
            number=1,
            words=responses[each.org.code].words,
            responded_on=responses[each.org.code].responded_on,
            saved_by=name,
            saved_at=now,
        )
        for each in receipts
        if each.org.code in responses
    ]
    rows = Response.objects.everything("actions see all").bulk_create(rows)
    Given.objects.everything("actions see all").bulk_create(
        Given(response=row, item=item, value=value, held=value if item.figure else "")
        for row in rows
        for item, value in zip(items, responses[row.receipt.org.code].given, strict=True)
    )


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))
