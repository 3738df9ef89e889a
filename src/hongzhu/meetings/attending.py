"""Who is expected at a meeting, by its kinds and the roster of its day; whose vote counts in what."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from hongzhu.orgs.bodies import Body
from hongzhu.orgs.models import Coverage, PartyOrg
from hongzhu.people.models import Appointment
from hongzhu.people.roster import One, Roster
from hongzhu.policy.days import to_day

from .models import Meeting

WHY: Final = "of meetings at hand"

Kind = Meeting.Kind
OF_COMMITTEE: Final = frozenset({Kind.COMMITTEE, Kind.DEMOCRATIC_LIFE, Kind.DISTRICT_TOPIC})
"""kinds of the committee alone"""
OF_LEADERS: Final = frozenset({Kind.JOINT, Kind.SCHOOL_AFFAIRS})
"""kinds to which the form calls the committee and whoever holds a post at the school"""
OF_STAFF: Final = frozenset({Kind.STAFF_STUDY, Kind.PRINCIPAL_REPORT})
OF_SCHOOLS: Final = OF_STAFF | OF_LEADERS
"""kinds to which an organisation calls people of the schools it covers"""
_RANKS: Final = {post: rank for rank, post in enumerate(Appointment.Post.values)}


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """Someone on the list of a meeting. `voices`: whose votes count his, in the words of the rules of voting.

    `key`: of the person's row, where it was at hand.
    """

    code: str
    name: str
    key: int = field(default=0, compare=False)
    post: str = ""
    is_probationary: bool = False
    voices: frozenset[str] = frozenset()


class Gathering:
    """Everybody who may come to the meetings of a body: asked for any day and kind. See `gatherings`."""

    def __init__(self, body: Body, coverages: Iterable[Coverage], roster: Roster) -> None:
        self._org = body if isinstance(body, PartyOrg) else None
        self._school = 0 if self._org else body.pk
        self._coverages = list(coverages)
        self._roster = roster

    def calls(self, subject: int, kinds: Iterable[str], on: date) -> bool:
        """Whether somebody is on the list of a meeting."""
        return any(subject in self._called(kind, to_day(on)) for kind in set(kinds))

    def expected(self, kinds: Iterable[str], on: date) -> tuple[Attendee, ...]:
        """The list of a meeting: whoever any of its kinds calls, leaders first."""
        day = to_day(on)
        return self._listed({each for kind in set(kinds) for each in self._called(kind, day)}, day)

    def everybody(self, *days: date) -> tuple[Attendee, ...]:
        """Members, staff and holders of posts on any of some days: from whom chair and recorder are chosen."""
        found: dict[str, Attendee] = {}
        for day in map(to_day, days):
            everyone = self._staff(day) | self._holders(day) | self._members(day) | self._committee(day)
            for each in self._listed(everyone, day):
                found.setdefault(each.code, each)
        return tuple(found.values())

    def _called(self, kind: str, day: int) -> set[int]:
        if self._org is not None and self._org.is_group:
            return self._members(day)
        if kind in OF_STAFF:
            return self._staff(day)
        if kind in OF_LEADERS:
            return self._committee(day) | self._holders(day)
        if self._org is None:
            return self._holders(day) if kind in OF_COMMITTEE else self._staff(day)
        return self._committee(day) if kind in OF_COMMITTEE else self._members(day)

    def _members(self, day: int) -> set[int]:
        return self._roster.members(self._org.pk, day) if self._org else set()

    def _committee(self, day: int) -> set[int]:
        return self._roster.committee(self._org.pk, day) if self._org else set()

    def _staff(self, day: int) -> set[int]:
        return {each for school in self._schools(day) for each in self._roster.staff(school, day)}

    def _holders(self, day: int) -> set[int]:
        return {each for school in self._schools(day) for each in self._roster.holders(school, day)}

    def _schools(self, day: int) -> list[int]:
        if self._school:
            return [self._school]
        return [row.school_id for row in self._coverages if row.span[0] <= day < row.span[1]]

    def _is(self, subject: int, status: str, day: int) -> bool:
        stretches = self._roster.people[subject].statuses
        return any(name == status and start <= day < end for name, start, end in stretches)

    def _listed(self, subjects: set[int], day: int) -> tuple[Attendee, ...]:
        posts = self._roster.posts_on(day)
        committee, holders = self._committee(day), self._holders(day)
        found = []
        for subject in subjects:
            person = self._roster.people[subject]
            held = sorted(posts.get(subject, ()), key=_RANKS.__getitem__)
            voices = {
                "full_members": self._is(subject, "full", day),
                "committee": subject in (committee if self._org else holders),
                "administration": subject in holders,
            }
            attendee = Attendee(
                code=person.code,
                name=person.name,
                key=person.pk,
                post=Appointment.Post(held[0]).label if held else "",
                is_probationary=self._is(subject, "probationary", day),
                voices=frozenset(voice for voice, has in voices.items() if has),
            )
            found.append((_RANKS[held[0]] if held else len(_RANKS), person.code, attendee))
        return tuple(attendee for _rank, _code, attendee in sorted(found, key=lambda each: each[:2]))


def gathering(body: Body) -> Gathering:
    """Of one body."""
    return gatherings([body])[body]


def gatherings(
    bodies: Collection[Body], one: One | None = None, *, with_schools: bool = True
) -> dict[Body, Gathering]:
    """Of several bodies, in three queries; in one where only one person is asked about, who is at hand with his posts.

    `with_schools`: also those that organisations cover; only kinds OF_SCHOOLS ask for them.
    """
    orgs = [body.pk for body in bodies if isinstance(body, PartyOrg)]
    schools = {body.pk for body in bodies if not isinstance(body, PartyOrg)}
    covering: dict[int, list[Coverage]] = {}
    for row in Coverage.objects.everything(WHY).filter(org__in=orgs) if orgs and with_schools else ():
        covering.setdefault(row.org_id, []).append(row)
        schools.add(row.school_id)
    roster = Roster(orgs, schools, one)
    return {
        body: Gathering(body, covering.get(body.pk, ()) if isinstance(body, PartyOrg) else (), roster)
        for body in bodies
    }
