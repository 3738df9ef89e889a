"""A draft goes out: each organisation asked has it as a duty of its own, due on the day the superior says."""

from datetime import datetime

from django.utils import timezone

from hongzhu.assignments.facts import KIND, code_of, post_receipts
from hongzhu.assignments.models import Assignment, Receipt
from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import posting
from hongzhu.search.actions import index_records

from .drafting import locked, mark_saved, tell


def send_assignment(draft: Assignment, *, by: By, now: datetime, version: int | None = None) -> Assignment:
    """Send to all at once. `version`: the one that was checked. Raises Refused."""
    with posting(now=now) as post:
        row = locked(draft)
        if row.sent_at is not None:
            raise Refused("这件任务已经发出去了，不用再发。")
        if version not in (None, row.version):
            raise Refused("核对以后有人改过这份草稿，请再核对一遍。", field="version")
        if row.due_on < timezone.localdate(now):
            raise Refused("草稿里写的日子已经过了，请先改日子。", field="due_on")
        rows = Receipt.objects.everything("actions see all").filter(assignment=row)
        receipts = list(rows.select_related("assignment", "org").order_by("org__code"))
        if not receipts:
            raise Refused("没有选单位，请先改草稿。", field="asked")
        row.sent_at = now
        mark_saved(row, by, now)
        row.save(update_fields=["sent_at", "saved_by", "saved_at"])
        subjects = post.subjects(KIND, [code_of(each) for each in receipts])
        for each in receipts:
            each.assignment, each.subject_id = row, subjects[code_of(each)]
        Receipt.objects.everything("actions see all").bulk_update(receipts, ["subject"], batch_size=200)
        post_receipts(post, receipts)
        index_records(kind="assignment", keys=[row.pk])
        told = {"due_on": row.due_on.isoformat(), "asked": [each.org.code for each in receipts]}
        tell(post, "assignment.sent", row, told, by=by, now=now)
    return row
