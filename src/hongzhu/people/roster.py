"""Who belonged where on a day: members of a branch or group, staff of a school, holders of posts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Q, QuerySet

from hongzhu.ledger.saving import chunks
from hongzhu.orgs.bodies import DISTRICT

from .models import Appointment, Person, Placement

COMMITTEE_POSTS = frozenset(
    {
        "secretary",
        "deputy_secretary",
        "full_time_deputy",
        "organization_member",
        "publicity_member",
        "discipline_member",
        "committee_member",
    }
)
"""posts that make someone a member of an organisation's committee (支委会, 班子)"""

ADMINISTRATION_POSTS = frozenset({"principal", "vice_principal"})
"""posts that make someone a member of a school's administration (行政班子)"""


One = tuple[Person, Sequence[Appointment]]
Stay = tuple[Person, int, int]
"""a person, and from when until when he was in a place"""


class Roster:
    """People of some organisations (groups included) and schools, read once and asked for many days.

    Answers are ids of subjects; `people` has the row of each. `one`: a person and his posts at hand, where nobody else is
    asked about; then nothing is read.
    """

    def __init__(self, orgs: Iterable[int], schools: Iterable[int], one: One | None = None) -> None:
        orgs, schools = set(orgs), set(schools)
        self._by_org: dict[int, list[Stay]] = defaultdict(list)
        self._by_school: dict[int, list[Stay]] = defaultdict(list)
        self._posts: dict[tuple[str, int], list[Appointment]] = defaultdict(list)
        self.people: dict[int, Person] = {}
        here = Q(org__in=orgs) | Q(group__in=orgs) | Q(school__in=schools)
        needed = (
            "subject",
            "code",
            "name",
            "category",
            "org",
            "group",
            "school",
            "joined_on",
            "full_on",
            "arrived_on",
            "left_on",
            "gone_on",
            "moved_on",
        )
        held: Iterable[Appointment]
        found: Iterable[Person]
        if one is not None:
            found, held = [one[0]], one[1]
        else:
            were = Placement.objects.everything("the roster of a day").filter(here)
            everyone = Person.objects.everything("the roster of a day")
            posts = Appointment.objects.everything("the roster of a day")
            found = list(everyone.filter(here | Q(pk__in=were.values("person"))).only(*needed, "is_retired"))
            held = posts.filter(Q(org__in=orgs) | Q(school__in=schools)).select_related("person")
            self._add_past(found, were)
        for each in found:
            self.people[each.subject_id] = each
            self._add(each, each, each.here)
        for post in held:
            self.people.setdefault(post.person.subject_id, post.person)
            if post.org_id is not None:
                self._posts["org", post.org_id].append(post)
            elif post.school_id is not None:
                self._posts["school", post.school_id].append(post)

    def _add_past(self, people: Iterable[Person], were: QuerySet[Placement]) -> None:
        """Where some of them were before; asked only where somebody has moved."""
        moved = {person.pk: person for person in people if person.moved_on is not None}
        for place in were if moved else ():
            if place.person_id in moved:
                self._add(moved[place.person_id], place, place.span)

    def _add(self, person: Person, place: Person | Placement, days: tuple[int, int]) -> None:
        for org in (place.org_id, place.group_id):
            if org is not None:
                self._by_org[org].append((person, *days))
        if place.school_id is not None:
            self._by_school[place.school_id].append((person, *days))

    def members(self, org: int, day: int) -> set[int]:
        """Full and probationary members of an organisation or group."""
        return {person.subject_id for person in _there(self._by_org[org], day) if person.is_member_on(day)}

    def full_members(self, org: int, day: int) -> set[int]:
        """Full members: those who have a vote. Probationary members have none."""
        full = Person.Category.FULL
        return {
            person.subject_id for person in _there(self._by_org[org], day) if person.status_on(day) == full
        }

    def administration(self, school: int, day: int) -> set[int]:
        """The principal and vice-principals of a school."""
        return {
            post.person.subject_id
            for post in self._held("school", school, day)
            if post.post in ADMINISTRATION_POSTS
        }

    def staff(self, school: int, day: int) -> set[int]:
        """Those in service at a school, without the retired."""
        return {
            person.subject_id for person in _there(self._by_school[school], day) if person.is_staff_on(day)
        }

    def committee(self, org: int, day: int) -> set[int]:
        """Members of the committee of an organisation."""
        return {
            post.person.subject_id for post in self._held("org", org, day) if post.post in COMMITTEE_POSTS
        }

    def holders(self, school: int, day: int) -> set[int]:
        """Holders of any post at a school."""
        return {post.person.subject_id for post in self._held("school", school, day)}

    def posts_on(self, day: int) -> dict[int, list[str]]:
        """The posts held on a day, by subject."""
        found: dict[int, list[str]] = defaultdict(list)
        for place in self._posts:
            for post in self._held(*place, day):
                found[post.person.subject_id].append(post.post)
        return found

    def _held(self, kind: str, place: int, day: int) -> list[Appointment]:
        return [post for post in self._posts[kind, place] if post.span[0] <= day < post.span[1]]


def _there(stays: Iterable[Stay], day: int) -> Iterator[Person]:
    return (person for person, start, end in stays if start <= day < end)


def person_stream(org: str | None, school: str | None) -> str:
    """The stream of the audit trail for what belongs to a person: the organisation's, else the school's."""
    if org:
        return f"org:{org}"
    return f"school:{school}" if school else DISTRICT


def person_streams(codes: Iterable[str]) -> dict[str, str]:
    """Streams of people by code, for the codes that exist."""
    found: dict[str, str] = {}
    for some in chunks(set(codes)):
        rows = (
            Person.objects.everything("the roster of a day")
            .filter(code__in=some)
            .values_list("code", "org__code", "school__code")
        )
        found |= {code: person_stream(org, school) for code, org, school in rows}
    return found


def person_ids(codes: Iterable[str]) -> dict[str, int]:
    """Primary keys of people by code, for the codes that exist."""
    found: dict[str, int] = {}
    for some in chunks(set(codes)):
        found |= dict(
            Person.objects.everything("the roster of a day").filter(code__in=some).values_list("code", "pk")
        )
    return found
