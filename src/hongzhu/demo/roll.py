"""Who belonged where and who held what on a day, among entries that are not stored yet."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from hongzhu.people.actions import PersonEntry, PostEntry

LEADERS = ("secretary", "deputy_secretary", "full_time_deputy")


class Roll:
    """People and posts by place."""

    def __init__(self, people: Iterable[PersonEntry], posts: Iterable[PostEntry]) -> None:
        self._people = {person.code: person for person in people}
        self._members: dict[str, list[PersonEntry]] = defaultdict(list)
        self._staff: dict[str, list[PersonEntry]] = defaultdict(list)
        for person in self._people.values():
            for place in (person.org, person.group):
                if place:
                    self._members[place].append(person)
            if person.school:
                self._staff[person.school].append(person)
        self._posts: dict[str, list[PostEntry]] = defaultdict(list)
        for post in posts:
            self._posts[post.body].append(post)

    def members(self, place: str, day: date) -> list[str]:
        """Members of a branch or group."""
        return [each.code for each in self._members[place] if _is_member(each, day)]

    def staff(self, school: str, day: date) -> list[str]:
        """Those in service at a school."""
        return [each.code for each in self._staff[school] if not each.is_retired and _serves(each, day)]

    def ever(self, school: str) -> list[str]:
        """Everyone who has worked at a school."""
        return [each.code for each in self._staff[school]]

    def holders(self, body: str, posts: Iterable[str], day: date) -> list[str]:
        """Who holds one of these posts, in the order of the posts."""
        held = [each for each in self._posts[body] if self._holds(each, day)]
        return [each.person for post in posts for each in held if each.post == post]

    def first(self, body: str, posts: Iterable[str], day: date) -> str | None:
        """The first holder of one of these posts."""
        return next(iter(self.holders(body, posts, day)), None)

    def _holds(self, post: PostEntry, day: date) -> bool:
        until = post.until_on or self._people[post.person].left_on
        return post.from_on <= day and (until is None or day < until)


def _serves(person: PersonEntry, day: date) -> bool:
    return person.arrived_on <= day and (person.left_on is None or day < person.left_on)


def _is_member(person: PersonEntry, day: date) -> bool:
    if person.category not in ("full", "probationary"):
        return False
    if person.joined_on is not None and day < person.joined_on:
        return False
    return person.arrived_on <= day and (person.is_retired or _serves(person, day))
