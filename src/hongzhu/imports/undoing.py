"""Undo a batch: what it did is what the audit trail tells of the account at the moment of the import."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db.models import Max

from hongzhu.audit.actions import By
from hongzhu.audit.models import Payload
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import every
from hongzhu.meetings.actions import record_meetings, withdraw_meeting
from hongzhu.meetings.models import Meeting
from hongzhu.meetings.versions import entry_from as meeting_from
from hongzhu.people.actions import PersonEntry, drop_people, save_people
from hongzhu.training.actions import record_trainings, withdraw_training
from hongzhu.training.actions.entries import entry_from as training_from
from hongzhu.training.models import Training

from .models import Batch

LASTS: Final = timedelta(days=1)
WHY: Final = "what the batch itself did"
REASON: Final = "撤回导入的一批"
TOO_LATE: Final = "导入已经过了24小时，不能整批撤回，请在各条记录上更正。"
NAMED: Final = 10


@dataclass
class Done:
    """What a batch did to one kind of record: codes that were new; what the changed ones said before."""

    made: list[str] = field(default_factory=list)
    was: list[dict[str, Any]] = field(default_factory=list)


def undo(batch: Batch, *, by: By, now: datetime) -> None:
    """Put every record back. Raises Refused, naming what has been changed since or what stands on it."""
    at = batch.imported_at
    if at is None or now > at + LASTS:
        raise Refused(TOO_LATE)
    done = _done(str(batch.user_id), at)
    try:
        with posting(now=now):
            _undo_meetings(done["meeting"], by=by, now=now)
            _undo_trainings(done["training"], by=by, now=now)
            people = done["person"]
            save_people([_person_from(was) for was in people.was], by=by, now=now)
            drop_people(people.made, by=by, now=now)
    except Refused as refused:
        words = "".join(each.message for each in every(refused)[:NAMED])
        raise Refused(f"没有撤回：{words}") from refused


def _done(actor: str, at: datetime) -> dict[str, Done]:
    """Kind of record → what was done. Raises Refused where somebody has changed one of them since."""
    told = Payload.objects.filter(event__actor=actor, event__at=at, event__verb__endswith="ed").order_by("pk")
    found = {kind: Done() for kind in ("person", "meeting", "training")}
    versions: dict[str, int] = {}
    for each in told:
        kind, _, code = each.object.partition(":")
        if kind not in found:
            continue
        if each.version is not None:
            versions[each.object] = each.version
            found[kind].was.append(_whole(each, code))
        elif each.object not in versions:
            versions[each.object] = 0
            found[kind].made.append(code)
    _check_untouched(versions)
    return found


def _whole(payload: Payload, code: str) -> dict[str, Any]:
    content = payload.content
    if content is None:
        raise Refused(f"没有撤回：{code}从前的内容已经按规定销毁。")
    was: dict[str, Any] = content["was"]
    return was


def _check_untouched(versions: dict[str, int]) -> None:
    rows = Payload.objects.filter(object__in=list(versions), version__isnull=False)
    last = dict(rows.values("object").annotate(last=Max("version")).values_list("object", "last"))
    later = [about.partition(":")[2] for about, known in versions.items() if last.get(about, 0) > known]
    if later:
        names = "、".join(later[:NAMED]) + (f"等 {len(later)} 条" if len(later) > NAMED else "")
        raise Refused(f"没有撤回：{names}在导入以后又改过。请在那些记录上更正。")


def _undo_meetings(done: Done, *, by: By, now: datetime) -> None:
    record_meetings([meeting_from(was) for was in done.was], by=by, now=now)
    for meeting in Meeting.objects.everything(WHY).filter(code__in=done.made):
        _named(meeting.code, partial(withdraw_meeting, meeting, reason=REASON, by=by, now=now))


def _undo_trainings(done: Done, *, by: By, now: datetime) -> None:
    record_trainings([training_from(was) for was in done.was], by=by, now=now)
    for training in Training.objects.everything(WHY).filter(code__in=done.made):
        _named(training.code, partial(withdraw_training, training, reason=REASON, by=by, now=now))


def _named(code: str, act: Callable[[], object]) -> None:
    try:
        act()
    except Refused as refused:
        raise Refused(f"{code}：{refused.message}") from refused


def _person_from(was: dict[str, Any]) -> PersonEntry:
    known = {each.name for each in fields(PersonEntry)}
    values: dict[str, Any] = {
        name: date.fromisoformat(value) if name.endswith("_on") else value
        for name, value in was.items()
        if name in known
    }
    return PersonEntry(**values)
