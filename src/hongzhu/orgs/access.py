"""Who may do what, and how far it reaches: offices held on a day, the table of permissions, the two lines (条块).

A permission comes from an office, never from a person: the table in `house.PERMISSIONS` says what each role may do with
each resource, this module says which organisations and schools a role reaches on a day.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db.models import Exists, F, Q, QuerySet
from django.utils.module_loading import import_string

from hongzhu.kit.scoping import NOBODY
from hongzhu.policy.days import to_day

from .models import Coverage, OrgEdge, OrgReach, PartyOrg, School

Table = Mapping[str, Mapping[str, tuple[str, ...]]]
Keys = QuerySet[Any, Any]

SELF: Final = "self"
MEMBER, STAFF, GROUP_LEADER, COMMITTEE = "member", "staff", "group_leader", "committee"
WORKER, SECRETARY, PRINCIPAL = "worker", "secretary", "principal"
OFFICER, INSPECTOR = "officer", "inspector"
LEADING, GUIDING = "leading", "guiding"

SUPERIORS: Final = frozenset({SECRETARY, WORKER, OFFICER})
"""offices that carry an organisation's authority over what it leads and guides"""
RUNNING: Final = frozenset({COMMITTEE, WORKER, SECRETARY})
"""offices whose own organisation includes its groups and the schools it covers"""
WHY: Final = "drawing the line"


class Office(NamedTuple):
    """A role in one organisation, or at one school; keys of their rows."""

    role: str
    org: int | None = None
    school: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whoever looks or acts, on one day: made by people.access.reader_of, handed down to every query."""

    user: int
    day: date
    name: str = ""
    duty: str = ""
    person: int | None = None
    subject: int | None = None
    offices: tuple[Office, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        """Every row of the table of permissions that speaks of this reader."""
        found = {office.role for office in self.offices}
        if found & SUPERIORS:
            found |= {LEADING, GUIDING}
        if self.duty:
            return frozenset({self.duty})
        return frozenset(found | ({SELF} if self.person else set()))

    def may(self, action: str, resource: str) -> bool:
        """Whether any office allows it anywhere; where, the managers say."""
        return bool(self.roles & granted(resource, action))

    def orgs(self, roles: Collection[str]) -> list[int]:
        """Organisations in which one of these roles is held."""
        return [office.org for office in self.offices if office.role in roles and office.org is not None]

    def schools(self, roles: Collection[str]) -> list[int]:
        """Schools at which one of these roles is held."""
        return [
            office.school for office in self.offices if office.role in roles and office.school is not None
        ]


def permissions() -> Table:
    """The table of permissions: resource → role → actions."""
    table: Table = import_string(settings.HONGZHU_HOUSE + ".PERMISSIONS")
    return table


def granted(resource: str, action: str) -> frozenset[str]:
    """The roles that may do this with a resource. Raises KeyError for a resource the table does not know."""
    return frozenset(role for role, actions in permissions()[resource].items() if action in actions)


def org_keys(reader: Reader, resource: str, action: str, *, but: Collection[str] = ()) -> Keys:
    """Keys of the organisations whose records of this kind the reader may see or change so; `but`: not by these roles."""
    if reader.duty:
        return _keys(PartyOrg, NOBODY)
    roles = granted(resource, action) - frozenset(but)
    own = reader.orgs(roles)
    groups = _groups(reader.orgs(roles & RUNNING), reader.day)
    line = Q(pk__in=own) | Q(pk__in=groups)
    below = _below(reader, roles)
    if below is not None:
        beyond = below.exclude(org__in=reader.orgs(SUPERIORS)).exclude(
            org__in=_groups(reader.orgs(SUPERIORS), reader.day)
        )
        line |= Q(pk__in=beyond.values("org"))
    return _keys(PartyOrg, line)


def school_keys(reader: Reader, resource: str, action: str, *, but: Collection[str] = ()) -> Keys:
    """Keys of the schools whose records the reader may see or change so; `but`: not by these roles.

    By an office at the school, by one in an organisation that covers it, or by the line to one that does. A school that
    no organisation covers belongs to whoever guides others: somebody has to see that nobody answers for it.
    """
    if reader.duty:
        return _keys(School, NOBODY)
    roles = granted(resource, action) - frozenset(but)
    orgs = org_keys(reader, resource, action, but={MEMBER, STAFF, GROUP_LEADER})
    line = Q(pk__in=reader.schools(roles)) | Q(
        pk__in=_covered(reader.day).filter(org__in=orgs).values("school")
    )
    tops = _tops(reader, roles, GUIDING)
    if tops:
        guides = OrgReach.objects.everything(WHY).filter(superior__in=tops, line="guide")
        alone = ~Q(pk__in=_covered(reader.day).values("school"))
        line |= alone & Q(Exists(_on(guides, reader.day)))
    return _keys(School, line)


def orgs(reader: Reader, action: str) -> Q:
    """The organisations a reader may look into."""
    return Q(pk__in=org_keys(reader, "org", action))


def schools(reader: Reader, action: str) -> Q:
    """The schools a reader may look into."""
    return Q(pk__in=school_keys(reader, "org", action))


def of_orgs(reader: Reader, action: str) -> Q:
    """What belongs to the organisations a reader may look into: coverage, edges, reach, elections, grants."""
    return Q(org__in=org_keys(reader, "org", action))


def _keys(model: type[PartyOrg] | type[School], line: Q) -> Keys:
    found: Keys = model.objects.everything(WHY).filter(line).values("pk")
    return found


def _groups(branches: list[int], day: date) -> Keys:
    """Party groups of these branches."""
    edges = OrgEdge.objects.everything(WHY).on(day).filter(superior__in=branches)
    found: Keys = edges.filter(org__kind=PartyOrg.Kind.PARTY_GROUP).values("org")
    return found


def _tops(reader: Reader, roles: frozenset[str], line: str) -> list[int]:
    """Organisations from which a line leads down to what is asked."""
    found = reader.orgs(SUPERIORS) if line in roles else []
    return found + (reader.orgs({INSPECTOR}) if INSPECTOR in roles else [])


def _below(reader: Reader, roles: frozenset[str]) -> QuerySet[OrgReach] | None:
    """What is led and guided, where the table lets the reader see it."""
    led, guided = _tops(reader, roles, LEADING), _tops(reader, roles, GUIDING)
    if not led and not guided:
        return None
    lines = Q(superior__in=led, line="lead") | Q(superior__in=guided, line="guide")
    return _on(OrgReach.objects.everything(WHY).filter(lines), reader.day)


def _on(reach: QuerySet[OrgReach], day: date) -> QuerySet[OrgReach]:
    """What is reached on a day; what has been closed, by whom it was reached on its last day."""
    at = to_day(day)
    holds = Q(until_day__gt=at) | Q(until_day=F("org__subject__until_day"))
    return reach.filter(holds, from_day__lte=at)


def _covered(day: date) -> QuerySet[Coverage]:
    """Who covers which school on a day; where either was closed, on its last day."""
    holds = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    lasted = Q(ends_on=F("school__closed_on")) | Q(ends_on=F("org__closed_on"))
    return Coverage.objects.everything(WHY).filter(holds | lasted, starts_on__lte=day)
