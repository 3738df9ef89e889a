"""Whose 说明, 判断有误 and 免计 a reader may see, file and answer.

A body answers to the organisations above it; a person to the own branch, for nobody above it reads people by name.
Nobody answers for the own body or for himself.
"""

from typing import Any, Final

from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from hongzhu.ledger.models import Subject
from hongzhu.orgs.access import (
    COMMITTEE,
    GROUP_LEADER,
    GUIDING,
    INSPECTOR,
    LEADING,
    MEMBER,
    OFFICER,
    PRINCIPAL,
    SECRETARY,
    SELF,
    STAFF,
    SUPERIORS,
    WORKER,
    Reader,
    granted,
    org_keys,
    school_keys,
    stands_for_district,
)
from hongzhu.orgs.models import Coverage, OrgReach, PartyOrg, School
from hongzhu.people.models import Person
from hongzhu.policy.days import to_day

WHY: Final = "drawing the line"
AFAR: Final = frozenset({LEADING, GUIDING, OFFICER, INSPECTOR})
"""roles that look from above"""
NEAR: Final = frozenset({MEMBER, STAFF, GROUP_LEADER, COMMITTEE, WORKER, SECRETARY, PRINCIPAL})
"""roles within the body itself"""
NOT_BY_NAME: Final = frozenset({MEMBER, STAFF, GROUP_LEADER, COMMITTEE, PRINCIPAL})
"""roles that see what concerns single people no more than anybody above does"""
ANSWERS: Final = frozenset({"answer", "approve"})
"""actions of a superior; all others but `read` are the body's own"""
OFFERS: Final = {
    "explain": ("justification", "create"),
    "object": ("objection", "create"),
    "waive": ("waiver", "approve"),
}
"""what the page of a duty offers: (resource, action)"""


def justifications(reader: Reader, action: str) -> Q:
    """说明 of organisations, groups and schools in reach; those of people at their branch."""
    return _about(reader, "justification", action)


def objections(reader: Reader, action: str) -> Q:
    """判断有误: what somebody said of a judgement on a body in reach, or on himself."""
    return _about(reader, "objection", action)


def waivers(reader: Reader, action: str) -> Q:
    """免计 of bodies in reach; those of people at their branch."""
    return _about(reader, "waiver", action)


def _about(reader: Reader, resource: str, action: str, name: str = "subject") -> Q:
    """The line through subjects; `name`: of the column that holds one."""
    return bodies(reader, resource, action, name) | people(reader, resource, action, name)


def bodies(reader: Reader, resource: str, action: str, name: str = "subject") -> Q:
    """Organisations, groups and schools: to answer from above, to file from within, to read from both."""
    but = NEAR if action in ANSWERS else frozenset() if action == "read" else AFAR
    return _bodies(reader, resource, action, name, but)


def _bodies(reader: Reader, resource: str, action: str, name: str, but: frozenset[str]) -> Q:
    orgs = PartyOrg.objects.everything(WHY).filter(pk__in=org_keys(reader, resource, action, but=but))
    schools = School.objects.everything(WHY).filter(pk__in=school_keys(reader, resource, action, but=but))
    return Q(**{f"{name}__in": orgs.values("subject")}) | Q(**{f"{name}__in": schools.values("subject")})


def own(reader: Reader, resource: str) -> Q:
    """What concerns the reader's own bodies and himself."""
    return _bodies(reader, resource, "read", "subject", AFAR) | _self(reader, resource, "create", "subject")


def answered_by_me(reader: Reader, resource: str) -> Q:
    """What the reader is the one to answer."""
    return _about(reader, resource, "answer")


