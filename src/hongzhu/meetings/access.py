"""Which meetings a reader may see, and whose names in them.

Action `minutes`: what was said and who was there, by name; it stops at the branch. Action `read`: that it was held,
what was on the agenda, what was resolved, how many were there.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hongzhu.orgs.access import MEMBER, SELF, STAFF, Reader, granted, org_keys, school_keys
from hongzhu.orgs.models import Coverage, PartyOrg, School
from hongzhu.people.access import own_row
from hongzhu.people.models import Appointment, Person
from hongzhu.people.roster import One

from .attending import OF_SCHOOLS, gatherings
from .links import keys_of
from .models import AnnouncedKind, Announcement, Attendance, Meeting, MeetingKind, Reply

Kind = Meeting.Kind
OF_ALL_MEMBERS: Final = (Kind.ASSEMBLY, Kind.GROUP, Kind.LECTURE, Kind.ORG_LIFE, Kind.THEME_DAY)
"""kinds that every member attends and may read, as against those of the committee"""
OF_ALL_STAFF: Final = (Kind.STAFF_STUDY, Kind.PRINCIPAL_REPORT)
"""kinds that the whole staff of a school attends and may read"""
WHY: Final = "drawing the line"


def meetings(reader: Reader, action: str) -> Q:
    """Meetings of the organisations and schools in reach; of one's own branch and school, those of everyone there."""
    resource, verb = ("minutes", "read") if action == "minutes" else ("meeting", action)
    roles = granted(resource, verb)
    line = Q(org__in=org_keys(reader, resource, verb, but={MEMBER}))
    line |= Q(school__in=school_keys(reader, resource, verb, but={STAFF}))
    if MEMBER in roles:
        line |= Q(_is_of(OF_ALL_MEMBERS), org__in=reader.orgs({MEMBER}))
    if STAFF in roles:
        schools = reader.schools({STAFF})
        covering = Coverage.objects.everything(WHY).on(reader.day).filter(school__in=schools).values("org")
        line |= Q(_is_of(OF_ALL_STAFF), school__in=schools) | Q(_is_of(OF_ALL_STAFF), org__in=covering)
    return line


def of_meetings(reader: Reader, action: str) -> Q:
    """What stands beside these meetings: kinds, agenda, resolutions, signatures."""
    return Q(meeting__in=Meeting.objects.visible_to(reader, action))


def reminders(reader: Reader, action: str) -> Q:
    """Reminders of one's own branch and its groups, for its secretary alone: nobody above sees who stayed away."""
    return Q(meeting__in=Meeting.objects.everything(WHY).filter(org__in=org_keys(reader, "reminder", action)))


def absences_to_remind_of(reader: Reader) -> QuerySet[Meeting]:
    """Meetings of organisation life from which somebody stayed away without leave, where the reader may record that
    they were reminded.
    """
    away = Attendance.objects.everything(WHY).filter(meeting=OuterRef("pk"), state=Attendance.State.ABSENT)
    return Meeting.objects.everything(WHY).filter(
        _is_of(OF_ALL_MEMBERS),
        Exists(away),
        org__in=org_keys(reader, "reminder", "create"),
        withdrawn_at__isnull=True,
    )


def drafts(reader: Reader, _action: str) -> Q:
    """Drafts of the organisations and schools for which the reader may record, whatever is done with them."""
    return Q(org__in=org_keys(reader, "meeting", "create")) | Q(
        school__in=school_keys(reader, "meeting", "create")
    )


def orgs_to_record(reader: Reader, resource: str = "meeting") -> QuerySet[PartyOrg]:
    """Organisations and groups for which the reader records meetings, or announces them."""
    return PartyOrg.objects.everything(WHY).filter(pk__in=org_keys(reader, resource, "create"))


def schools_to_record(reader: Reader, resource: str = "meeting") -> QuerySet[School]:
    """Schools for which the reader records meetings, or announces them."""
    return School.objects.everything(WHY).filter(pk__in=school_keys(reader, resource, "create"))


def attendances(reader: Reader, action: str) -> Q:
    """Who was there, by name: where the minutes may be read; of oneself, to read, always."""
    minutes = "minutes" if action == "read" else action
    line = Q(meeting__in=Meeting.objects.visible_to(reader, minutes))
    if reader.person and SELF in granted("minutes", action):
        line |= Q(person=reader.person)
    return line


def announcements(reader: Reader, action: str) -> Q:
    """Meetings announced by the organisations and schools for which the reader may do this; one's own calls."""
    line = _by_office(reader, action)
    if SELF in granted("announcement", action):
        line |= Q(pk__in=called_to(reader))
    return line


def of_announcements(reader: Reader, action: str) -> Q:
    """What stands beside these announcements: kinds."""
    return Q(announcement__in=Announcement.objects.visible_to(reader, action))


