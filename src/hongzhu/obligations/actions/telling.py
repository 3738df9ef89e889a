"""What the actions of this room share: the stream a record belongs to, its row locked, the trail told."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model

from hongzhu.audit.actions import By, Content
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.models import Subject
from hongzhu.ledger.posting import Posting
from hongzhu.ledger.saving import stamp
from hongzhu.orgs.bodies import DISTRICT
from hongzhu.people.roster import person_streams
from hongzhu.policy.deciding import answer_days
from hongzhu.policy.pack import Pack

Row = TypeVar("Row", bound=Model)
ANSWERED_MEANWHILE = "刚刚有人答复或收回过，请刷新页面，看过新的内容再操作。"
STREAMS = {"org": "org", "group": "org", "school": "school"}


def last_day(pack: Pack, asked_on: date) -> date | None:
    """The last day to answer in time what was asked on a day (本区设定); None where the pack names no days."""
    days = answer_days(pack, asked_on)
    return None if days is None else asked_on + timedelta(days=days)


def stream_of_subject(subject: Subject) -> str:
    """Bodies have their own stream, people that of theirs, all else is the district's."""
    if subject.kind == "person":
        return person_streams([subject.code]).get(subject.code, DISTRICT)
    prefix = STREAMS.get(subject.kind)
    return f"{prefix}:{subject.code}" if prefix else DISTRICT


def locked(row: Row) -> Row:
    """The stored row, so that two answers take turns."""
    manager: Any = type(row).objects  # type: ignore[attr-defined]
    found: Row = manager.everything("actions see all").select_for_update().get(pk=row.pk)
    return found


def set_values(row: Model, values: Mapping[str, Any], *, by: By, now: datetime) -> dict[str, Any]:
    """Store new values and who stored them; returns what stood before, organisations by code."""
    before = {name: getattr(value := getattr(row, name), "code", value) for name in values}
    for name, value in (dict(values) | stamp(by, now)).items():
        setattr(row, name, value)
    row.save()
    return before


def tell(
    post: Posting,
    verb: str,
    row: Model,
    subject: Subject,
    now_values: Mapping[str, Any],
    *,
    by: By,
    now: datetime,
    before: Mapping[str, Any] | None = None,
) -> None:
    """One event in the stream of the subject; of sensitive fields it keeps a digest only."""
    name = verb.partition(".")[0]
    classes: dict[str, str] = getattr(row, "DATA_CLASSES", {})
    sealed = {field for field, kind in classes.items() if kind == "sensitive"}
    content = Content(about=f"{name}:{row.pk}", now=now_values, before=before, sealed=sealed)
    post.record(stream_of_subject(subject), verb, [content], by=by, now=now)


def user_of(by: By) -> int | None:
    """The account of whoever acts; a command has none."""
    return None if isinstance(by, str) else int(str(by.user_id))


def demand(text: str, field: str, words: str) -> str:
    """The text without spaces around it. Raises Refused where nothing is left."""
    if not text.strip():
        raise Refused(words, field=field)
    return text.strip()
