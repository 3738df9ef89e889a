"""通知开会: a meeting is announced, changed, called off; closed by its record. Nothing is proved by any of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final

from django.utils import timezone

from hongzhu.audit.actions import By, Content
from hongzhu.ledger.amending import CHANGED_MEANWHILE
from hongzhu.ledger.entries import Refused, Saved
from hongzhu.ledger.posting import Posting, posting
from hongzhu.ledger.saving import Checks, Sorting
from hongzhu.ledger.trail import Trail, grouped
from hongzhu.meetings.models import AnnouncedKind, Announcement, Meeting
from hongzhu.orgs.bodies import BODY, Body, find_bodies, stream_of
from hongzhu.orgs.models import PartyOrg
from hongzhu.orgs.numbering import next_code
from hongzhu.search.actions import index_records

MARK: Final = "T"
"""stands in the number of an announcement: D001-2026-T003"""


@dataclass(frozen=True, kw_only=True)
class AnnouncementEntry:
    """What is announced. `body`: code of a party organisation or else a school; `agenda`: one line each."""

    code: str
    body: str
    kinds: tuple[str, ...]
    held_on: date
    starts_at: time
    place: str = ""
    agenda: str = ""


def _kinds(codes: Collection[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
    rows = AnnouncedKind.objects.everything("actions see all").filter(announcement__code__in=codes)
    return grouped(rows.order_by("pk").values_list("announcement__code", "kind"))


ANNOUNCEMENTS: Final = Trail(
    name="announcement",
    model=Announcement,
    about=lambda row: f"announcement:{row.code}",
    paths={"body": BODY},
    many={"kinds": _kinds},
)


def announce_meetings(entries: Sequence[AnnouncementEntry], *, by: By, now: datetime) -> Saved:
    """Announce meetings, or change what was announced; nobody's answer is lost. Raises Refusals."""
    with posting(now=now) as post:
        wanted = {entry.code: entry for entry in entries}
        bodies = find_bodies(entry.body for entry in entries)
        rows = Announcement.objects.everything("actions see all").select_for_update().order_by("pk")
        stored = rows.in_bulk(wanted, field_name="code")
        _check(entries, bodies, stored)
        before = dict(_kinds(wanted))
        sorting = Sorting(ANNOUNCEMENTS, by=by, now=now)
        for code, entry in wanted.items():
            told, values = (entry, stream_of(bodies[entry.body])), _columns(entry, bodies[entry.body])
            row = stored.get(code)
            if row is None:
                sorting.add(code, values | {"code": code, "made_at": now}, told)
            elif sorting.compare(code, row, values, told, differs=before.get(code) != entry.kinds):
                row.version += 1
        sorting.store(post)
        _store_kinds(sorting.touched, wanted)
        index_records(kind="announcement", keys=[row.pk for row in sorting.touched])
    return sorting.saved


def _check(
    entries: Sequence[AnnouncementEntry], bodies: dict[str, Body], stored: dict[str, Announcement]
) -> None:
    checks = Checks()
    checks.distinct(entries, lambda entry: entry.code, "通知编号", "code")
    for index, entry in enumerate(entries):
        checks.code(index, entry.code)
        checks.fits(index, entry, Announcement)
        checks.known(index, "body", entry.body, bodies, "党组织表或学校表")
        if not entry.kinds:
            checks.refuse(index, "kinds", "请选是什么会。")
        for kind in entry.kinds:
            checks.chosen(index, "kinds", kind, Meeting.Kind)
        row = stored.get(entry.code)
        if row is not None and not row.is_open:
            checks.refuse(index, "code", closed_words(row))
    checks.settle()


def closed_words(announcement: Announcement) -> str:
    """Why nothing can be changed any more, and what can be done."""
    if announcement.meeting_id is not None:
        return "这次会议已经记过了。要改，请到会议记录上点“更正”。"
    return "这次会议已经取消了。要开会，请重新通知。"


def _columns(entry: AnnouncementEntry, body: Body) -> dict[str, Any]:
    return {
        "org_id": body.pk if isinstance(body, PartyOrg) else None,
        "school_id": None if isinstance(body, PartyOrg) else body.pk,
        "held_on": entry.held_on,
        "starts_at": entry.starts_at,
        "place": entry.place,
        "agenda": entry.agenda,
    }


