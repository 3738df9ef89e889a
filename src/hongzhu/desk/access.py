"""Whose standing a reader sees: the bodies of the own offices, what is in reach, and people by name at the branch.

Drawn from the table of permissions (`standing`) and the reader's offices, once, and not a second time by each model.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from hongzhu.meetings.access import OF_ALL_MEMBERS
from hongzhu.meetings.models import Attendance, Meeting, MeetingKind, Signature
from hongzhu.orgs.access import (
    GUIDING,
    INSPECTOR,
    LEADING,
    OFFICER,
    PRINCIPAL,
    RUNNING,
    SELF,
    Reader,
    granted,
    org_keys,
    school_keys,
)
from hongzhu.orgs.bodies import ABOVE, Body
from hongzhu.orgs.models import Coverage, OrgEdge, PartyOrg, School
from hongzhu.people.models import Person

WHY: Final = "drawing the line"
AFAR: Final = frozenset({LEADING, GUIDING, OFFICER, INSPECTOR, PRINCIPAL})
"""roles that see how bodies stand, and people only as numbers"""


def own_orgs(reader: Reader) -> QuerySet[Any]:
    """Organisations of the offices, and the groups of those one runs; `branch`: of which, for a group."""
    edges = OrgEdge.objects.everything(WHY).on(reader.day).filter(superior__in=reader.orgs(RUNNING))
    edges = edges.filter(org=OuterRef("pk"), org__kind=PartyOrg.Kind.PARTY_GROUP)
    found: QuerySet[Any] = PartyOrg.objects.everything(WHY).annotate(
        branch=Subquery(edges.values("superior")[:1])
    )
    held = [office.org for office in reader.offices if office.org is not None]
    return found.filter(Q(pk__in=held) | Q(branch__isnull=False))


def own_schools(reader: Reader) -> QuerySet[Any]:
    """Schools where an office is held, and those covered by what one runs; `is_run`, `is_covered`: which of the two."""
    covered = Coverage.objects.everything(WHY).on(reader.day).filter(org__in=reader.orgs(RUNNING))
    held = [office.school for office in reader.offices if office.school is not None]
    found: QuerySet[Any] = School.objects.everything(WHY).annotate(
        is_run=Q(pk__in=reader.schools({PRINCIPAL})), is_covered=Exists(covered.filter(school=OuterRef("pk")))
    )
    return found.filter(Q(pk__in=held) | Q(is_covered=True))


def orgs_in_reach(reader: Reader, action: str = "read") -> QuerySet[PartyOrg]:
    """Organisations and groups whose standing the reader may see, or export."""
    return PartyOrg.objects.everything(WHY).filter(pk__in=org_keys(reader, "standing", action))


def schools_in_reach(reader: Reader, action: str = "read") -> QuerySet[School]:
    """Schools whose standing the reader may see, or export."""
    return School.objects.everything(WHY).filter(pk__in=school_keys(reader, "standing", action))


def bodies_with_trail(reader: Reader) -> list[Body]:
    """Organisations and schools whose audit trail the reader may see."""
    orgs = PartyOrg.objects.everything(WHY).filter(pk__in=org_keys(reader, "trail", "read"))
    schools = School.objects.everything(WHY).filter(pk__in=school_keys(reader, "trail", "read"))
    return [*orgs, *schools]


def people_by_name(reader: Reader) -> QuerySet[Person]:
    """People whose own standing the reader may see: oneself, and those of one's own branch and its schools."""
    own = org_keys(reader, "standing", "read", but=AFAR)
    covered = Coverage.objects.everything(WHY).on(reader.day).filter(org__in=own)
    line = Q(org__in=own) | Q(group__in=own) | Q(school__in=covered.values("school"))
    if reader.person and SELF in granted("standing", "read"):
        line |= Q(pk=reader.person)
    return Person.objects.everything(WHY).filter(line)


