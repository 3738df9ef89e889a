"""The guard before the vote: how many have a vote that day, how many of them are there, are they enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hongzhu.orgs.bodies import Body, find_bodies
from hongzhu.orgs.models import Coverage, PartyOrg
from hongzhu.people.models import Person
from hongzhu.people.roster import Roster
from hongzhu.policy.days import to_day
from hongzhu.policy.voting import Quorum, VotingRule, quorum, rules

from .actions import ALL, MeetingEntry

WHY = "of meetings at hand"


@dataclass(frozen=True)
class Guard:
    """What the roster and the attendance say of one matter. `missing` are codes of those entitled who are not there."""

    rule: VotingRule
    entitled: int
    present: int
    quorum: Quorum
    missing: tuple[str, ...]


def guard(entry: MeetingEntry, matter: str) -> Guard | None:
    """Say before the vote on a matter whether it may be held.

    None where the roster does not know who has a vote: the matter is unknown, its voters are (教代会的代表), or
    nobody holds the posts. Then people type the numbers.
    """
    rule = rules().get(matter)
    body = find_bodies([entry.body]).get(entry.body)
    if rule is None or body is None:
        return None
    entitled = voters(rule, body, entry.held_on)
    if not entitled:
        return None
    away = {*entry.on_leave, *entry.absent}
    there = entitled - away if entry.present is ALL else entitled.intersection(named(entry))
    return Guard(
        rule=rule,
        entitled=len(entitled),
        present=len(there),
        quorum=quorum(rule, len(entitled), len(there)),
        missing=tuple(sorted(entitled - there)),
    )


def named(entry: MeetingEntry) -> set[str]:
    """Codes of those named as present."""
    return {person for person, _state, field in entry.named() if field == "present"}


def voters(rule: VotingRule, body: Body, on: date) -> set[str]:
    """Codes of those who have a vote on a matter at a meeting of this body on this day; empty: not known.

    Members whose right to vote is suspended (留党察看) are not known to the roster: the numbers may be put right.
    """
    day = to_day(on)
    orgs, schools = _places(body, on)
    roster = Roster(orgs, schools)
    by_rule = {
        "full_members": lambda: _union(roster.full_members(org, day) for org in orgs),
        "committee": lambda: _union(roster.committee(org, day) for org in orgs),
        "administration": lambda: _union(roster.administration(school, day) for school in schools),
    }
    found = by_rule[rule.voters]() if rule.voters in by_rule else set()
    return set(Person.objects.everything(WHY).filter(subject__in=found).values_list("code", flat=True))


def _places(body: Body, on: date) -> tuple[set[int], set[int]]:
    """The organisations and schools meant: a school's committee is that of the organisations covering it that day."""
    covering = Coverage.objects.everything(WHY).on(on)
    if isinstance(body, PartyOrg):
        return {body.pk}, set(covering.filter(org=body).values_list("school", flat=True))
    return set(covering.filter(school=body).values_list("org", flat=True)), {body.pk}


def _union(sets: Iterable[set[int]]) -> set[int]:
    return set().union(*sets)
