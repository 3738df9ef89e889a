"""Who may do what, and how far it reaches: offices held on a day, the table of permissions, the two lines (条块).

A permission comes from an office, never from a person: the table in `house.PERMISSIONS` says what each role may do with
each resource, this module says which organisations and schools a role reaches on a day.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple, TypeVar, cast

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from hongzhu.policy.days import to_day

from .bodies import ABOVE
from .models import Coverage, OrgEdge, OrgReach, PartyOrg, School

Made = TypeVar("Made")
Table = Mapping[str, Mapping[str, tuple[str, ...]]]

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
    code: str = ""
    """of the person"""
    offices: tuple[Office, ...] = ()
    memory: dict[str, object] = field(default_factory=dict, compare=False, repr=False)
    """what was worked out for this reader: he is the same as long as the ledger stands as it did (people.access)"""

    @cached_property
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

    def remembered(self, name: str, make: Callable[["Reader"], Made]) -> Made:
        """What `make` says of this reader, worked out once; nobody may change it."""
        if name not in self.memory:
            self.memory[name] = make(self)
        return cast(Made, self.memory[name])


def permissions() -> Table:
    """The table of permissions: resource → role → actions."""
    table: Table = import_string(settings.HONGZHU_HOUSE + ".PERMISSIONS")
    return table


def granted(resource: str, action: str) -> frozenset[str]:
    """The roles that may do this with a resource. Raises KeyError for a resource the table does not know."""
    return frozenset(role for role, actions in permissions()[resource].items() if action in actions)


def org_keys(reader: Reader, resource: str, action: str, *, but: Collection[str] = ()) -> frozenset[int]:
    """Keys of the organisations whose records of this kind the reader may see or change so; `but`: not by these roles."""
    roles = _roles(reader, resource, action, but)
    if not roles:
        return frozenset()
    known, superior_to = _known(reader), reader.orgs(SUPERIORS)
    own = frozenset(reader.orgs(roles)) | known.groups_of(reader.orgs(roles & RUNNING))
    led, guided = _tops(reader, roles, LEADING), _tops(reader, roles, GUIDING)
    below = {
        org
        for superior, org, line in known.below
        if (superior in led and line == "lead") or (superior in guided and line == "guide")
    }
    return own | (below - known.groups_of(superior_to) - frozenset(superior_to))


def school_keys(reader: Reader, resource: str, action: str, *, but: Collection[str] = ()) -> frozenset[int]:
    """Keys of the schools whose records the reader may see or change so; `but`: not by these roles.

    By an office at the school, by one in an organisation that covers it, or by the line to one that does. A school that
    no organisation covers belongs to whoever guides others: somebody has to see that nobody answers for it.
    """
    roles = _roles(reader, resource, action, but)
    if not roles:
        return frozenset()
    known = _known(reader)
    orgs = org_keys(reader, resource, action, but={MEMBER, STAFF, GROUP_LEADER, *but})
    found = frozenset(reader.schools(roles)).union(*(known.covered.get(org, ()) for org in orgs))
    guides = any(
        superior in _tops(reader, roles, GUIDING) and line == "guide" for superior, _, line in known.below
    )
    return found | known.alone if guides else found


def above_keys(reader: Reader, resource: str, action: str) -> frozenset[int]:
    """Keys of the organisations above schools in whose name the reader acts, by an office held there; one query, once."""
    held = (
        ()
        if reader.duty
        else reader.orgs(granted(resource, action) - frozenset({LEADING, GUIDING, INSPECTOR}))
    )
    return reader.remembered("above schools", _above).intersection(held) if held else frozenset()


def above_orgs(reader: Reader, resource: str, action: str) -> list[PartyOrg]:
    """The same, as they stand: in whose name the reader may act, in the order of codes; none that is closed."""
    rows = PartyOrg.objects.everything(WHY).filter(
        pk__in=above_keys(reader, resource, action), closed_on=None
    )
    return list(rows.order_by("code"))


def _above(reader: Reader) -> frozenset[int]:
    """The organisations of the reader's offices that stand above schools."""
    held = [office.org for office in reader.offices if office.org is not None]
    found = PartyOrg.objects.everything(WHY).filter(pk__in=held, kind__in=ABOVE)
    return frozenset(found.values_list("pk", flat=True))


