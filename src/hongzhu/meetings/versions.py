"""What a record has said, version by version: who made each, when, why, and who signed it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from hongzhu.audit.models import Payload, Version

from .actions import ALL, MEETINGS, AgendaEntry, MeetingEntry, ResolutionEntry, entry_of
from .models import Meeting, Signature

WHY = "of meetings at hand"


@dataclass(frozen=True)
class MeetingVersion:
    """One version of a record. `entry` is None where the trail was erased by rule."""

    number: int
    at: datetime
    who: str
    reason: str
    entry: MeetingEntry | None
    signatures: tuple[Signature, ...]
    is_current: bool


def versions_of(meeting: Meeting) -> list[MeetingVersion]:
    """All versions of a record, the first one first; the last is the one that stands."""
    about = MEETINGS.about(meeting)
    earlier = list(Version.objects.filter(object=about).order_by("version"))
    made = Payload.objects.filter(object=about, event__verb=f"{MEETINGS.name}.recorded")
    first = made.select_related("event").order_by("pk").first()
    # What changed version 1 into 2 is told by the event that keeps version 1.
    makers = [first.event if first else None, *(each.event for each in earlier)]
    reasons = ["", *(each.reason for each in earlier)]
    kept = (each.was for each in earlier)
    said = [*(None if was is None else entry_from(was) for was in kept), entry_of(meeting)]
    signed = list(
        Signature.objects.everything(WHY).filter(meeting=meeting).select_related("person").order_by("at")
    )
    return [
        MeetingVersion(
            number=number,
            at=maker.at if maker else meeting.made_at,
            who=maker.actor_label if maker else "",
            reason=reason,
            entry=entry,
            signatures=tuple(each for each in signed if each.version == number),
            is_current=number == len(said),
        )
        for number, (maker, reason, entry) in enumerate(zip(makers, reasons, said, strict=True), 1)
    ]


def entry_from(told: Mapping[str, Any]) -> MeetingEntry:
    """The entry that the trail kept: the reverse of how it is told."""
    values = dict(told)
    values["agenda"] = [*_lines(values.pop("topics", "")), *values.get("agenda", ())]
    values["resolutions"] = [*_lines(values.pop("resolution", "")), *values.get("resolutions", ())]
    values = _typed(values, MeetingEntry)
    values["agenda"] = tuple(AgendaEntry(**_typed(each, AgendaEntry)) for each in values["agenda"])
    values["resolutions"] = tuple(
        ResolutionEntry(**_typed(each, ResolutionEntry)) for each in values["resolutions"]
    )
    if values.get("present") == ALL.value:
        values["present"] = ALL
    return MeetingEntry(**values)


def _lines(text: str) -> Iterable[dict[str, str]]:
    """Agenda and resolutions were one text each in the first records."""
    return ({"words": line.strip()} for line in text.splitlines() if line.strip())


def _typed(values: Mapping[str, Any], entry: type[Any]) -> dict[str, Any]:
    """Dates, times and tuples out of their texts and lists."""
    found: dict[str, Any] = {}
    known = {each.name for each in fields(entry)}
    for name, value in values.items():
        if name not in known:
            continue
        if name.endswith("_on"):
            found[name] = date.fromisoformat(value)
        elif name.endswith("_at"):
            found[name] = time.fromisoformat(value)
        elif isinstance(value, list):
            found[name] = tuple(value)
        else:
            found[name] = value
    return found
