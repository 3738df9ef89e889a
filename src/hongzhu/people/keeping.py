"""What whoever keeps a roster may choose from: his organisations, their groups, the schools they cover."""

from hongzhu.orgs.access import Reader, org_keys, school_keys
from hongzhu.orgs.models import Coverage, OrgEdge, PartyOrg, School

from .access import keeps
from .forms import Choices
from .models import Person


def choices_of(reader: Reader, person: Person | None = None) -> Choices:
    """By code; where `person` is already stays among them."""
    orgs = keeps(reader)
    keys = org_keys(reader, "roster", "create")
    groups = list(
        PartyOrg.objects.visible_to(reader)
        .filter(pk__in=keys, kind=PartyOrg.Kind.PARTY_GROUP)
        .order_by("code")
    )
    keys = school_keys(reader, "roster", "create")
    schools = list(School.objects.visible_to(reader).filter(pk__in=keys).order_by("code"))
    if person is not None:
        orgs = _with(orgs, person.org)
        groups = _with(groups, person.group)
        if person.school is not None and person.school not in schools:
            schools = [*schools, person.school]
    return Choices(orgs=orgs, groups=groups, schools=schools)


def _with(orgs: list[PartyOrg], org: PartyOrg | None) -> list[PartyOrg]:
    return orgs if org is None or org in orgs else [*orgs, org]


def choices_at(reader: Reader, org: PartyOrg) -> Choices:
    """The groups and schools of one organisation that the reader keeps."""
    day = reader.day
    edges = OrgEdge.objects.visible_to(reader).on(day).filter(superior=org)
    groups = PartyOrg.objects.visible_to(reader).filter(
        pk__in=edges.values("org"), kind=PartyOrg.Kind.PARTY_GROUP
    )
    covered = Coverage.objects.visible_to(reader).on(day).filter(org=org)
    schools = School.objects.visible_to(reader).filter(pk__in=covered.values("school"))
    return Choices(orgs=[org], groups=list(groups.order_by("code")), schools=list(schools.order_by("code")))
