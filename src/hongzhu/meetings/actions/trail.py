"""How meetings are told to the audit trail, and how stored ones read back as entries."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields
from typing import Any, Final

from django.db.models import F

from hongzhu.ledger.trail import Many, Trail, grouped
from hongzhu.meetings.models import AgendaItem, Attendance, Meeting, MeetingKind, Resolution
from hongzhu.orgs.bodies import BODY

from .entries import ALL, AgendaEntry, MeetingEntry, Present, ResolutionEntry

COUNTS: Final = ("entitled", "present", "in_favour", "against", "abstained", "written")
PLAIN: Final = ("words", "matter", *COUNTS, "is_unanimous", "due_on")
"""columns of a resolution that its entry has under the same name"""


def _kinds(codes: Collection[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
    rows = MeetingKind.objects.everything("actions see all").filter(meeting__code__in=codes).order_by("pk")
    return grouped(rows.values_list("meeting__code", "kind"))


def _agenda(codes: Collection[str]) -> Iterable[tuple[str, tuple[AgendaEntry, ...]]]:
    rows = (
        AgendaItem.objects.everything("actions see all")
        .filter(meeting__code__in=codes)
        .order_by("meeting", "place")
    )
    found = rows.values_list("meeting__code", "words", "subject__kind", "subject__code")
    return grouped(
        (code, AgendaEntry(words=words, subject=(kind, about) if kind else None))
        for code, words, kind, about in found
    )


def _resolutions(codes: Collection[str]) -> Iterable[tuple[str, tuple[ResolutionEntry, ...]]]:
    rows = (
        Resolution.objects.everything("actions see all")
        .filter(meeting__code__in=codes)
        .order_by("meeting", "place")
    )
    found = rows.values_list("meeting__code", "owner__code", "subject__kind", "subject__code", *PLAIN)
    return grouped(
        (code, _resolution(owner, kind, about, plain)) for code, owner, kind, about, *plain in found
    )


def _resolution(owner: str | None, kind: str | None, about: str | None, plain: list[Any]) -> ResolutionEntry:
    subject = (kind, about) if kind and about else None
    return ResolutionEntry(owner=owner, subject=subject, **dict(zip(PLAIN, plain, strict=True)))


def _closes(codes: Collection[str]) -> Iterable[tuple[str, tuple[int, ...]]]:
    rows = Resolution.objects.everything("actions see all").filter(closed_in__code__in=codes).order_by("pk")
    return grouped(rows.values_list("closed_in__code", "pk"))


def _named(state: str) -> Many:
    def read(codes: Collection[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
        rows = (
            Attendance.objects.everything("actions see all")
            .filter(meeting__code__in=codes, state=state)
            .order_by("pk")
        )
        return grouped(rows.values_list("meeting__code", "person__code"))

    return read


def _present(codes: Collection[str]) -> Iterator[tuple[str, tuple[str, ...] | Present]]:
    yield from _named(Attendance.State.PRESENT)(codes)
    everyone = Meeting.objects.everything("actions see all").filter(code__in=codes, is_everyone=True)
    yield from ((code, ALL) for code in everyone.values_list("code", flat=True))


MEETINGS: Final = Trail(
    name="meeting",
    model=Meeting,
    about=lambda row: f"meeting:{row.code}",
    paths={"body": BODY, "chair": F("chair__code"), "recorder": F("recorder__code")},
    many={
        "kinds": _kinds,
        "agenda": _agenda,
        "resolutions": _resolutions,
        "closes": _closes,
        "present": _present,
        "on_leave": _named(Attendance.State.ON_LEAVE),
        "absent": _named(Attendance.State.ABSENT),
    },
    sealed=frozenset({"present", "on_leave", "absent"}),
)


def stored_entries(codes: Collection[str]) -> dict[str, MeetingEntry]:
    """Stored meetings as entries, by code."""
    names = [each.name for each in fields(MeetingEntry)]
    return {values["code"]: MeetingEntry(**values) for values in MEETINGS.read(names, "code", codes)}


def entry_of(meeting: Meeting) -> MeetingEntry:
    """A stored meeting as an entry: what a form shows before it is amended."""
    return stored_entries([meeting.code])[meeting.code]
