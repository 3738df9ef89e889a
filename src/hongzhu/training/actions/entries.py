"""What a training says, as an entry; how it is told to the audit trail and read back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from hongzhu.ledger.trail import Trail, grouped
from hongzhu.orgs.bodies import BODY
from hongzhu.training.models import Attendee, Training


@dataclass(frozen=True, kw_only=True)
class TrainingEntry:
    """One row of the sheet 培训; hours in tenths, `ends_on` the last day (None: one day)."""

    code: str
    title: str
    kind: str
    starts_on: date
    hours: int
    body: str | None = None
    ends_on: date | None = None
    attendees: tuple[str, ...] = ()
    entered_on: date | None = None


def _attendees(codes: Collection[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
    rows = Attendee.objects.everything("actions see all").filter(training__code__in=codes).order_by("pk")
    return grouped(rows.values_list("training__code", "person__code"))


TRAININGS: Final = Trail(
    name="training",
    model=Training,
    about=lambda row: f"training:{row.code}",
    paths={"body": BODY},
    many={"attendees": _attendees},
)


def entry_of(training: Training) -> TrainingEntry:
    """A stored training as an entry: what a form shows before it is amended."""
    names = [each.name for each in fields(TrainingEntry)]
    (values,) = TRAININGS.read(names, "code", [training.code])
    return TrainingEntry(**values)


def entry_from(told: Mapping[str, Any]) -> TrainingEntry:
    """The entry that the trail kept: the reverse of how it is told."""
    known = {each.name for each in fields(TrainingEntry)}
    values: dict[str, Any] = {
        name: date.fromisoformat(value) if name.endswith("_on") else value
        for name, value in told.items()
        if name in known
    }
    return TrainingEntry(**values | {"attendees": tuple(values.get("attendees", ()))})
