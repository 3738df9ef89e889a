"""Whose duties stand on a reader's home: the organisations, groups and schools of the offices held, and their people."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from hongzhu.ledger.models import Link
from hongzhu.orgs.access import GROUP_LEADER, OFFICER, PRINCIPAL, RUNNING, Reader, granted
from hongzhu.orgs.cases import cases_of, owned_by
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.policy.days import to_day

from .access import own_orgs, own_schools, stands_above
from .bodies import Body, case_body

GROUP: Final = PartyOrg.Kind.PARTY_GROUP.value
KINDERGARTENS: Final = frozenset({School.Kind.PUBLIC_KINDERGARTEN, School.Kind.PRIVATE_KINDERGARTEN})
LOOKED_AFTER: Final = RUNNING | {OFFICER}
"""offices whose organisation stands on the home"""


@dataclass
class Mine:
    """By subject: bodies, and people with the body that looks after them."""

    bodies: dict[int, Body] = field(default_factory=dict)
    people: dict[int, Body] = field(default_factory=dict)
    place: str = ""
    """the name that stands in the masthead"""
    explaining: set[int] = field(default_factory=set)
    """subjects of the bodies whose 说明 the reader may read"""
    root: str = ""
    """as which committee above schools the reader records, for the district's own meetings"""
    is_superior: bool = False
    """an office in an organisation above schools, or granted over some"""
    school_kinds: set[str] = field(default_factory=set)
    """of the schools among the bodies"""

    @property
    def is_kindergarten(self) -> bool:
        """Kindergartens only: a home of their own, with what binds them and nothing else."""
        return not self.is_superior and bool(self.school_kinds) and self.school_kinds <= KINDERGARTENS


def within(reader: Reader, org: int) -> Reader:
    """The reader as far as his offices in one organisation go; nothing that was remembered of him goes along."""
    offices = tuple(office for office in reader.offices if office.org == org)
    return Reader(
        user=reader.user,
        day=reader.day,
        name=reader.name,
        duty=reader.duty,
        person=reader.person,
        subject=reader.subject,
        code=reader.code,
        offices=offices,
    )


def mine_of(reader: Reader) -> Mine:
    """Three queries, and those for cases, once for a reader."""
    return reader.remembered("mine", _mine)


def _mine(reader: Reader) -> Mine:
    mine, own = Mine(), set(reader.orgs(LOOKED_AFTER | {GROUP_LEADER}))
    running, recording = set(reader.orgs(RUNNING)), set(reader.orgs(granted("meeting", "create")))
    explaining = set(reader.orgs(granted("justification", "read")))
    main: Body | None = None
    kinds = []
    for key, subject, code, name, of_kind, branch in _found_orgs(reader):
        may_record = bool(recording & {key, branch})
        kind = "group" if of_kind == GROUP else "org"
        body = Body(subject, kind, code, name, f"org:{code}" if may_record else "")
        if branch or key in own:
            mine.bodies[subject] = body
            kinds.append(of_kind)
            if {key, branch} & explaining:
                mine.explaining.add(subject)
        if may_record and of_kind == PartyOrg.Kind.COMMITTEE and key in own:
            mine.root = mine.root or body.records_as
        if key in running:
            main = main or body
        mine.place = mine.place or name
    mine.is_superior = stands_above(reader, kinds)
    _add_schools(mine, reader, may_record=bool(recording & running), may_explain=bool(explaining))
    _seat(mine, reader, main)
    _add_cases(mine, reader)
    return mine


class Seat(NamedTuple):
    """Where a reader sits: the name of the organisation or school, whether it is above schools, or a kindergarten."""

    place: str
    is_superior: bool
    is_kindergarten: bool = False


def seat_of(reader: Reader) -> Seat:
    """For the frame of any page: one query or two, for the head of a school one more; once for a reader."""
    return reader.remembered("seat", _found_seat)


def _found_seat(reader: Reader) -> Seat:
    held = {office.org for office in reader.offices if office.org is not None}
    rows = own_orgs(reader).filter(pk__in=held).values_list("pk", "name", "kind") if held else []
    found = sorted(rows, key=lambda row: (row[2] == GROUP, row[0]))
    own = set(reader.orgs(LOOKED_AFTER))
    is_superior = stands_above(reader, [kind for key, _name, kind in found if key in own])
    run = own_schools(reader).filter(is_run=True) if reader.schools({PRINCIPAL}) else []
    kinds = {school.kind for school in run}
    is_kindergarten = bool(kinds) and kinds <= KINDERGARTENS
    if found or not reader.offices:
        return Seat(found[0][1] if found else "", is_superior, is_kindergarten)
    name = next(iter(own_schools(reader).values_list("name", flat=True)), "")
    return Seat(name, is_superior, is_kindergarten)


def _found_orgs(reader: Reader) -> list[tuple[int, int, str, str, str, int | None]]:
    """(key, subject, code, name, kind, branch): organisations first, then groups; each in the order of codes."""
    if not reader.offices:
        return []
    rows = own_orgs(reader).values_list("pk", "subject", "code", "name", "kind", "branch")
    return sorted(rows, key=lambda row: (row[4] == GROUP, row[2]))


def _add_schools(mine: Mine, reader: Reader, *, may_record: bool, may_explain: bool) -> None:
    """Schools that the organisations cover, and those a principal answers for."""
    if not reader.orgs(RUNNING) and not any(office.school for office in reader.offices):
        return
    rows = own_schools(reader).values_list("subject", "code", "name", "kind", "is_run", "is_covered")
    for subject, code, name, kind, is_run, is_covered in rows.order_by("code"):
        mine.place = mine.place or name
        if is_run or is_covered:
            mine.school_kinds.add(kind)
            records_as = f"school:{code}" if may_record and is_covered else ""
            mine.bodies[subject] = Body(subject, "school", code, name, records_as)
            if is_run or may_explain:
                mine.explaining.add(subject)


def _add_cases(mine: Mine, reader: Reader) -> None:
    """What the organisations have to settle one by one: a query, and one or two for each kind."""
    owned = owned_by(body.subject for body in mine.bodies.values() if body.kind == "org")
    cases = cases_of(reader, owned)
    for each in owned:
        if each.subject in cases:
            mine.bodies[each.subject] = case_body(each, cases[each.subject])


def _seat(mine: Mine, reader: Reader, main: Body | None) -> None:
    """People are counted at the organisation that looks after them."""
    if main is None:
        return
    day = to_day(reader.day)
    links = Link.objects.filter(
        kind__in=("branch", "school"), head__in=mine.bodies, from_day__lte=day, until_day__gt=day
    )
    for person, head, kind in links.order_by("kind").values_list("tail", "head", "kind"):
        body = mine.bodies[head]
        mine.people.setdefault(person, body if kind == "branch" and body.kind == "org" else main)