def _store_kinds(rows: Sequence[Announcement], entries: dict[str, AnnouncementEntry]) -> None:
    kinds = AnnouncedKind.objects.everything("actions see all")
    kinds.filter(announcement__in=rows).delete()
    kinds.bulk_create(
        AnnouncedKind(announcement=row, kind=kind)
        for row in rows
        for kind in dict.fromkeys(entries[row.code].kinds)
    )


def announce_meeting(entry: AnnouncementEntry, *, by: By, now: datetime) -> Announcement:
    """Announce a meeting under the next number of its body and year. Raises Refusals."""
    _check_day(entry, now)
    with posting(now=now):
        every = Announcement.objects.everything("actions see all")
        code = next_code(every, entry.body, entry.held_on.year, mark=MARK)
        announce_meetings([replace(entry, code=code)], by=by, now=now)
        return Announcement.objects.everything("actions see all").get(code=code)


def change_announcement(
    announcement: Announcement, entry: AnnouncementEntry, *, by: By, now: datetime, version: int | None = None
) -> Announcement:
    """Say something else than was announced. `version`: the one that the form showed. Raises Refusals."""
    _check_day(entry, now)
    with posting(now=now):
        stored = _locked(announcement)
        if version not in (None, stored.version):
            raise Refused(CHANGED_MEANWHILE, field="version")
        announce_meetings([replace(entry, code=stored.code)], by=by, now=now)
    return Announcement.objects.everything("actions see all").get(pk=announcement.pk)


def _check_day(entry: AnnouncementEntry, now: datetime) -> None:
    if entry.held_on < timezone.localdate(now):
        day = f"{entry.held_on.month}月{entry.held_on.day}日"
        raise Refused(f"{day}已经过了，通知要写还没到的日子；开过的会，请直接记录。", field="held_on")


def call_off(announcement: Announcement, *, by: By, now: datetime) -> Announcement:
    """The meeting is called off, or was not held (取消, 没有开成); saying it again changes nothing. Raises Refused."""
    with posting(now=now) as post:
        stored = _locked(announcement)
        if stored.meeting_id is not None:
            raise Refused(closed_words(stored), field="code")
        if stored.called_off_at is None:
            stored.called_off_at = now
            stored.save(update_fields=["called_off_at"])
            _tell(post, stored, "called-off", by=by, now=now)
    return stored


def restore_announcement(announcement: Announcement, *, by: By, now: datetime) -> Announcement:
    """Called off by mistake: it stands again, and so do the answers. Raises Refused."""
    with posting(now=now) as post:
        stored = _locked(announcement)
        if stored.called_off_at is not None:
            stored.called_off_at = None
            stored.save(update_fields=["called_off_at"])
            _tell(post, stored, "restored", by=by, now=now)
    return stored


def close_announcement(
    post: Posting, announcement: Announcement, meeting: Meeting, *, by: By, now: datetime
) -> None:
    """The announced meeting is recorded: within the posting of its record. Raises Refused."""
    stored = _locked(announcement)
    if not stored.is_open:
        raise Refused(closed_words(stored), field="announced")
    if (stored.org_id, stored.school_id) != (meeting.org_id, meeting.school_id):
        raise Refused("这个通知是别的单位的，请从那个通知的页上点“记录这次会议”。", field="announced")
    stored.meeting = meeting
    stored.save(update_fields=["meeting"])
    _tell(post, stored, "held", {"meeting": meeting.code}, by=by, now=now)


def reopen_announcement(post: Posting, meeting: Meeting, *, by: By, now: datetime) -> None:
    """The record is withdrawn: what announced the meeting waits for another."""
    for stored in Announcement.objects.everything("actions see all").filter(meeting=meeting):
        stored.meeting = None
        stored.save(update_fields=["meeting"])
        _tell(post, stored, "reopened", {"meeting": meeting.code}, by=by, now=now)


def _tell(
    post: Posting,
    row: Announcement,
    deed: str,
    said: dict[str, object] | None = None,
    *,
    by: By,
    now: datetime,
) -> None:
    content = Content(about=ANNOUNCEMENTS.about(row), now=said or {})
    post.record(stream_of(row.body), f"announcement.{deed}", [content], by=by, now=now)
    index_records(kind="announcement", keys=[row.pk])


def _locked(announcement: Announcement) -> Announcement:
    return (
        Announcement.objects.everything("actions see all")
        .select_for_update(of=("self",))
        .select_related("org", "school")
        .get(pk=announcement.pk)
    )
