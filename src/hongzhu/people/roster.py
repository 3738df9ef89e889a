"""Who belonged where on a day: members of a branch or group, staff of a school, holders of posts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from hongzhu.ledger.saving import chunks
from hongzhu.orgs.bodies import DISTRICT

from .models import Appointment, Person

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


class Roster:
    """People of some organisations (groups included) and schools, read once and asked for many days.

    Answers are ids of subjects; `people` has the row of each. `one`: a person and his posts at hand, where nobody else is
    asked about; then nothing is read.
    """

    def __init__(self, orgs: Iterable[int], schools: Iterable[int], one: One | None = None) -> None:
        orgs, schools = set(orgs), set(schools)
        self._by_org: dict[int, list[Person]] = defaultdict(list)
        self._by_school: dict[int, list[Person]] = defaultdict(list)
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
        )
        held: Iterable[Appointment]
        found: Iterable[Person]
        if one is not None:
            found, held = [one[0]], one[1]
        else:
            everyone = Person.objects.everything("the roster of a day").filter(here)
            posts = Appointment.objects.everything("the roster of a day")
            found = everyone.only(*needed, "is_retired")
            held = posts.filter(Q(org__in=orgs) | Q(school__in=schools)).select_related("person")
        for each in found:
            self.people[each.subject_id] = each
            for org in (each.org_id, each.group_id):
                if org is not None:
                    self._by_org[org].append(each)
            if each.school_id is not None:
                self._by_school[each.school_id].append(each)
        for post in held:
            self.people.setdefault(post.person.subject_id, post.person)
            if post.org_id is not None:
                self._posts["org", post.org_id].append(post)
            elif post.school_id is not None:
                self._posts["school", post.school_id].append(post)

    def members(self, org: int, day: int) -> set[int]:
        """Full and probationary members of an organisation or group."""
        return {person.subject_id for person in self._by_org[org] if person.is_member_on(day)}

    def full_members(self, org: int, day: int) -> set[int]:
        """Full members: those who have a vote. Probationary members have none."""
        full = Person.Category.FULL
        return {person.subject_id for person in self._by_org[org] if person.status_on(day) == full}

    def administration(self, school: int, day: int) -> set[int]:
        """The principal and vice-principals of a school."""
        return {
            post.person.subject_id
            for post in self._held("school", school, day)
            if post.post in ADMINISTRATION_POSTS
        }

    def staff(self, school: int, day: int) -> set[int]:
        """Those in service at a school, without the retired."""
        return {person.subject_id for person in self._by_school[school] if person.is_staff_on(day)}

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
