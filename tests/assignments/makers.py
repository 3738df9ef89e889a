"""A bureau that guides two branches, a township that leads them, and what the bureau asks."""

from datetime import date, datetime, timedelta
from typing import Any

from hongzhu.assignments.actions import (
    AssignmentEntry,
    GivenEntry,
    ItemEntry,
    respond,
    save_draft,
    send_assignment,
)
from hongzhu.assignments.models import Assignment, Receipt, Response
from hongzhu.ledger.models import Subject
from hongzhu.ledger.stored import stored_pack, stored_standing
from hongzhu.policy.days import to_day
from hongzhu.policy.standing import status
from tests.makers import BY, NOW, make_branch, make_member, make_org, make_post

DUE = date(2026, 12, 2)
ITEMS = (ItemEntry(title="党员人数", figure="people.members"), ItemEntry(title="明年打算发展几人"))


def make_offices() -> None:
    """B guides, T1 leads D1 and D2; a secretary in each, three members in D1."""
    make_org("B", kind="committee", name="区教育局党委")
    make_org("T1", kind="committee", name="云溪镇党委")
    for number in (1, 2):
        make_branch(f"D{number}", f"S{number}", led_by="T1", guided_by="B", name=f"第{number}小学党支部")
        make_member(f"P{number}", name=f"书记{number}", org=f"D{number}", school=f"S{number}")
        make_post(f"P{number}", f"D{number}", "secretary")
    for body in ("B", "T1"):
        make_member(f"P{body}", name=f"书记{body}", org=body)
        make_post(f"P{body}", body, "secretary")
    for name in ("甲", "乙"):
        make_member(f"P1{name}", org="D1", school="S1")


def entry(**words: Any) -> AssignmentEntry:
    """What is asked of both branches if nothing else is said."""
    known: dict[str, Any] = {
        "org": "B",
        "title": "明年发展党员计划",
        "due_on": DUE,
        "items": ITEMS,
        "asked": ("D1", "D2"),
    }
    return AssignmentEntry(**known | words)


def make_assignment(now: datetime = NOW, **words: Any) -> Assignment:
    """Drafted and sent."""
    draft = save_draft(entry(**words), by=BY, now=now)
    return send_assignment(draft, by=BY, now=now)


def receipt_of(assignment: Assignment, org: str = "D1") -> Receipt:
    """What one organisation has of it."""
    return Receipt.objects.everything("test").get(assignment=assignment, org__code=org)


def answer(receipt: Receipt, days: int = 0, *values: str, **words: str) -> Response:
    """Answer so many days after it was sent."""
    said = values or ("3人", "1")
    given = [GivenEntry(place=place, value=value, **words) for place, value in enumerate(said, 1)]
    return respond(receipt, given=given, words="", by=BY, now=NOW + timedelta(days=days))


def standing(assignment: Assignment, on: date, org: str = "D1") -> str:
    """How the ledger says it stands there on a day; empty where nothing is owed."""
    subject = Subject.objects.get(kind="assignment", code=f"{assignment.code}:{org}")
    rows = stored_standing(stored_pack(), on, date(on.year, 1, 1), frozenset({subject.pk}))
    return next((status(row.row, row.rule, to_day(on), used=None, excused=None) for row in rows), "")
