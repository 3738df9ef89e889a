"""Record and change meetings; tell the ledger what they prove."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Saved
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import Sorting
from hongzhu.meetings.facts import post_meetings
from hongzhu.meetings.models import Meeting
from hongzhu.meetings.signed import confirmed_among
from hongzhu.orgs.bodies import Body, find_bodies, stream_of
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.roster import person_ids
from hongzhu.search.actions import index_records

from .checking import Known, check_meetings, codes_of
from .details import Details, Referred, find_subjects, store_details
from .entries import ALL, MeetingEntry
from .trail import MEETINGS
from .votes import settled

IMPORTED: Final = "导入更正"
"""why a confirmed record was changed by a bulk call, which asks nobody for a reason"""


@dataclass(frozen=True)
class Change:
    """Why stored records change. `late`: the day on which kinds that are added count as entered."""

    reason: str = ""
    late: date | None = None


def record_meetings(entries: Sequence[MeetingEntry], *, by: By, now: datetime) -> Saved:
    """Record or change meetings. Over a confirmed record it is an amendment (导入更正). Raises Refusals."""
    return store_meetings(entries, by=by, now=now, change=Change())


def store_meetings(entries: Sequence[MeetingEntry], *, by: By, now: datetime, change: Change) -> Saved:
    """Record what is new and change what differs; whatever changed has a version more."""
    entries = [settled(entry) for entry in entries]
    with posting(now=now) as post:
        known = _known(entries)
        check_meetings(entries, known)
        confirmed = confirmed_among(list(known.stored.values()))
        wanted = {entry.code: entry for entry in entries}
        sorting = Sorting(MEETINGS, by=by, now=now)
        for code, entry in wanted.items():
            values = _columns(entry, known)
            row, told = known.stored.get(code), (entry, stream_of(known.bodies[entry.body]))
            if row is None:
                sorting.add(code, values | {"made_at": now}, told)
                continue
            differs = known.details.differ(row.pk, entry, known.referred)
            reason = change.reason or (IMPORTED if row.pk in confirmed else "")
            if sorting.compare(code, row, values, told, differs=differs, reason=reason):
                row.version += 1
        sorting.store(post)
        store_details(sorting.touched, sorting.changed, wanted, known.details, known.referred, change.late)
        post_meetings(post, sorting.touched)
        index_records(kind="meeting", keys=[row.pk for row in sorting.touched])
    return sorting.saved


def _known(entries: Sequence[MeetingEntry]) -> Known:
    """Read all that the entries speak of; stored meetings are locked, so that changes take turns."""
    codes = {entry.code for entry in entries}
    stored = (
        Meeting.objects.everything("actions see all")
        .select_for_update()
        .order_by("pk")
        .in_bulk(codes, field_name="code")
    )
    subjects = {each for entry in entries for each in entry.subjects()}
    return Known(
        bodies=find_bodies(entry.body for entry in entries),
        referred=Referred(person_ids(codes_of(entries)), find_subjects(subjects)),
        stored=stored,
        details=Details(list(stored.values())),
    )


def _columns(entry: MeetingEntry, known: Known) -> dict[str, object]:
    body: Body = known.bodies[entry.body]
    people = known.referred.people
    return {
        "code": entry.code,
        "org_id": body.pk if isinstance(body, PartyOrg) else None,
        "school_id": None if isinstance(body, PartyOrg) else body.pk,
        "held_on": entry.held_on,
        "starts_at": entry.starts_at,
        "ends_at": entry.ends_at,
        "place": entry.place or "",
        "chair_id": people[entry.chair] if entry.chair else None,
        "recorder_id": people[entry.recorder] if entry.recorder else None,
        "minutes": entry.minutes or "",
        "hours": entry.hours or None,
        "is_everyone": entry.present is ALL,
        "entered_on": entry.entered_on,
    }
