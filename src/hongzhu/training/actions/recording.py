"""Record trainings; tell the ledger what they prove."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Saved
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import TENTHS_OF_A_DAY, Checks, Sorting, chunks, insert_rows
from hongzhu.orgs.bodies import Body, find_bodies, stream_of
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.roster import person_ids
from hongzhu.search.actions import index_records
from hongzhu.training.facts import post_trainings
from hongzhu.training.models import Attendee, Training

from .entries import TRAININGS, TrainingEntry


@dataclass(frozen=True)
class Change:
    """Why stored records change. `late`: the day on which whoever and whatever is added counts as entered."""

    reason: str = ""
    late: date | None = None


def record_trainings(entries: Sequence[TrainingEntry], *, by: By, now: datetime) -> Saved:
    """Record or change trainings. Raises Refusals."""
    return store_trainings(entries, by=by, now=now, change=Change())


def store_trainings(entries: Sequence[TrainingEntry], *, by: By, now: datetime, change: Change) -> Saved:
    """Record what is new and change what differs; whatever changed has a version more."""
    with posting(now=now) as post:
        bodies = find_bodies(entry.body for entry in entries if entry.body)
        people = person_ids(person for entry in entries for person in entry.attendees)
        wanted = {entry.code: entry for entry in entries}
        stored = _stored(wanted)
        _check_trainings(entries, bodies, people, stored)
        attended = _stored_attendees(list(stored.values()))
        sorting = Sorting(TRAININGS, by=by, now=now)
        for code, entry in wanted.items():
            values = _columns(entry, bodies)
            row, told = stored.get(code), (entry, stream_of(bodies.get(entry.body or "")))
            if row is None:
                sorting.add(code, values | {"made_at": now}, told)
                continue
            was_other = row.kind == Training.Kind.OTHER
            differs = set(attended.get(row.pk, ())) != {people[person] for person in entry.attendees}
            if sorting.compare(code, row, values, told, differs=differs, reason=change.reason):
                row.version += 1
                if was_other and row.kind != Training.Kind.OTHER:
                    row.kind_entered_on = change.late
        sorting.store(post)
        _store_attendees(sorting, wanted, people, attended, change.late)
        post_trainings(post, sorting.touched)
        index_records(kind="training", keys=[row.pk for row in sorting.touched])
    return sorting.saved


def _stored(codes: Iterable[str]) -> dict[str, Training]:
    """Stored trainings by code, locked, so that changes take turns."""
    rows = Training.objects.everything("actions see all").select_for_update().order_by("pk")
    return rows.in_bulk(codes, field_name="code")


def _columns(entry: TrainingEntry, bodies: dict[str, Body]) -> dict[str, object]:
    body = bodies[entry.body] if entry.body else None
    values = {name: value for name, value in vars(entry).items() if name not in ("body", "attendees")}
    values["org_id"] = body.pk if isinstance(body, PartyOrg) else None
    values["school_id"] = None if body is None or isinstance(body, PartyOrg) else body.pk
    return values


def _stored_attendees(trainings: Sequence[Training]) -> dict[int, dict[int, date | None]]:
    """By training: who attended, and the day on which those added later were entered."""
    found: dict[int, dict[int, date | None]] = {}
    for some in chunks(trainings):
        rows = Attendee.objects.everything("actions see all").filter(training__in=some)
        for training, person, entered_on in rows.values_list("training", "person", "entered_on"):
            found.setdefault(training, {})[person] = entered_on
    return found


def _store_attendees(
    sorting: Sorting[Training],
    wanted: dict[str, TrainingEntry],
    people: dict[str, int],
    attended: dict[int, dict[int, date | None]],
    late: date | None,
) -> None:
    """Whoever stays keeps the day of entry; whoever is new in a changed record has `late`."""
    for some in chunks(sorting.changed):
        Attendee.objects.everything("actions see all").filter(training__in=some).delete()
    of_day = connection.ops.adapt_datefield_value
    insert_rows(
        Attendee,
        ["training_id", "person_id", "entered_on"],
        (
            (training.pk, key, of_day(before.get(key, late if training.pk in attended else None)))
            for training in sorting.touched
            for before in [attended.get(training.pk, {})]
            for key in dict.fromkeys(people[person] for person in wanted[training.code].attendees)
        ),
    )


def _check_trainings(
    entries: Sequence[TrainingEntry],
    bodies: dict[str, Body],
    people: dict[str, int],
    stored: dict[str, Training],
) -> None:
    checks = Checks()
    checks.distinct(entries, lambda entry: entry.code, "培训编号", "code")
    for index, entry in enumerate(entries):
        checks.code(index, entry.code)
        checks.fits(index, entry, Training)
        if entry.code in stored and stored[entry.code].withdrawn_at is not None:
            checks.refuse(index, "code", f"“{entry.code}”已经撤回，不能再改，请另编编号重新登记。")
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
