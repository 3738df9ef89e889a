"""Whose duties stand on a reader's home: the organisations, groups and schools of the offices held, and their people."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from django.db.models import OuterRef, Q, Subquery

from hongzhu.ledger.models import Link, Subject
from hongzhu.orgs.bodies import ABOVE
from hongzhu.orgs.models import Coverage, OrgEdge, PartyOrg, School
from hongzhu.policy.days import to_day

from .bodies import Body
from .reader_stub import Reader

RUNNING: Final = frozenset({"secretary", "worker", "committee"})
"""offices whose organisation, groups and covered schools stand on the home, with their people as totals"""
RECORDING: Final = frozenset({"secretary", "worker", "group_leader"})
SUPERIOR: Final = frozenset({"officer", "inspector"})


@dataclass
class Mine:
    """By subject: bodies, and people with the body that looks after them."""

    bodies: dict[int, Body] = field(default_factory=dict)
    people: dict[int, Body] = field(default_factory=dict)
    place: str = ""
    """the name that stands in the masthead"""
    codes: dict[int, str] = field(default_factory=dict)
    """codes of the people"""
    is_superior: bool = False
    """an office in an organisation above schools, or granted over some"""


def mine_of(reader: Reader) -> Mine:
    """Three queries."""
    running = _orgs_of(reader, RUNNING)
    recording = set(_orgs_of(reader, RECORDING))
    mine = Mine(is_superior=any(office.role in SUPERIOR for office in reader.offices))
    main: Body | None = None
    for org, branch in _found_orgs(reader, running):
        may = bool(recording & {org.pk, branch})
        kind, place = "group" if org.is_group else "org", f"org:{org.code}"
        body = Body(org.subject_id, kind, org.code, org.name, place if may else "")
        if org.pk in running or branch or org.pk in recording:
            mine.bodies[org.subject_id] = body
            mine.is_superior |= org.kind in ABOVE
        if org.pk in running:
            main = main or body
        mine.place = mine.place or org.name
    _add_schools(mine, reader, running, may=bool(recording))
    _seat(mine, reader, main)
    return mine


def seat_of(reader: Reader) -> tuple[str, bool]:
    """(the name of the organisation or school, whether it stands above schools), for the frame of any page."""
    orgs = [office.org for office in reader.offices if office.org is not None]
    rows = PartyOrg.objects.filter(pk__in=orgs).values_list("name", "kind") if orgs else []
    found = sorted(rows, key=lambda row: row[1] == PartyOrg.Kind.PARTY_GROUP)
    is_superior = any(kind in ABOVE for _name, kind in found) or any(
        office.role in SUPERIOR for office in reader.offices
    )
    if found:
        return found[0][0], is_superior
    schools = [office.school for office in reader.offices if office.school is not None]
    names = School.objects.filter(pk__in=schools).values_list("name", flat=True) if schools else []
    return next(iter(names), ""), is_superior


def _orgs_of(reader: Reader, roles: Collection[str]) -> list[int]:
    return [office.org for office in reader.offices if office.role in roles and office.org is not None]


def _found_orgs(reader: Reader, running: list[int]) -> list[tuple[PartyOrg, int | None]]:
    """Organisations of the offices, then the groups of those one runs with their branch; in the order of codes."""
    keys = {office.org for office in reader.offices if office.org is not None}
    if not keys:
        return []
    edges = OrgEdge.objects.on(reader.day).filter(superior__in=running, org=OuterRef("pk"))
    branch = Subquery(edges.filter(org__kind=PartyOrg.Kind.PARTY_GROUP).values("superior")[:1])
    found = PartyOrg.objects.annotate(branch=branch).filter(Q(pk__in=keys) | Q(branch__isnull=False))
    rows = [(org, org.branch) for org in found.only("subject", "code", "name", "kind")]
    return sorted(rows, key=lambda row: (row[0].is_group, row[0].code))


def _add_schools(mine: Mine, reader: Reader, running: list[int], *, may: bool) -> None:
    """Schools that the organisations cover, and those a principal answers for."""
    heads = [office.school for office in reader.offices if office.role == "principal"]
    if not running and not heads:
        return
    covered = Coverage.objects.on(reader.day).filter(org__in=running).values("school")
    found = School.objects.filter(Q(pk__in=heads) | Q(pk__in=covered)).only("subject", "code", "name")
    for school in sorted(found, key=lambda each: each.code):
        records_as = f"school:{school.code}" if may else ""
        mine.bodies[school.subject_id] = Body(
            school.subject_id, "school", school.code, school.name, records_as
        )
        mine.place = mine.place or school.name


def _seat(mine: Mine, reader: Reader, main: Body | None) -> None:
    """People are counted at the organisation that looks after them."""
    if main is None:
        return
    day = to_day(reader.day)
    links = Link.objects.filter(
        kind__in=("branch", "school"), head__in=mine.bodies, from_day__lte=day, until_day__gt=day
    )
    for person, code, head, kind in links.order_by("kind").values_list("tail", "tail__code", "head", "kind"):
        body = mine.bodies[head]
        mine.codes[person] = code
        mine.people.setdefault(person, body if kind == "branch" and body.kind == "org" else main)


def district_body(records_as: str) -> Body | None:
    """The district itself, whose own duties a root organisation sees to."""
    found = Subject.objects.filter(kind="district").values_list("pk", "code").first()
    return Body(found[0], "district", found[1], "全区", records_as) if found else None
