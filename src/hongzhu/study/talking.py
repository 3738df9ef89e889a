"""Who may talk with whom: leaders of an organisation, the staff of its schools and its members, with the last talk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Max

from hongzhu.kit.dates import short_date
from hongzhu.orgs.access import Reader
from hongzhu.orgs.models import Coverage, PartyOrg
from hongzhu.people.models import Appointment, Person
from hongzhu.people.roster import Roster
from hongzhu.policy.days import to_day

from .facts import TALKERS
from .models import Talk

_RANKS: Final = {post: rank for rank, post in enumerate(Appointment.Post.values)}


@dataclass(frozen=True, kw_only=True)
class Someone:
    """One who talks or is talked with."""

    code: str
    name: str
    note: str = ""


class People:
    """The people of an organisation and of the schools it covers, on a day."""

    def __init__(self, reader: Reader, org: PartyOrg, on: date) -> None:
        self.reader, self.org, self.day = reader, org, to_day(on)
        self.year = on.year
        covering = Coverage.objects.visible_to(reader).on(on).filter(org=org)
        self._schools = list(covering.values_list("school", flat=True))
        self._roster = Roster([org.pk], self._schools)
        self._posts = self._roster.posts_on(self.day)

    def talkers(self) -> list[Someone]:
        """Whose talks count first, then the rest of the committee; each with the post."""
        committee = self._roster.committee(self.org.pk, self.day)
        found = [(self._rank(each), self._roster.people[each]) for each in committee]
        found.sort(key=lambda pair: (pair[0], pair[1].code))
        return [self._named(person) for _rank, person in found]

    def objects(self) -> list[Someone]:
        """Everybody on the staff and in the branch; who has not been talked with this year comes first."""
        subjects = set(self._roster.members(self.org.pk, self.day))
        for school in self._schools:
            subjects |= self._roster.staff(school, self.day)
        people = [self._roster.people[each] for each in subjects]
        last = self._last(people)
        people.sort(key=lambda each: (last.get(each.pk) is not None, each.code))
        return [
            Someone(code=each.code, name=each.name, note=_last_words(last.get(each.pk))) for each in people
        ]

    def counts(self, code: str) -> bool:
        """Whether the talks of someone count: the post held on the day."""
        held = {
            post
            for subject, posts in self._posts.items()
            if self._roster.people[subject].code == code
            for post in posts
        }
        return bool(held & set(TALKERS))

    def _last(self, people: Iterable[Person]) -> dict[int, date]:
        rows = Talk.objects.visible_to(self.reader).filter(
            object__in=[each.pk for each in people], withdrawn_at__isnull=True, held_on__year=self.year
        )
        return dict(rows.values_list("object").annotate(last=Max("held_on")))

    def _rank(self, subject: int) -> int:
        return min((_RANKS[each] for each in self._posts.get(subject, ())), default=len(_RANKS))

    def _named(self, person: Person) -> Someone:
        posts = sorted(self._posts.get(person.subject_id, ()), key=_RANKS.__getitem__)
        return Someone(
            code=person.code, name=person.name, note=Appointment.Post(posts[0]).label if posts else ""
        )


def _last_words(day: date | None) -> str:
    return f"{short_date(day)}谈过" if day else ""
