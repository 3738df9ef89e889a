"""更正申请: asked by whom a record is about, answered by the secretary of his branch, taken back."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from hongzhu.audit.actions import By, Content
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import Posting, posting
from hongzhu.ledger.saving import signed
from hongzhu.people.models import CorrectionRequest, Person
from hongzhu.people.roster import person_streams

ALL: Final = "actions see all"
State = CorrectionRequest.State
ANSWERED_WITHIN: Final = timedelta(days=7)
"""what this software promises whoever asks; the document says nothing of it"""
NOT_WAITING: Final = "这件更正申请已经办过了，请刷新页面再看。"
MOST_WAITING: Final = 10
"""of one person at a time"""


@dataclass(frozen=True, kw_only=True)
class CorrectionEntry:
    """Which record is wrong, and what it should be; `source`: as the ledger names it, if it was chosen."""

    about: str
    which: str
    wanted: str
    source: str = ""


def ask_correction(person: Person, entry: CorrectionEntry, *, by: By, now: datetime) -> CorrectionRequest:
    """Ask that a record about oneself be put right. Raises Refused."""
    today = timezone.localdate(now)
    with posting(now=now) as post:
        rows = CorrectionRequest.objects.everything(ALL).filter(person=person, state=State.WAITING)
        if rows.count() >= MOST_WAITING:
            raise Refused(f"已经有{MOST_WAITING}件在等答复，请等书记答复了再提。")
        made = CorrectionRequest(
            person=person, filed_on=today, due_on=today + ANSWERED_WITHIN, **asdict(entry)
        )
        made.save()
        _tell(post, made, "recorded", {"about": entry.about}, by=by, now=now)
        return made


def answer_correction(
    asked: CorrectionRequest, *, state: str, answer: str, by: By, now: datetime
) -> CorrectionRequest:
    """Say what came of it; the record itself is put right on its own sheet. Raises Refused."""
    if state not in (State.CORRECTED, State.REFUSED):
        raise Refused("请选结果。", field="state")
    if not answer.strip():
        raise Refused("请写答复，本人看得到。", field="answer")
    with posting(now=now) as post:
        stored = _waiting(asked)
        stored.state, stored.answer = State(state), answer.strip()
        stored.answered_on, stored.answered_by = timezone.localdate(now), signed(by)
        stored.save(update_fields=["state", "answer", "answered_on", "answered_by"])
        _tell(post, stored, "answered", {"state": state}, by=by, now=now)
    return stored


def withdraw_correction(asked: CorrectionRequest, *, by: By, now: datetime) -> CorrectionRequest:
    """Take it back while nobody has answered. Raises Refused."""
    with posting(now=now) as post:
        stored = _waiting(asked)
        stored.state = State.WITHDRAWN
        stored.save(update_fields=["state"])
        _tell(post, stored, "withdrawn", {}, by=by, now=now)
    return stored


def _waiting(asked: CorrectionRequest) -> CorrectionRequest:
    rows = CorrectionRequest.objects.everything(ALL).select_for_update(of=("self",)).select_related("person")
    stored = rows.get(pk=asked.pk)
    if not stored.is_waiting:
        raise Refused(NOT_WAITING)
    return stored


def _tell(
    post: Posting, row: CorrectionRequest, deed: str, told: dict[str, object], *, by: By, now: datetime
) -> None:
    """In the stream of the person's branch; what he wrote is not in it."""
    stream = person_streams([row.person.code])[row.person.code]
    content = Content(about=f"correction:{row.pk}", now=told)
    post.record(stream, f"correction.{deed}", [content], by=by, now=now)