def people(reader: Reader, resource: str, action: str, name: str = "subject") -> Q:
    """Members of the own branch and staff of its schools, where a role sees them by name; and oneself."""
    own_orgs = org_keys(reader, resource, action, but=AFAR | NOT_BY_NAME)
    line = Q(pk__in=())
    if own_orgs:
        covered = Coverage.objects.everything(WHY).on(reader.day).filter(org__in=own_orgs)
        here = Q(org__in=own_orgs) | Q(group__in=own_orgs) | Q(school__in=covered.values("school"))
        found = Person.objects.everything(WHY).filter(here)
        if action in ANSWERS and reader.person:
            found = found.exclude(pk=reader.person)
        line |= Q(**{f"{name}__in": found.values("subject")})
    return line | _self(reader, resource, action, name)


def _self(reader: Reader, resource: str, action: str, name: str) -> Q:
    is_own = reader.subject and not reader.duty and SELF in granted(resource, action)
    return Q(**{name: reader.subject}) if is_own else Q(pk__in=())


def offers(reader: Reader, subject: int) -> set[str]:
    """What the reader may do about the duties of a subject: names of OFFERS. One query."""
    lines = {
        name: Exists(Subject.objects.filter(pk=OuterRef("pk")).filter(_about(reader, resource, action, "pk")))
        for name, (resource, action) in OFFERS.items()
        if reader.may(action, resource)
    }
    if not lines:
        return set()
    row: Any = (
        Subject.objects.filter(pk=subject).annotate(**{f"may_{n}": e for n, e in lines.items()}).first()
    )
    return {name for name in lines if row is not None and getattr(row, f"may_{name}")}


def subject_for(reader: Reader, resource: str, action: str, kind: str, code: str) -> Subject | None:
    """A subject about which the reader may do this; None where he may not, or there is none."""
    line = _about(reader, resource, action, "pk")
    return Subject.objects.filter(line, kind=kind, code=code).first()


def answering(reader: Reader, subject: Subject) -> PartyOrg | None:
    """The organisation in whose name the reader answers for a subject: the one that leads it before one that guides."""
    tops = reader.orgs(SUPERIORS)
    orgs = PartyOrg.objects.everything(WHY)
    if subject.kind == "person":
        return orgs.filter(pk__in=reader.orgs({SECRETARY})).order_by("pk").first()
    if subject.kind == "school":
        covering = Coverage.objects.everything(WHY).on(reader.day).filter(school__subject=subject)
        below = orgs.filter(pk__in=covering.values("org"))
    else:
        below = orgs.filter(subject=subject)
    day = to_day(reader.day)
    reach = OrgReach.objects.everything(WHY).filter(
        superior__in=tops, org__in=below, from_day__lte=day, until_day__gt=day
    )
    found = reach.exclude(superior=F("org")).order_by("-line", "superior").values_list("superior", flat=True)
    first = found.first()
    return orgs.filter(pk=first).first() if first else orgs.filter(pk__in=tops).order_by("pk").first()


def name_of() -> Coalesce:
    """The name of a row's subject, in a query of what is seen already."""
    named = (
        Subquery(
            model.objects.everything("names of what is seen")
            .filter(subject=OuterRef("subject"))
            .values("name")[:1]
        )
        for model in (PartyOrg, School, Person)
    )
    return Coalesce(*named, Value(""), output_field=CharField())


def names_of(subjects: Any) -> dict[int, str]:
    """The names of organisations, groups, schools and people by subject; one query. For what is seen already."""
    wanted = set(subjects)
    if not wanted:
        return {}
    first, *others = (
        model.objects.everything("names of what is seen")
        .filter(subject__in=wanted)
        .values_list("subject", "name")
        for model in (PartyOrg, School, Person)
    )
    return dict(first.union(*others))


def decisions(reader: Reader, action: str) -> Q:
    """Whoever may read the policy reads what the district decided; who guides the whole district decides."""
    return Q() if may_decide(reader) or (action == "read" and reader.may("read", "policy")) else Q(pk__in=())


def may_decide(reader: Reader) -> bool:
    """Does the reader stand for the organisation that guides the district's schools, and may such decide?"""
    return reader.may("decide", "policy") and stands_for_district(reader, "policy", "decide")
