"""The list of the roster: who is shown to whom, which filters there are, who is found by a name or its sound."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from hongzhu.kit.pinyin import sounds_like
from hongzhu.orgs.access import Reader, org_keys, school_keys
from hongzhu.orgs.models import PartyOrg
from hongzhu.policy.days import to_day

from .hours import Hours, hours_of
from .models import Appointment, Person

Category = Person.Category
FILTERS: Final = {
    "members": "全部党员",
    "probationary": "预备党员",
    "developing": "发展对象、积极分子、申请人",
    "staff": "在职教职工",
    "retired": "离退休",
    "short": "学时还差的",
    "everyone": "全部在册的",
    "left": "已经离开的",
}
MOVED: Final = "已经转出"
LEFT: Final = "已经离开"
NOT_YET: Final = "还没到岗"
DEVELOPING: Final = (Category.CANDIDATE, Category.ACTIVIST, Category.APPLICANT)
ORDER: Final = [each.value for each in Category]
POSTS: Final = [each.value for each in Appointment.Post]


@dataclass(frozen=True)
class Line:
    """A person as the list shows him."""

    person: Person
    status: str
    """what he is in the Party on the day, in words; empty before he joined and for whom nothing is known"""
    posts: str
    hours: Hours | None
    note: str


@dataclass
class Listing:
    """Everybody the reader may read by name, and what of them the filters leave."""

    everyone: list[Line]
    shown: list[Line]
    who: str
    words: str
    group: str
    is_detailed: bool

    @property
    def groups(self) -> list[PartyOrg]:
        """The party groups of whoever may be read."""
        here = [line.person for line in self.everyone if line.note != MOVED]
        found = {person.group for person in here if person.group is not None}
        return sorted(found, key=lambda group: group.code)


def listing(reader: Reader, asked: Mapping[str, str]) -> Listing:
    """`asked`: who, q and group as they stand in the address. Five queries at most, however many people there are."""
    day = to_day(reader.day)
    found = Person.objects.visible_to(reader).select_related("org", "group", "school")
    people = list(found.order_by("code"))
    detailed = {each.subject_id: each.code for each in people if is_of(reader, each, "detail")}
    moved = {each.pk for each in people if each.pk != reader.person and not is_of(reader, each, "read")}
    here = [each for each in people if _is_here(each, day)]
    hours = hours_of({each.subject_id: each.code for each in here if each.subject_id in detailed}, reader.day)
    posts = posts_of(reader, people, day)
    lines = [
        _moved(each)
        if each.pk in moved
        else _line(each, day, posts.get(each.pk, []), hours.get(each.subject_id))
        for each in people
    ]
    lines.sort(key=_place)
    words, group = asked.get("q", ""), asked.get("group", "")
    members = any(_belongs("members", line, day) for line in lines)
    who = asked.get("who", "") or ("everyone" if words or not members else "members")
    shown = [
        line
        for line in lines
        if (_belongs(who, line, day) or (words and not asked.get("who")))
        and (not group or (line.person.group is not None and line.person.group.code == group))
        and (not words or is_called(line.person, words))
    ]
    return Listing(lines, shown, who if who in FILTERS else "everyone", words, group, bool(detailed))


def is_called(person: Person, words: str) -> bool:
    """Whether somebody is meant by these words: characters of the name, its sound or initials, the code."""
    words = words.strip()
    return words in person.name or words.upper() == person.code.upper() or sounds_like(words, person.name)


def posts_of(reader: Reader, people: Sequence[Person], day: int) -> dict[int, list[Appointment]]:
    """The posts that people hold on a day, as far as the reader may know of them, by person; the highest first."""
    rows = Appointment.objects.visible_to(reader).filter(person__in=people)
    found: dict[int, list[Appointment]] = {}
    for post in sorted(
        rows.select_related("person", "org", "school"), key=lambda post: POSTS.index(post.post)
    ):
        if post.span[0] <= day < post.span[1]:
            found.setdefault(post.person_id, []).append(post)
    return found


def counted(lines: Iterable[Line], day: date) -> str:
    """正式党员 16 人 · 预备党员 2 人 · 入党积极分子 3 人 · 其他教职工 13 人; what there is none of is not said."""
    numbers = dict.fromkeys(ORDER, 0)
    for line in lines:
        status = line.person.status_on(to_day(day))
        if status:
            numbers[status] += 1
    parts = [
        (Category.FULL, "正式党员"),
        (Category.PROBATIONARY, "预备党员"),
        (Category.CANDIDATE, "发展对象"),
        (Category.ACTIVIST, "入党积极分子"),
        (Category.APPLICANT, "入党申请人"),
        (Category.MASSES, "其他教职工"),
    ]
    return " · ".join(f"{words} {numbers[each]} 人" for each, words in parts if numbers[each])


def is_of(reader: Reader, person: Person, action: str) -> bool:
    """Whether the place where somebody is now is one where the reader may do this."""
    orgs, schools = org_keys(reader, "roster", action), school_keys(reader, "roster", action)
    return person.org_id in orgs or person.group_id in orgs or person.school_id in schools


def _moved(person: Person) -> Line:
    """Somebody who was here once: the name, and no more."""
    return Line(person, "", "", None, MOVED)


def _is_here(person: Person, day: int) -> bool:
    start, end = person.belonging
    return start <= day < end


def _belongs(who: str, line: Line, day: int) -> bool:
    person = line.person
    if who == "left":
        return line.note == MOVED or person.belonging[1] <= day
    if line.note == MOVED or not _is_here(person, day):
        return False
    match who:
        case "members":
            return person.is_member_on(day)
        case "probationary":
            return person.status_on(day) == Category.PROBATIONARY
        case "developing":
            return person.category in DEVELOPING
        case "staff":
            return person.is_staff_on(day)
        case "retired":
            return person.is_retired
        case "short":
            return line.hours is not None and bool(line.hours.missing)
    return True


def _line(person: Person, day: int, posts: list[Appointment], hours: Hours | None) -> Line:
    status = person.status_on(day)
    note = "离退休" if person.is_retired else ""
    if person.belonging[0] > day:
        note = NOT_YET
    elif person.belonging[1] <= day:
        note = LEFT
    words = "、".join(dict.fromkeys(Appointment.Post(post.post).label for post in posts))
    return Line(person, Category(status).label if status else "", words, hours, note)


def _place(line: Line) -> tuple[bool, int, int, str]:
    """Who is here before who has left; members first, among them by post."""
    first = Appointment.Post
    post = next((each.value for each in first if each.label in line.posts.split("、")), "")
    rank = POSTS.index(post) if post else len(POSTS)
    return line.note in (MOVED, LEFT), ORDER.index(line.person.category), rank, line.person.code