def replies(reader: Reader, action: str) -> Q:
    """Who can come, by name: for whoever announces; never above the branch. One's own, to read, always."""
    orgs, schools = org_keys(reader, "reply", action), school_keys(reader, "reply", action)
    line = Q(announcement__org__in=orgs) | Q(announcement__school__in=schools)
    if reader.person and SELF in granted("reply", action):
        line |= Q(person=reader.person)
    return line


@dataclass(frozen=True, kw_only=True)
class Near:
    """Announcements that concern a reader these days; of those that he runs, also what waits for its record.

    Each row has `by_office`, `may_change`. `called`: keys of those to which the reader is called.
    """

    rows: Sequence[Announcement]
    kinds: dict[int, list[str]]
    called: frozenset[int]


def near(reader: Reader) -> Near:
    """Worked out once for a reader: one query, and one more where something of an organisation is near."""
    return reader.remembered("near", _near)


def called_to(reader: Reader) -> frozenset[int]:
    """Keys of the announcements of days that are not over to which the reader is called."""
    return near(reader).called


def _near(reader: Reader) -> Near:
    may_read, may_change = (_by_office(reader, action) for action in ("read", "change"))
    is_ahead, waits = Q(held_on__gte=reader.day), Q(meeting__isnull=True, called_off_at__isnull=True)
    own = own_row(reader)
    mine = _candidates(own) if own else Q(pk__in=())
    found = Announcement.objects.everything(WHY).filter(is_ahead & (mine | may_read) | waits & may_change)
    found = found.annotate(by_office=may_read, may_change=may_change, kind=F("kinds__kind"))
    rows: dict[int, Announcement] = {}
    kinds: dict[int, list[str]] = {}
    of_kinds = found.select_related("org", "school").order_by("held_on", "starts_at", "pk", "kinds__pk")
    for row in of_kinds:
        rows.setdefault(row.pk, row)
        kinds.setdefault(row.pk, []).append(row.kind)
    called = _called(own, [row for row in rows.values() if row.held_on >= reader.day], kinds) if own else ()
    return Near(rows=list(rows.values()), kinds=kinds, called=frozenset(called))


def _called(own: One, rows: Collection[Announcement], kinds: dict[int, list[str]]) -> list[int]:
    asks_schools = any(kind in OF_SCHOOLS for row in rows if row.org_id for kind in kinds[row.pk])
    at = gatherings({row.body for row in rows}, own, with_schools=asks_schools)
    subject = own[0].subject_id
    return [row.pk for row in rows if at[row.body].calls(subject, kinds[row.pk], row.held_on)]


def _by_office(reader: Reader, action: str) -> Q:
    orgs, schools = org_keys(reader, "announcement", action), school_keys(reader, "announcement", action)
    return Q(org__in=orgs) | Q(school__in=schools)


def _candidates(own: One) -> Q:
    """Announcements of wherever somebody belongs or holds a post: their lists may name him."""
    person, posts = own
    schools = {person.school_id, *(post.school_id for post in posts)} - {None}
    orgs = {person.org_id, person.group_id, *(post.org_id for post in posts)} - {None}
    covering = Coverage.objects.everything(WHY).filter(school__in=schools).values("org")
    return Q(org__in=orgs) | Q(school__in=schools) | Q(org__in=covering)


def by_announcement(rows: QuerySet[AnnouncedKind]) -> dict[int, list[str]]:
    """Kinds by the key of the announcement, the main one first."""
    found: dict[int, list[str]] = {}
    for key, kind in rows.order_by("pk").values_list("announcement", "kind"):
        found.setdefault(key, []).append(kind)
    return found


@dataclass(frozen=True, kw_only=True)
class Linked:
    """What a reply link opens: one person's answer to one announcement."""

    announcement: Announcement
    person: Person
    kinds: list[str]
    is_called: bool
    answer: str


def linked_by(token: str) -> Linked | None:
    """The announcement and the person a token speaks of; nothing where it was not made here."""
    keys = keys_of(token)
    if keys is None:
        return None
    announced = (
        Announcement.objects.everything(WHY).select_related("org", "school").filter(pk=keys[0]).first()
    )
    person = Person.objects.everything(WHY).filter(pk=keys[1]).first()
    if announced is None or person is None:
        return None
    of_it = AnnouncedKind.objects.everything(WHY).filter(announcement=announced)
    kinds = by_announcement(of_it).get(announced.pk, [])
    posts = Appointment.objects.everything(WHY).filter(person=person).select_related("person")
    at = gatherings([announced.body], (person, list(posts)))[announced.body]
    given = Reply.objects.everything(WHY).filter(announcement=announced, person=person)
    return Linked(
        announcement=announced,
        person=person,
        kinds=kinds,
        is_called=at.calls(person.subject_id, kinds, announced.held_on),
        answer=given.values_list("answer", flat=True).first() or "",
    )


def _is_of(wanted: tuple[str, ...]) -> Exists:
    """Whether one of the kinds joined in a meeting is among these."""
    return Exists(MeetingKind.objects.everything(WHY).filter(meeting=OuterRef("pk"), kind__in=wanted))
