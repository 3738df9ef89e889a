"""Record trainings; tell the ledger what they prove."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Saved
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import TENTHS_OF_A_DAY, Checks, Sorting, chunks, insert_rows
from hongzhu.ledger.trail import Trail, grouped
from hongzhu.orgs.bodies import BODY, Body, find_bodies, stream_of
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.roster import person_ids

from .facts import post_trainings
from .models import Attendee, Training


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


def record_trainings(entries: Sequence[TrainingEntry], *, by: By, now: datetime) -> Saved:
    """Record or change trainings. Raises Refusals."""
    with posting(now=now) as post:
        bodies = find_bodies(entry.body for entry in entries if entry.body)
        people = person_ids(person for entry in entries for person in entry.attendees)
        _check_trainings(entries, bodies, people)
        wanted = {entry.code: entry for entry in entries}
        stored = Training.objects.everything("actions see all").in_bulk(wanted, field_name="code")
        attended = _stored_attendees(list(stored.values()))
        sorting = Sorting(TRAININGS, by=by, now=now)
        for code, entry in wanted.items():
            values = _columns(entry, bodies)
            row, told = stored.get(code), (entry, stream_of(bodies.get(entry.body or "")))
            if row is None:
                sorting.add(code, values, told)
                continue
            differs = attended.get(row.pk, set()) != {people[person] for person in entry.attendees}
            sorting.compare(code, row, values, told, differs=differs)
        sorting.store(post)
        _store_attendees(sorting, wanted, people)
        post_trainings(post, sorting.touched)
    return sorting.saved


def _columns(entry: TrainingEntry, bodies: dict[str, Body]) -> dict[str, object]:
    body = bodies[entry.body] if entry.body else None
    values = {name: value for name, value in vars(entry).items() if name not in ("body", "attendees")}
    values["org_id"] = body.pk if isinstance(body, PartyOrg) else None
    values["school_id"] = None if body is None or isinstance(body, PartyOrg) else body.pk
    return values


def _stored_attendees(trainings: Sequence[Training]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for some in chunks(trainings):
        for training, person in (
            Attendee.objects.everything("actions see all")
            .filter(training__in=some)
            .values_list("training", "person")
        ):
            found.setdefault(training, set()).add(person)
    return found


def _store_attendees(
    sorting: Sorting[Training], wanted: dict[str, TrainingEntry], people: dict[str, int]
) -> None:
    for some in chunks(sorting.changed):
        Attendee.objects.everything("actions see all").filter(training__in=some).delete()
    insert_rows(
        Attendee,
        ["training_id", "person_id"],
        (
            (training.pk, people[person])
            for training in sorting.touched
            for person in dict.fromkeys(wanted[training.code].attendees)
        ),
    )


def _check_trainings(
    entries: Sequence[TrainingEntry], bodies: dict[str, Body], people: dict[str, int]
) -> None:
    checks = Checks()
    checks.distinct(entries, lambda entry: entry.code, "培训编号", "code")
    for index, entry in enumerate(entries):
        checks.code(index, entry.code)
        checks.fits(index, entry, Training)
        checks.chosen(index, "kind", entry.kind, Training.Kind)
        checks.known(index, "body", entry.body, bodies, "党组织表或学校表")
        checks.order(index, "ends_on", entry.starts_on, entry.ends_on, ("培训日期", "结束日期"))
        checks.order(index, "entered_on", entry.starts_on, entry.entered_on, ("培训日期", "登记日期"))
        days = ((entry.ends_on or entry.starts_on) - entry.starts_on).days + 1
        if entry.hours <= 0:
            checks.refuse(index, "hours", "学时应大于零，请填实际的学时。")
        elif days > 0 and entry.hours > days * TENTHS_OF_A_DAY:
            checks.refuse(index, "hours", f"学时比这{days}天的时间还长，请核对学时、日期和结束日期。")
        for person in entry.attendees:
            checks.known(index, "attendees", person, people, "人员表")
    checks.settle()
