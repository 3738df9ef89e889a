"""What the database holds for columns a workbook does not have: an absent column leaves the value alone."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import F, Model
from django.db.models.functions import Coalesce

from hongzhu.ledger.saving import chunks
from hongzhu.meetings.actions import ALL
from hongzhu.meetings.models import Attendance, Meeting
from hongzhu.obligations.models import Justification
from hongzhu.orgs.models import Coverage, Election, Line, OrgEdge, PartyOrg, School
from hongzhu.people.models import Appointment, Person
from hongzhu.study.models import Talk
from hongzhu.training.models import Attendee, Training

from .columns import Sheet
from .sheets import (
    ELECTIONS,
    JUSTIFICATIONS,
    MEETINGS,
    ORGS,
    PEOPLE,
    POSTS,
    SCHOOLS,
    TALKS,
    TRAININGS,
)

Key = tuple[Any, ...]
Values = dict[str, Any]
Many = Callable[[Collection[str]], Iterable[tuple[str, Any]]]


@dataclass(frozen=True)
class Source:
    """Where a sheet's records are. `paths`: entry field → ORM expression, where it is not the field itself.

    The first of the key's fields picks the rows. `many` are fields kept in other tables, read by code.
    """

    model: type[Model]
    paths: dict[str, Any] = field(default_factory=dict)
    many: dict[str, Many] = field(default_factory=dict)


def _superiors(line: str) -> Many:
    def read(codes: Collection[str]) -> Iterable[tuple[str, Any]]:
        edges = OrgEdge.objects.filter(line=line, org__code__in=codes)
        return edges.values_list("org__code", "superior__code")

    return read


def _grouped(rows: Iterable[tuple[str, str]]) -> Iterable[tuple[str, Any]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code, each in rows:
        found[code].append(each)
    return ((code, tuple(several)) for code, several in found.items())


def _covers(codes: Collection[str]) -> Iterable[tuple[str, Any]]:
    rows = Coverage.objects.filter(org__code__in=codes).order_by("pk")
    return _grouped(rows.values_list("org__code", "school__code"))


def _named(state: str) -> Many:
    def read(codes: Collection[str]) -> Iterable[tuple[str, Any]]:
        rows = Attendance.objects.filter(meeting__code__in=codes, state=state).order_by("pk")
        return _grouped(rows.values_list("meeting__code", "person__code"))

    return read


def _present(codes: Collection[str]) -> Iterable[tuple[str, Any]]:
    yield from _named(Attendance.State.PRESENT)(codes)
    everyone = Meeting.objects.filter(code__in=codes, is_everyone=True)
    yield from ((code, ALL) for code in everyone.values_list("code", flat=True))


def _attendees(codes: Collection[str]) -> Iterable[tuple[str, Any]]:
    rows = Attendee.objects.filter(training__code__in=codes).order_by("pk")
    return _grouped(rows.values_list("training__code", "person__code"))


BODY: Final = Coalesce("org__code", "school__code")
SOURCES: Final[dict[Sheet, Source]] = {
    SCHOOLS: Source(School),
    ORGS: Source(
        PartyOrg,
        many={"led_by": _superiors(Line.LEAD), "guided_by": _superiors(Line.GUIDE), "covers": _covers},
    ),
    PEOPLE: Source(Person, {"school": F("school__code"), "org": F("org__code"), "group": F("group__code")}),
    POSTS: Source(
        Appointment,
        {
            "person": F("person__code"),
            "body": BODY,
            "from_on": F("starts_on"),
            "until_on": F("ends_on"),
        },
    ),
    ELECTIONS: Source(Election, {"org": F("org__code")}),
    MEETINGS: Source(
        Meeting,
        {"body": BODY, "chair": F("chair__code"), "recorder": F("recorder__code")},
        many={
            "present": _present,
            "on_leave": _named(Attendance.State.ON_LEAVE),
            "absent": _named(Attendance.State.ABSENT),
        },
    ),
    TRAININGS: Source(Training, {"body": BODY}, many={"attendees": _attendees}),
    TALKS: Source(Talk, {"talker": F("talker__code"), "object": F("object__code")}),
    JUSTIFICATIONS: Source(
        Justification, {"subject": F("subject__code"), "accepted_by": F("accepted_by__code")}
    ),
}


def stored_values(sheet: Sheet, keys: Collection[Key], fields: Collection[str]) -> dict[Key, Values]:
    """Return what is stored for some fields of the records with these keys; new records are not there."""
    source = SOURCES[sheet]
    plain = [name for name in fields if name not in source.many]
    paths = {f"value_{name}": source.paths.get(name, F(name)) for name in [*sheet.key, *plain]}
    found: dict[Key, Values] = {}
    for some in chunks(dict.fromkeys(key[0] for key in keys)):
        rows = source.model._default_manager.annotate(**paths).filter(**{f"value_{sheet.key[0]}__in": some})
        for row in rows.values_list(*paths):
            found[row[: len(sheet.key)]] = dict(zip(plain, row[len(sheet.key) :], strict=True))
        for name in fields:
            for code, value in source.many[name](some) if name in source.many else ():
                found[code,][name] = value
    return found