def stands_above(reader: Reader, kinds: Iterable[str]) -> bool:
    """Whether the reader sits above schools: by a grant, or in an organisation of a kind that does."""
    return any(office.role in (OFFICER, INSPECTOR) for office in reader.offices) or any(
        kind in ABOVE for kind in kinds
    )


def own_meetings(subjects: Collection[int]) -> QuerySet[Any]:
    """Meetings of bodies of the reader's own offices, not withdrawn; `kind`: one of the kinds it joined."""
    kinds = MeetingKind.objects.everything(WHY).filter(meeting=OuterRef("pk")).order_by("pk")
    orgs = PartyOrg.objects.everything(WHY).filter(subject__in=subjects)
    schools = School.objects.everything(WHY).filter(subject__in=subjects)
    own = Q(org__in=orgs) | Q(school__in=schools)
    found: QuerySet[Any] = Meeting.objects.everything(WHY).filter(own, withdrawn_at__isnull=True)
    with_kind: QuerySet[Any] = found.annotate(kind=Subquery(kinds.values("kind")[:1]))
    return with_kind


def last_meeting(subjects: Collection[int]) -> tuple[str, date, str] | None:
    """(code, day, kind) of the meeting entered last."""
    rows = own_meetings(subjects).order_by("-made_at", "-held_on", "code")
    found: tuple[str, date, str] | None = rows.values_list("code", "held_on", "kind").first()
    return found


def orgs_to_hand_over(reader: Reader, action: str = "read") -> QuerySet[PartyOrg]:
    """The organisations whose sheet for a successor the reader may have, or whose records he may take out whole; a group
    goes with its branch.
    """
    held = reader.orgs(granted("handover", action))
    found = PartyOrg.objects.everything(WHY).filter(pk__in=held, closed_on=None)
    return found.exclude(kind=PartyOrg.Kind.PARTY_GROUP)


def half_signed(subjects: Collection[int]) -> QuerySet[Any]:
    """Meetings of these bodies whose version that stands one of the two has signed; `has_chair`: the chair has."""
    given = Signature.objects.everything(WHY).filter(meeting=OuterRef("pk"), version=OuterRef("version"))
    chair, recorder, paper = (Exists(given.filter(kind=kind)) for kind in ("chair", "recorder", "paper"))
    found = own_meetings(subjects)
    found = found.annotate(has_chair=chair, has_recorder=recorder, has_paper=paper)
    one = Q(has_chair=True, has_recorder=False) | Q(has_chair=False, has_recorder=True)
    halves: QuerySet[Any] = found.filter(one, has_paper=False)
    return halves


def unsigned(reader: Reader) -> QuerySet[Any]:
    """Meetings whose chair or recorder the reader is, who has not signed the version that stands; nor has a paper been.

    `role`: which of the two; `has_other`: the other one has signed; `kind`: one of the kinds it joined.
    """
    role = Case(
        When(chair=reader.person, then=Value("chair")), default=Value("recorder"), output_field=CharField()
    )
    found: QuerySet[Any] = Meeting.objects.visible_to(reader).filter(
        Q(chair=reader.person) | Q(recorder=reader.person), withdrawn_at__isnull=True
    )
    given = Signature.objects.everything(WHY).filter(meeting=OuterRef("pk"), version=OuterRef("version"))
    kinds = MeetingKind.objects.everything(WHY).filter(meeting=OuterRef("pk")).order_by("pk")
    found = found.exclude(chair=F("recorder")).annotate(
        role=role, has_other=Exists(given), kind=Subquery(kinds.values("kind")[:1])
    )
    return found.exclude(Exists(given.filter(Q(kind=OuterRef("role")) | Q(kind=Signature.Kind.PAPER))))


def own_absences(reader: Reader) -> QuerySet[Attendance]:
    """That the reader himself stayed away without leave from meetings of organisation life that stand."""
    return Attendance.objects.everything(WHY).filter(
        person=reader.person,
        state=Attendance.State.ABSENT,
        meeting__kinds__kind__in=OF_ALL_MEMBERS,
        meeting__withdrawn_at__isnull=True,
    )
