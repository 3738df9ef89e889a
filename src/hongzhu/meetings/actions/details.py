"""What is stored beside a meeting's own row: kinds, attendance, agenda, resolutions, points done."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from hongzhu.ledger.models import Subject
from hongzhu.ledger.saving import chunks, insert_rows, plain_fields, prepared, take_over
from hongzhu.meetings.models import AgendaItem, Attendance, Meeting, MeetingKind, Resolution

from .entries import MeetingEntry, ResolutionEntry, SubjectKey
from .trail import PLAIN


@dataclass
class Referred:
    """Primary keys of whatever entries name by code."""

    people: dict[str, int]
    subjects: dict[SubjectKey, int]


class Details:
    """What stands beside some stored meetings, by the meeting's primary key."""

    def __init__(self, meetings: Collection[Meeting]) -> None:
        self.kinds: dict[int, set[str]] = defaultdict(set)
        self.named: dict[int, set[tuple[int, str]]] = defaultdict(set)
        self.agenda: dict[int, list[tuple[str, int | None]]] = defaultdict(list)
        self.resolutions: dict[int, list[Resolution]] = defaultdict(list)
        self.closes: dict[int, set[int]] = defaultdict(set)
        for some in chunks(meetings):
            for key, kind in (
                MeetingKind.objects.everything("actions see all")
                .filter(meeting__in=some)
                .values_list("meeting", "kind")
            ):
                self.kinds[key].add(kind)
            people = (
                Attendance.objects.everything("actions see all")
                .filter(meeting__in=some)
                .values_list("meeting", "person", "state")
            )
            for key, person, state in people:
                self.named[key].add((person, state))
            items = (
                AgendaItem.objects.everything("actions see all")
                .filter(meeting__in=some)
                .order_by("meeting", "place")
            )
            for key, words, subject in items.values_list("meeting", "words", "subject"):
                self.agenda[key].append((words, subject))
            for row in (
                Resolution.objects.everything("actions see all")
                .filter(meeting__in=some)
                .order_by("meeting", "place")
            ):
                self.resolutions[row.meeting_id].append(row)
            points = (
                Resolution.objects.everything("actions see all")
                .filter(closed_in__in=some)
                .values_list("closed_in", "pk")
            )
            for key, point in points:
                self.closes[key].add(point)

    def differ(self, meeting: int, entry: MeetingEntry, referred: Referred) -> bool:
        """Does the entry say anything else than what is stored?"""
        states = {(referred.people[person], state) for person, state, _field in entry.named()}
        return (
            self.kinds[meeting] != set(entry.kinds)
            or self.named[meeting] != states
            or self.agenda[meeting] != list(_agenda(entry, referred))
            or self.closes[meeting] != set(entry.closes)
            or self._resolutions_differ(meeting, entry, referred)
        )

    def _resolutions_differ(self, meeting: int, entry: MeetingEntry, referred: Referred) -> bool:
        wanted = [resolution_columns(each, referred) for each in entry.resolutions]
        stored = self.resolutions[meeting]
        return [{name: getattr(row, name) for name in RESOLUTION} for row in stored] != wanted


RESOLUTION = (*PLAIN, "owner_id", "subject_id")


def find_subjects(wanted: Collection[SubjectKey]) -> dict[SubjectKey, int]:
    """Primary keys of subjects by kind and code, for those that exist."""
    found: dict[SubjectKey, int] = {}
    for some in chunks({code for _kind, code in wanted}):
        for key, kind, code in Subject.objects.filter(code__in=some).values_list("pk", "kind", "code"):
            found[kind, code] = key
    return found


def resolution_columns(entry: ResolutionEntry, referred: Referred) -> dict[str, Any]:
    """The columns of a resolution, without its place."""
    return {
        **{name: getattr(entry, name) for name in PLAIN},
        "owner_id": referred.people[entry.owner] if entry.owner else None,
        "subject_id": referred.subjects[entry.subject] if entry.subject else None,
    }


def _agenda(entry: MeetingEntry, referred: Referred) -> Iterator[tuple[str, int | None]]:
    for each in entry.agenda:
        yield each.words, referred.subjects[each.subject] if each.subject else None


