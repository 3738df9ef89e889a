"""What receipts prove: that something was asked, for how many days, and that it was answered."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from hongzhu.ledger.posting import FactRow, Posting
from hongzhu.ledger.saving import ONCE
from hongzhu.policy.days import FOREVER, to_day

from .models import Receipt, Response

KIND = "assignment"
"""of subject: one receipt"""


def code_of(receipt: Receipt) -> str:
    """How the ledger knows a receipt, `assignment` and `org` at hand."""
    return f"{receipt.assignment.code}:{receipt.org.code}"


def source_of(receipt: Receipt) -> str:
    """How its facts are known."""
    return f"assignment:{code_of(receipt)}"


def post_receipts(post: Posting, receipts: Iterable[Receipt]) -> None:
    """State the complete facts of receipts that were sent, `assignment` and `org` at hand.

    Once the assignment is closed, nothing is owed by whoever has not answered.
    """
    rows = list(receipts)
    standing = Response.objects.everything("facts follow from all records").filter(
        receipt__in=rows, returned_on=None
    )
    answered: dict[int, date] = dict(standing.values_list("receipt", "responded_on"))
    for receipt in rows:
        assignment = receipt.assignment
        assert assignment.sent_at is not None
        assert receipt.subject_id is not None
        sent = to_day(timezone.localdate(assignment.sent_at))
        post.exists(receipt.subject_id, sent, FOREVER)
        post.own(receipt.subject_id, receipt.org.subject_id)
        facts = []
        if assignment.closed_at is None or receipt.pk in answered:
            days = (to_day(receipt.due_on) - sent) * ONCE
            facts.append(FactRow("assignment.received", receipt.subject_id, sent, sent, days))
        if receipt.pk in answered:
            day = to_day(answered[receipt.pk])
            facts.append(FactRow("assignment.response", receipt.subject_id, day, day, ONCE))
        post.facts(source_of(receipt), facts)
