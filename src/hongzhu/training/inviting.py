"""Who is expected at a training, and who else may have come: by the roster and the posts of its day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from hongzhu.orgs.access import Reader
from hongzhu.orgs.bodies import ABOVE, Body
from hongzhu.orgs.models import Coverage, PartyOrg
from hongzhu.people.models import Appointment, Person
from hongzhu.people.roster import COMMITTEE_POSTS, Roster
from hongzhu.policy.days import to_day

from .access import OF_OFFICE

Post = Appointment.Post
CALLED: Final = {
    "secretaries": ("书记", frozenset({Post.SECRETARY.value})),
    "teams": ("班子成员", frozenset(COMMITTEE_POSTS)),
    "workers": ("党务工作者", frozenset({Post.PARTY_WORKER.value})),
}
"""whom a superior calls together: words and posts"""
_RANKS: Final = {post: rank for rank, post in enumerate(Post.values)}


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Someone who may have come. `posts`: those held on the day, the first one first."""

    code: str
    name: str
    note: str = ""
    posts: frozenset[str] = frozenset()


class Guests:
    """Everybody who may come to a training of a body: read once, asked for any day.

    A committee above schools invites holders of office wherever it reaches, and its own people; nobody is expected by
    the roster. A branch expects its members, a school its staff.
    """

    def __init__(self, reader: Reader, body: Body) -> None:
        self.reader = reader
        self.org = body if isinstance(body, PartyOrg) else None
        self.is_above = self.org is not None and self.org.kind in ABOVE
        self._school = 0 if self.org else body.pk
        self._coverages: list[Coverage] = []
        if self.org is not None:
            self._coverages = list(Coverage.objects.visible_to(reader).filter(org=self.org))
        schools = {row.school_id for row in self._coverages} | ({self._school} - {0})
        self._roster = Roster([self.org.pk] if self.org else [], schools)
        seen = Person.objects.visible_to(reader).filter(subject__in=list(self._roster.people))
        self._seen = set(seen.values_list("subject", flat=True))

    def expected(self, on: date) -> list[Guest]:
        """Whoever the list names until somebody says they did not come."""
        if self.is_above:
            return []
        day = to_day(on)
        return self._listed(
            self._roster.members(self.org.pk, day) if self.org else self._roster.staff(self._school, day), day
        )

    def others(self, on: date) -> list[Guest]:
        """Whoever else may be picked."""
        day = to_day(on)
        everyone = set[int]()
        if self.org is not None:
            everyone |= self._roster.members(self.org.pk, day) | self._roster.committee(self.org.pk, day)
        for school in self._schools(day):
            everyone |= self._roster.staff(school, day) | self._roster.holders(school, day)
        listed = {each.code for each in self.expected(on)}
        own = [each for each in self._listed(everyone, day) if each.code not in listed]
        if not self.is_above:
            return own
        invited = self._in_office(on)
        known = {each.code for each in invited}
        return [*invited, *(each for each in own if each.code not in known)]

    def _schools(self, day: int) -> list[int]:
        if self._school:
            return [self._school]
        return [row.school_id for row in self._coverages if row.span[0] <= day < row.span[1]]

    def _in_office(self, on: date) -> list[Guest]:
        """Holders of office in what the reader reaches, by organisation; whoever holds several stands once."""
        rows = Appointment.objects.visible_to(self.reader).filter(post__in=OF_OFFICE, org__isnull=False)
        rows = rows.select_related("person", "org").order_by("org__code", "person__code")
        found: dict[str, list[Appointment]] = {}
        for row in rows:
            if row.org and row.span[0] <= to_day(on) < row.span[1]:
                found.setdefault(row.person.code, []).append(row)
        return [
            Guest(
                code=code,
                name=held[0].person.name,
                note=f"{held[0].org.name if held[0].org else ''} {self._called(each.post for each in held)}",
                posts=frozenset(each.post for each in held),
            )
            for code, held in found.items()
        ]

    def _called(self, posts: Iterable[str]) -> str:
        first = min(posts, key=_RANKS.__getitem__, default="")
        return Post(first).label if first else ""

    def _listed(self, subjects: set[int], day: int) -> list[Guest]:
        """Those of them whom the reader may read by name, holders of posts first."""
        posts = self._roster.posts_on(day)
        found = []
        for subject in subjects & self._seen:
            person = self._roster.people[subject]
            held = posts.get(subject, [])
            rank = min((_RANKS[each] for each in held), default=len(_RANKS))
            guest = Guest(code=person.code, name=person.name, note=self._called(held), posts=frozenset(held))
            found.append((rank, person.code, guest))
        return [guest for _rank, _code, guest in sorted(found, key=lambda each: each[:2])]


def guests_named(reader: Reader, codes: Iterable[str]) -> list[Guest]:
    """People of a record, as far as the reader may read them in the roster, wherever they are now."""
    rows = Person.objects.visible_to(reader).filter(code__in=set(codes)).order_by("code")
    return [Guest(code=code, name=name) for code, name in rows.values_list("code", "name")]
