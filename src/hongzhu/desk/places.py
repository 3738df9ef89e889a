"""Which subjects stand in one line of the district's table: a school with its party organisations and people.

A joint branch stands with every school it covers; an organisation that covers none stands alone. Three queries, and who
asks.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import F

from hongzhu.ledger import in_force
from hongzhu.ledger.keeping import kept
from hongzhu.ledger.models import Link, Subject
from hongzhu.orgs.access import Reader
from hongzhu.orgs.cases import Owned, cases_of, every_case, kinds
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.policy.days import end_day, to_day
from hongzhu.policy.vocabulary import SUBJECT_KINDS

from .access import orgs_in_reach, schools_in_reach

OF_BODIES: Final = ("covers", "part_of")
OF_PEOPLE: Final = ("school", "branch")


@dataclass
class Place:
    """One line of the table and one page: whose duties are counted there."""

    kind: str
    code: str
    name: str
    about: str
    is_gone: bool
    """closed by the day asked"""
    bodies: dict[int, str] = field(default_factory=dict)
    """subjects that are organisations, not persons → their names"""
    people: set[int] = field(default_factory=set)
    near: list["Place"] = field(default_factory=list)
    """a school's organisations, an organisation's schools"""
    paths: dict[int, tuple[str, str]] = field(default_factory=dict)
    """subjects of `bodies` → (kind, code) of their pages"""
    township: str = ""
    school_kind: str = ""

    @property
    def subjects(self) -> frozenset[int]:
        """Everyone whose duties are counted here."""
        return frozenset({*self.bodies, *self.people})


@dataclass
class District:
    """All lines on a day, by code: the district's own, schools, organisations that cover no school."""

    own: Place | None
    schools: list[Place]
    others: list[Place]
    orgs: dict[str, Place]
    """every organisation but groups, also those that stand with their schools"""

    @property
    def lines(self) -> list[Place]:
        """Everyone's duties are in at least one of these."""
        return [*([self.own] if self.own else []), *self.schools, *self.others]

    def find(self, kind: str, code: str) -> Place | None:
        """The page of a code."""
        if kind == "org":
            return self.orgs.get(code)
        return next((place for place in self.lines if (place.kind, place.code) == (kind, code)), None)


def is_empty() -> bool:
    """No school and no organisation has been entered yet."""
    return not Subject.objects.filter(kind__in=("school", "org")).exists()


def district_on(
    on: date, reader: Reader, own: Place | None = None, *, action: str = "read", with_people: bool = True
) -> District:
    """Who stands where on a day, as far as the reader sees; `own`: the district's, for who sits above schools.

    Who has left or closed stands where they were last. `action`: what the reader wants to do with their standing.
    """
    day = to_day(on)
    wanted = OF_BODIES + OF_PEOPLE if with_people else OF_BODIES
    links = kept(in_force.stamp(), ("links", day, wanted), lambda: _Links(day, wanted))
    schools, closings = _schools(on, reader, action)
    orgs, groups = _orgs(on, reader, action)
    for case in kept(in_force.stamp(), ("cases",), every_case):
        if case.owner in orgs:
            orgs[case.owner].bodies[case.subject] = SUBJECT_KINDS[case.kind]
            orgs[case.owner].paths[case.subject] = (case.kind, case.code)
    for key, (code, name) in groups.items():
        branch = orgs.get(links.branch_of(key) or 0)
        if branch is not None:
            branch.bodies[key] = name
            branch.paths[key] = ("group", code)
    for key, school in schools.items():
        for org in links.covering(key, min(day, closings[key] - 1)):
            if org in orgs:
                school.near.append(orgs[org])
                school.bodies |= orgs[org].bodies
                school.paths |= orgs[org].paths
                orgs[org].near.append(school)
    if with_people:
        _seat_people(links, schools, orgs)
    return District(
        own=own,
        schools=_by_code(schools.values()),
        others=_by_code(place for place in orgs.values() if not place.near),
        orgs={place.code: place for place in orgs.values()},
    )


def name_cases(place: Place, reader: Reader) -> None:
    """Call the cases of one place by what they are about."""
    owned = [Owned(key, kind, code, 0) for key, (kind, code) in place.paths.items() if kind in kinds()]
    place.bodies |= {key: case.title for key, case in cases_of(reader, owned).items()}