def paired(
    stored: Sequence[Resolution], wanted: Sequence[ResolutionEntry]
) -> tuple[list[Resolution | None], list[Resolution]]:
    """Which stored resolution each entry is: equal words first, then the same place; and those that are gone."""
    found: list[Resolution | None] = [None] * len(wanted)
    left = list(stored)
    for place, entry in enumerate(wanted):
        found[place] = next((row for row in left if row.words == entry.words), None)
        left = [row for row in left if row is not found[place]]
    for row in list(left):
        if row.place < len(found) and found[row.place] is None:
            found[row.place] = row
            left.remove(row)
    return found, left


def store_details(
    rows: Sequence[Meeting],
    changed: Collection[Meeting],
    entries: dict[str, MeetingEntry],
    before: Details,
    referred: Referred,
    late: date | None,
) -> None:
    """Store what stands beside these rows; `changed` are those that were there. `late`: see MeetingKind."""
    gone = {row.pk: before.kinds[row.pk] - set(entries[row.code].kinds) for row in changed}
    for some in chunks(changed):
        Attendance.objects.everything("actions see all").filter(meeting__in=some).delete()
        AgendaItem.objects.everything("actions see all").filter(meeting__in=some).delete()
    for meeting, lost in gone.items():
        if lost:
            MeetingKind.objects.everything("actions see all").filter(meeting=meeting, kind__in=lost).delete()
    added = {row.pk for row in changed} if late else set()
    entered = prepared_day(late)
    kinds: list[tuple[int, str, Any]] = []
    named: list[tuple[int, int, str]] = []
    agenda: list[tuple[int, int, str, int | None]] = []
    for row in rows:
        entry, known = entries[row.code], before.kinds[row.pk]
        fresh = [kind for kind in dict.fromkeys(entry.kinds) if kind not in known]
        kinds += [(row.pk, kind, entered if row.pk in added else None) for kind in fresh]
        states = {referred.people[person]: state for person, state, _field in entry.named()}
        named += [(row.pk, person, state) for person, state in states.items()]
        agenda += [(row.pk, place, *line) for place, line in enumerate(_agenda(entry, referred))]
    insert_rows(MeetingKind, ["meeting_id", "kind", "entered_on"], kinds)
    insert_rows(Attendance, ["meeting_id", "person_id", "state"], named)
    insert_rows(AgendaItem, ["meeting_id", "place", "words", "subject_id"], agenda)
    _store_resolutions(rows, entries, before, referred)
    _store_closes(rows, changed, entries)


def prepared_day(day: date | None) -> Any:
    """A date as plain SQL wants it."""
    return MeetingKind._meta.get_field("entered_on").get_db_prep_save(day, connection)


def _store_resolutions(
    rows: Sequence[Meeting], entries: dict[str, MeetingEntry], before: Details, referred: Referred
) -> None:
    new: list[Resolution] = []
    changed: list[Resolution] = []
    gone: list[int] = []
    for row in rows:
        wanted = entries[row.code].resolutions
        known, lost = paired(before.resolutions[row.pk], wanted)
        gone += [each.pk for each in lost]
        for place, (stored, entry) in enumerate(zip(known, wanted, strict=True)):
            columns = resolution_columns(entry, referred) | {"place": place}
            if stored is None:
                new.append(Resolution(meeting_id=row.pk, **columns))
            elif take_over(stored, columns):
                changed.append(stored)
    for some in chunks(gone):
        Resolution.objects.everything("actions see all").filter(pk__in=some).delete()
    fields = plain_fields(Resolution)
    insert_rows(Resolution, [str(field.column) for field in fields], prepared(new, fields))
    Resolution.objects.everything("actions see all").bulk_update(changed, [*RESOLUTION, "place"])


def _store_closes(
    rows: Sequence[Meeting], changed: Collection[Meeting], entries: dict[str, MeetingEntry]
) -> None:
    """Points that these meetings note as done; what they noted before and do not any more is open again."""
    for some in chunks(changed):
        Resolution.objects.everything("actions see all").filter(closed_in__in=some).update(
            closed_in=None, closed_on=None
        )
    for row in rows:
        points = entries[row.code].closes
        if points:
            mine = Q(pk__in=points)
            Resolution.objects.everything("actions see all").filter(mine).update(
                closed_in=row, closed_on=row.held_on
            )
