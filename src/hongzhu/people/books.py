"""党员花名册 of an organisation: its members on a day, and who left it in the year; no identity numbers, no telephones."""

from collections import defaultdict
from datetime import date
from typing import Final

from hongzhu.kit.dates import date_words
from hongzhu.orgs.access import Reader
from hongzhu.orgs.models import PartyOrg
from hongzhu.paper.book import Column, Table
from hongzhu.policy.days import to_day

from .models import Appointment, Person, Placement

WHY: Final = "of people at hand"
COLUMNS: Final = (
    ("序号", 0.55),
    ("姓名", 1.0),
    ("性别", 0.6),
    ("民族", 0.75),
    ("出生日期", 1.15),
    ("学历", 1.0),
    ("工作岗位", 1.2),
    ("人员类别", 1.0),
    ("入党日期", 1.15),
    ("转正日期", 1.15),
    ("党内职务", 1.2),
    ("党小组", 1.2),
    ("转入日期", 1.15),
    ("转出日期", 1.15),
    ("备注", 0.8),
)
MEMBERS: Final = (Person.Category.FULL, Person.Category.PROBATIONARY)


def roster(reader: Reader | None, org: PartyOrg, year: int, on: date) -> Table:
    """The roster of a year, as of its last day or of `on`, if that is earlier; without a reader, for the house."""
    last = min(date(year, 12, 31), on)
    first_day, day = to_day(date(year, 1, 1)), to_day(last)
    stays = _stays(reader, org, first_day, day)
    people = [person for person, _place in stays]
    posts = _posts(people, org, day)
    rows = [_row(number, *stay, posts[stay[0].pk], org, day) for number, stay in enumerate(stays, 1)]
    now = sum(_is_there(person, place, day) for person, place in stays)
    return Table(
        title=f"{org.name}党员花名册",
        about=f"{date_words(last)}，在册 {now} 人"
        + (f"，本年转出 {len(people) - now} 人" if len(people) > now else ""),
        columns=tuple(Column(heading=heading, share=share) for heading, share in COLUMNS),
        rows=tuple(rows),
    )


def _stays(
    reader: Reader | None, org: PartyOrg, first_day: int, day: int
) -> list[tuple[Person, Placement | None]]:
    """Members who were here within these days, by code; with the placement of who was handed on since."""
    everyone = Person.objects.visible_to(reader) if reader else Person.objects.everything("a book is printed")
    members = everyone.filter(category__in=MEMBERS).select_related("group", "school")
    was = Placement.objects.everything(WHY).filter(org=org).order_by("starts_on").select_related("group")
    past = {place.person_id: place for place in was}
    here = {person.pk: person for person in members.filter(org=org)}
    gone = members.filter(pk__in=past.keys() - here.keys()) if past else []
    found: list[tuple[Person, Placement | None]] = [(person, None) for person in here.values()]
    found += [(person, past[person.pk]) for person in gone]
    found.sort(key=lambda stay: stay[0].code)
    return [
        (person, place)
        for person, place in found
        if any(
            max(start, _days(person, place)[0]) <= day and min(end, _days(person, place)[1]) > first_day
            for _status, start, end in person.statuses
        )
    ]


def _days(person: Person, place: Placement | None) -> tuple[int, int]:
    return place.span if place else person.here


def _is_there(person: Person, place: Placement | None, day: int) -> bool:
    start, end = _days(person, place)
    return start <= day < end and person.is_member_on(day)


def _posts(people: list[Person], org: PartyOrg, day: int) -> dict[int, list[str]]:
    """Posts in the organisation and its groups on a day, by person."""
    found: dict[int, list[str]] = defaultdict(list)
    held = (
        Appointment.objects.everything(WHY)
        .filter(person__in=people, org__isnull=False)
        .select_related("person")
    )
    groups = {person.group_id for person in people}
    for post in held.order_by("pk"):
        if (post.org_id == org.pk or post.org_id in groups) and post.span[0] <= day < post.span[1]:
            found[post.person_id].append(Appointment.Post(post.post).label)
    return found


def _row(
    number: int, person: Person, place: Placement | None, posts: list[str], org: PartyOrg, day: int
) -> tuple[str, ...]:
    status = person.status_on(day)
    is_here = _is_there(person, place, day)
    group = place.group if place else person.group
    left_on = place.ends_on if place else person.gone_on if person.is_retired else person.left_on
    return (
        str(number),
        person.name,
        person.sex,
        person.nation,
        _day(person.born_on),
        person.education,
        place.job if place else person.job,
        Person.Category(status).label if status else "",
        _day(person.joined_on),
        _day(person.full_on),
        "、".join(posts),
        group.name.removeprefix(org.name) if group else "",
        _day(place.starts_on if place else person.here_since),
        "" if is_here else _day(left_on),
        "离退休" if person.is_retired and is_here else "" if is_here else "已转出",
    )


def _day(day: date | None) -> str:
    return f"{day.year}.{day.month}.{day.day}" if day else ""
