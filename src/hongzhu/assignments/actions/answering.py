"""An organisation says that it has read an assignment, and answers it: once, for all its superiors."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils import timezone

from hongzhu.assignments.facts import post_receipts
from hongzhu.assignments.models import AskedItem, Given, Receipt, Response
from hongzhu.audit.actions import By, Content
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import Posting, posting
from hongzhu.ledger.saving import signed, stamp
from hongzhu.orgs.bodies import stream_of
from hongzhu.search.actions import index_records


@dataclass(frozen=True, kw_only=True)
class GivenEntry:
    """What is said of one thing asked, by its place; `held`: what the system said."""

    place: int
    value: str
    held: str = ""
    reason: str = ""


def mark_read(receipt: Receipt, *, by: By, now: datetime) -> Receipt:
    """Say that it has been read; saying it again changes nothing."""
    with posting(now=now) as post:
        row = locked(receipt)
        if row.read_at is None:
            _read(row, by, now)
            tell(post, "receipt.read", row, {"read": True}, by=by, now=now)
    return row


def respond(receipt: Receipt, *, given: Sequence[GivenEntry], words: str, by: By, now: datetime) -> Response:
    """Answer. What differs from what the system holds needs its reason. Raises Refused."""
    with posting(now=now) as post:
        row = locked(receipt)
        if not row.assignment.is_open:
            raise Refused("这件任务上级已经关闭，不用再回复了。")
        every = Response.objects.everything("actions see all").filter(receipt=row)
        if every.filter(returned_on=None).exists():
            raise Refused("这件任务本单位已经回复过了。要改，请上级退回后再回。")
        items = {
            item.place: item
            for item in AskedItem.objects.everything("actions see all").filter(assignment=row.assignment)
        }
        _check(given, items)
        response = Response(
            receipt=row,
            number=every.count() + 1,
            words=words.strip(),
            responded_on=timezone.localdate(now),
            **stamp(by, now),
        )
        response.save()
        Given.objects.everything("actions see all").bulk_create(
            Given(
                response=response,
                item=items[each.place],
                value=each.value,
                held=each.held,
                reason=each.reason if each.value != each.held else "",
            )
            for each in given
        )
        if row.read_at is None:
            _read(row, by, now)
        post_receipts(post, [row])
        index_records(kind="receipt", keys=[row.pk])
        told = {"number": response.number, "words": words.strip(), "given": [asdict(each) for each in given]}
        tell(post, "response.recorded", row, told, by=by, now=now)
    return response


def _check(given: Sequence[GivenEntry], items: dict[int, AskedItem]) -> None:
    if {each.place for each in given} != set(items):
        raise Refused("任务要的内容有变化，请刷新页面，核对后再回复。")
    for each in given:
        title = items[each.place].title
        if not each.value.strip():
            raise Refused(f"请填“{title}”；没有的，请写“无”或“0”。", field=f"value_{each.place}")
        if each.held and each.value != each.held and not each.reason.strip():
            raise Refused(
                f"“{title}”和系统里的（{each.held}）不一样，请写明原因。", field=f"reason_{each.place}"
            )


def _read(row: Receipt, by: By, now: datetime) -> None:
    row.read_at, row.read_by = now, signed(by)
    row.save(update_fields=["read_at", "read_by"])


def locked(receipt: Receipt) -> Receipt:
    """The stored row with its assignment, so that two answers take turns."""
    rows = Receipt.objects.everything("actions see all").select_for_update(of=("self",))
    return rows.select_related("assignment__org", "org").get(pk=receipt.pk)


def tell(
    post: Posting,
    verb: str,
    row: Receipt,
    told: dict[str, object],
    *,
    by: By,
    now: datetime,
    reason: str = "",
) -> None:
    """One event in the stream of the organisation asked."""
    content = Content(about=f"receipt:{row.assignment.code}:{row.org.code}", now=told)
    post.record(stream_of(row.org), verb, [content], by=by, now=now, reason=reason)
