"""Which kinds of meeting a body usually holds, and what may be put to the vote in them."""

from collections.abc import Iterable
from typing import Final

from hongzhu.orgs.bodies import Body
from hongzhu.orgs.models import PartyOrg
from hongzhu.policy.voting import VotingRule, matters_of, rules

from .models import Meeting

Kind = Meeting.Kind

OF_BRANCH: Final = (
    Kind.ASSEMBLY,
    Kind.COMMITTEE,
    Kind.LECTURE,
    Kind.ORG_LIFE,
    Kind.THEME_DAY,
    Kind.STAFF_STUDY,
    Kind.JOINT,
)
OF_COMMITTEE: Final = (
    Kind.COMMITTEE,
    Kind.DEMOCRATIC_LIFE,
    Kind.DISTRICT_TOPIC,
    Kind.ASSEMBLY,
    Kind.LECTURE,
    Kind.THEME_DAY,
)
OF_GROUP: Final = (Kind.GROUP, Kind.ORG_LIFE, Kind.THEME_DAY)
OF_SCHOOL: Final = (Kind.SCHOOL_AFFAIRS, Kind.JOINT, Kind.STAFF_STUDY, Kind.PRINCIPAL_REPORT)


def usual_kinds(body: Body) -> tuple[Kind, ...]:
    """The kinds a body holds in the course of a year; every other one can be recorded, too."""
    if not isinstance(body, PartyOrg):
        return OF_SCHOOL
    if body.is_group:
        return OF_GROUP
    above = (PartyOrg.Kind.COMMITTEE, PartyOrg.Kind.WORK_COMMITTEE)
    return OF_COMMITTEE if body.kind in above else OF_BRANCH


def other_kinds(body: Body) -> tuple[Kind, ...]:
    """The kinds it rarely holds."""
    return tuple(kind for kind in Kind if kind not in usual_kinds(body))


def usual_rule(kinds: Iterable[str]) -> VotingRule | None:
    """How a meeting of these kinds votes where nothing special is at stake; nothing where no rule is known."""
    return next(iter(matters_of(kinds)), None)


def usual_matter(kinds: Iterable[str]) -> str:
    """Its id, as a resolution keeps it."""
    rule = usual_rule(kinds)
    return rule.id if rule else next(iter(rules()))


def special_rules(body: Body) -> list[VotingRule]:
    """What may be at stake in some meeting of a body and has a rule of its own."""
    found = {rule.id: rule for kind in usual_kinds(body) for rule in matters_of([kind])[1:]}
    return list(found.values())