def district_place(area: str) -> Place | None:
    """The district's own, found in the ledger; none where nothing is kept for it."""
    subject = Subject.objects.filter(kind="district", code=area).values_list("pk", flat=True).first()
    return None if subject is None else district_as(area, subject)


def district_as(area: str, subject: int) -> Place:
    """The district's own."""
    paths = {subject: ("district", area)}
    return Place("district", area, "全区", "区里自己要办的", False, {subject: "全区"}, paths=paths)


def _schools(on: date, reader: Reader, action: str) -> tuple[dict[int, Place], dict[int, int]]:
    """Schools opened by a day, and the day each closes, both by subject."""
    places, closings = {}, {}
    kinds = dict(School.Kind.choices)
    columns = ("subject", "code", "name", "kind", "township", "opened_on", "closed_on")
    for subject, code, name, kind, township, opened_on, closed_on in schools_in_reach(
        reader, action
    ).values_list(*columns):
        if opened_on is None or opened_on <= on:
            about = f"{kinds[kind]} · {township}"
            place = _place("school", subject, code, name, about, is_gone=_is_past(closed_on, on))
            place.township, place.school_kind = township, kind
            places[subject] = place
            closings[subject] = end_day(closed_on)
    return places, closings


def _place(kind: str, subject: int, code: str, name: str, about: str, *, is_gone: bool) -> Place:
    return Place(kind, code, name, about, is_gone, {subject: name}, paths={subject: (kind, code)})


def _orgs(on: date, reader: Reader, action: str) -> tuple[dict[int, Place], dict[int, tuple[str, str]]]:
    """Organisations founded by a day, and codes and names of groups, both by subject."""
    places, groups = {}, {}
    kinds = dict(PartyOrg.Kind.choices)
    found = orgs_in_reach(reader, action).filter(founded_on__lte=on)
    for subject, code, name, kind, closed_on in found.values_list(
        "subject", "code", "name", "kind", "closed_on"
    ):
        if kind == PartyOrg.Kind.PARTY_GROUP:
            groups[subject] = code, name
        else:
            is_gone = _is_past(closed_on, on)
            places[subject] = _place("org", subject, code, name, kinds[kind], is_gone=is_gone)
    return places, groups


def _is_past(closed_on: date | None, on: date) -> bool:
    return closed_on is not None and closed_on <= on


class _Links:
    """Dated links that began by a day, read once and kept."""

    def __init__(self, day: int, kinds: Iterable[str]) -> None:
        self._covers: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        latest: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
        rows = Link.objects.filter(kind__in=kinds, from_day__lte=day, from_day__lt=F("until_day"))
        for kind, tail, head, start, until in rows.values_list(
            "kind", "tail", "head", "from_day", "until_day"
        ):
            if kind == "covers":
                self._covers[head].append((tail, start, until))
            else:
                latest[kind][tail] = max(latest[kind].get(tail, (0, 0)), (start, head))
        self._branches = {group: branch for group, (_start, branch) in latest["part_of"].items()}
        self._people: dict[int, list[int]] = defaultdict(list)
        for person, (_start, school) in latest["school"].items():
            self._people[school].append(person)
        for person in latest["branch"].keys() - latest["school"].keys():
            self._people[latest["branch"][person][1]].append(person)

    def branch_of(self, group: int) -> int | None:
        """The branch to which a group belonged last."""
        return self._branches.get(group)

    def people_of(self, host: int) -> list[int]:
        """Whoever was last at a school; whoever was last in a branch and never at any."""
        return self._people.get(host, [])

    def covering(self, school: int, day: int) -> list[int]:
        """Organisations that cover a school on a day."""
        return sorted({org for org, start, until in self._covers.get(school, ()) if start <= day < until})


def _seat_people(links: _Links, schools: dict[int, Place], orgs: dict[int, Place]) -> None:
    """People stand with their school; without one, with the schools of their branch, or with the branch itself."""
    for key, school in schools.items():
        school.people.update(links.people_of(key))
    for key, org in orgs.items():
        for place in org.near or [org]:
            place.people.update(links.people_of(key))


def _by_code(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: place.code)
