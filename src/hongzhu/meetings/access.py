"""Which meetings a reader may see, and whose names in them.

Action `minutes`: what was said and who was there, by name; it stops at the branch. Action `read`: that it was held,
what was on the agenda, what was resolved, how many were there.
"""

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from hongzhu.orgs.access import MEMBER, SELF, STAFF, Reader, granted, org_keys, school_keys
from hongzhu.orgs.models import Coverage, PartyOrg, School

from .models import Attendance, Meeting, MeetingKind

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


def orgs_to_record(reader: Reader) -> QuerySet[PartyOrg]:
    """Organisations and groups for which the reader records meetings."""
    return PartyOrg.objects.everything(WHY).filter(pk__in=org_keys(reader, "meeting", "create"))


def schools_to_record(reader: Reader) -> QuerySet[School]:
    """Schools for which the reader records meetings."""
    return School.objects.everything(WHY).filter(pk__in=school_keys(reader, "meeting", "create"))


def attendances(reader: Reader, action: str) -> Q:
    """Who was there, by name: where the minutes may be read; of oneself, to read, always."""
    minutes = "minutes" if action == "read" else action
    line = Q(meeting__in=Meeting.objects.visible_to(reader, minutes))
    if reader.person and SELF in granted("minutes", action):
        line |= Q(person=reader.person)
    return line


def _is_of(wanted: tuple[str, ...]) -> Exists:
    """Whether one of the kinds joined in a meeting is among these."""
    return Exists(MeetingKind.objects.everything(WHY).filter(meeting=OuterRef("pk"), kind__in=wanted))