def stands_for_district(reader: Reader, resource: str, action: str) -> bool:
    """Does an organisation for which the reader may act so guide others, and nobody reach more of the district's schools?

    A township that guides one branch does not speak for the district. Counted are the organisations that cover schools.
    """
    tops = _tops(reader, _roles(reader, resource, action, ()), GUIDING)
    guiding = {superior for superior, _, line in _known(reader).below if superior in tops and line == "guide"}
    if not guiding:
        return False
    covering = OrgReach.objects.everything(WHY).filter(org__in=_covered(reader.day).values("org"))
    counts = _on(covering, reader.day).values_list("superior").annotate(Count("org", distinct=True))
    reached = dict(counts)
    return any(reached.get(superior, 0) == max(reached.values(), default=0) for superior in guiding)


def orgs(reader: Reader, action: str) -> Q:
    """The organisations a reader may look into."""
    return Q(pk__in=org_keys(reader, "org", action))


def schools(reader: Reader, action: str) -> Q:
    """The schools a reader may look into."""
    return Q(pk__in=school_keys(reader, "org", action))


def of_orgs(reader: Reader, action: str) -> Q:
    """What belongs to the organisations a reader may look into: coverage, edges, reach, elections, grants."""
    return Q(org__in=org_keys(reader, "org", action))


def _roles(reader: Reader, resource: str, action: str, but: Collection[str]) -> frozenset[str]:
    """The reader's roles that allow it; the three administrators have none in business."""
    return frozenset() if reader.duty else (granted(resource, action) & reader.roles) - frozenset(but)


def _tops(reader: Reader, roles: frozenset[str], line: str) -> frozenset[int]:
    """Organisations from which a line leads down to what is asked."""
    found = reader.orgs(SUPERIORS) if line in roles else []
    return frozenset(found + (reader.orgs({INSPECTOR}) if INSPECTOR in roles else []))


@dataclass(frozen=True)
class Known:
    """What stands around a reader's offices on the day: at most three queries."""

    groups: Mapping[int, Collection[int]]
    """party groups by branch"""
    below: tuple[tuple[int, int, str], ...]
    """(superior, organisation, line)"""
    covered: Mapping[int, Collection[int]]
    """schools by the organisation that covers them"""
    alone: frozenset[int]
    """schools that no organisation covers, where the reader guides others"""

    def groups_of(self, branches: Iterable[int]) -> frozenset[int]:
        """Party groups of these branches."""
        return frozenset().union(*(self.groups.get(branch, ()) for branch in branches))


def _known(reader: Reader) -> Known:
    return reader.remembered("known", _learn)


def _learn(reader: Reader) -> Known:
    held = set(reader.orgs(SUPERIORS | RUNNING | {INSPECTOR}))
    groups: dict[int, set[int]] = {}
    below: list[tuple[int, int, str]] = []
    for superior, org, line, is_own_group in _reached(held, reader.day):
        below.append((superior, org, line))
        if is_own_group:
            groups.setdefault(superior, set()).add(org)
    orgs = {*held, *(org for _, org, _ in below), *frozenset().union(*groups.values())}
    covering = _covered(reader.day)
    covered: dict[int, set[int]] = {}
    for org, school in covering.filter(org__in=orgs).values_list("org", "school"):
        covered.setdefault(org, set()).add(school)
    alone: frozenset[int] = frozenset()
    if any(line == "guide" for _, _, line in below):
        uncovered = School.objects.everything(WHY).exclude(pk__in=covering.values("school"))
        alone = frozenset(uncovered.values_list("pk", flat=True))
    return Known(groups, tuple(below), covered, alone)


def _reached(superiors: Collection[int], day: date) -> Iterable[tuple[int, int, str, bool]]:
    """(superior, organisation, line, whether it is a party group of that very superior)."""
    edges = OrgEdge.objects.everything(WHY).on(day).filter(org__kind=PartyOrg.Kind.PARTY_GROUP)
    mine = Exists(edges.filter(superior=OuterRef("superior"), org=OuterRef("org")))
    reach = _on(OrgReach.objects.everything(WHY).filter(superior__in=superiors), day)
    return reach.annotate(is_own_group=mine).values_list("superior", "org", "line", "is_own_group")


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
