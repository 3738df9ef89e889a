"""Record talks; tell the ledger what they prove."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import F

from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Saved
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import Checks, Sorting, chunks
from hongzhu.ledger.trail import Trail
from hongzhu.people.roster import person_ids, person_streams

from .facts import post_talks
from .models import Talk


@dataclass(frozen=True, kw_only=True)
class TalkEntry:
    """One row of the sheet 谈心谈话."""

    held_on: date
    talker: str
    object: str
    entered_on: date | None = None


TALKS: Final = Trail(
    name="talk",
    model=Talk,
    about=lambda row: f"talk:{row.pk}",  # not by whom it names: who talked with whom is sensitive
    paths={"talker": F("talker__code"), "object": F("object__code")},
)
TalkKey = tuple[date, str, str]


def _key(entry: TalkEntry) -> TalkKey:
    return entry.held_on, entry.talker, entry.object


def record_talks(entries: Sequence[TalkEntry], *, by: By, now: datetime) -> Saved:
    """Record talks; one is known by its day and the two people. Raises Refusals."""
    with posting(now=now) as post:
        people = person_ids(person for entry in entries for person in (entry.talker, entry.object))
        _check_talks(entries, people)
        stored = _stored_talks([people[entry.talker] for entry in entries])
        streams = person_streams(entry.object for entry in entries)
        sorting = Sorting(TALKS, by=by, now=now)
        for key, entry in {_key(entry): entry for entry in entries}.items():
            label = f"{entry.held_on} {entry.talker} {entry.object}"
            values = {"entered_on": entry.entered_on}
            told = entry, streams[entry.object]
            if key in stored:
                sorting.compare(label, stored[key], values, told)
            else:
                ends = {"talker_id": people[entry.talker], "object_id": people[entry.object]}
                sorting.add(label, values | ends | {"held_on": entry.held_on}, told)
        sorting.store(post)
        post_talks(post, sorting.touched)
    return sorting.saved


def _stored_talks(talkers: Sequence[int]) -> dict[TalkKey, Talk]:
    found: dict[TalkKey, Talk] = {}
    for some in chunks(set(talkers)):
        for row in (
            Talk.objects.everything("actions see all")
            .filter(talker__in=some)
            .select_related("talker", "object")
        ):
            found[row.held_on, row.talker.code, row.object.code] = row
    return found


def _check_talks(entries: Sequence[TalkEntry], people: dict[str, int]) -> None:
    checks = Checks()
    checks.distinct(entries, _key, "次谈话", "held_on")
    for index, entry in enumerate(entries):
        checks.known(index, "talker", entry.talker, people, "人员表")
        checks.known(index, "object", entry.object, people, "人员表")
        checks.order(index, "entered_on", entry.held_on, entry.entered_on, ("谈话日期", "登记日期"))
    checks.settle()
