"""What the roster says of some organisations, as numbers, and who holds an office there; nobody else by name."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Final, NamedTuple

from hongzhu.orgs.access import COMMITTEE, SECRETARY, WORKER, Reader, org_keys
from hongzhu.orgs.figures import Figures
from hongzhu.orgs.models import Coverage, PartyOrg
from hongzhu.policy.days import to_day

from .models import Appointment, Person

WHY = "figures of organisations the caller already holds"
BY_NAME: Final = (COMMITTEE, WORKER, SECRETARY)
"""roles whose own organisation is read by name"""


def secretaries(orgs: Collection[int], on: date) -> Figures:
    """The secretary's name."""
    day = to_day(on)
    rows = Appointment.objects.everything(WHY).filter(org__in=orgs, post=Appointment.Post.SECRETARY)
    found: dict[int, list[str]] = {}
    for post in rows.select_related("person").order_by("starts_on"):
        if post.org_id is not None and post.span[0] <= day < post.span[1]:
            found.setdefault(post.org_id, []).append(post.person.name)
    return {org: "、".join(names) for org, names in found.items()}


def members(orgs: Collection[int], on: date) -> Figures:
    """Full and probationary members."""
    return _counted(orgs, on, lambda each, day: each.is_member_on(day))


def probationary(orgs: Collection[int], on: date) -> Figures:
    """Probationary members."""
    return _counted(orgs, on, lambda each, day: each.status_on(day) == "probationary")


def activists(orgs: Collection[int], on: date) -> Figures:
    """入党积极分子."""
    return _counted(orgs, on, lambda each, day: each.status_on(day) == "activist")


def applicants(orgs: Collection[int], on: date) -> Figures:
    """入党申请人."""
    return _counted(orgs, on, lambda each, day: each.status_on(day) == "applicant")


def staff(orgs: Collection[int], on: date) -> Figures:
    """Those in service at the schools they cover."""
    day = to_day(on)
    covered: dict[int, list[int]] = {}
    rows = Coverage.objects.everything(WHY).on(on).filter(org__in=orgs)
    for org, school in rows.values_list("org", "school"):
        covered.setdefault(school, []).append(org)
    found = dict.fromkeys(orgs, 0)
    for each in Person.objects.everything(WHY).filter(school__in=covered):
        if each.is_staff_on(day) and each.school_id is not None:
            for org in covered[each.school_id]:
                found[org] += 1
    return {org: f"{number}人" for org, number in found.items()}


def _counted(orgs: Collection[int], on: date, counts: Callable[[Person, int], bool]) -> Figures:
    day, found = to_day(on), dict.fromkeys(orgs, 0)
    for each in Person.objects.everything(WHY).filter(org__in=orgs):
        if each.org_id is not None and counts(each, day):
            found[each.org_id] += 1
    return {org: f"{number}人" for org, number in found.items()}


class Numbers(NamedTuple):
    """One organisation: members, of them probationary."""

    name: str
    members: int
    probationary: int


def numbers_below(reader: Reader) -> list[Numbers]:
    """By code; two queries, none for whoever counts nobody."""
    keys = org_keys(reader, "roster", "count", but=BY_NAME)
    if not keys:
        return []
    orgs = PartyOrg.objects.visible_to(reader).filter(pk__in=keys).exclude(kind=PartyOrg.Kind.PARTY_GROUP)
    day, counted = to_day(reader.day), _numbers(keys, to_day(reader.day))
    rows = [org for org in orgs.order_by("code") if org.span[0] <= day < org.span[1]]
    return [Numbers(org.name, *counted.get(org.pk, (0, 0))) for org in rows]


def _numbers(keys: Collection[int], day: int) -> dict[int, tuple[int, int]]:
    columns = ("org", "category", "joined_on", "full_on", "arrived_on", "left_on", "gone_on", "is_retired")
    found: dict[int, tuple[int, int]] = {}
    for person in Person.objects.everything(WHY).filter(org__in=keys).only(*columns):
        if person.org_id is not None and person.is_member_on(day):
            members, probationary = found.get(person.org_id, (0, 0))
            is_new = person.status_on(day) == Person.Category.PROBATIONARY
            found[person.org_id] = (members + 1, probationary + is_new)
    return found
