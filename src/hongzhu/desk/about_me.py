"""What everybody finds at home about himself in the roster, and how often he was at his school's political study."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from hongzhu.meetings.models import Attendance, Meeting
from hongzhu.orgs.access import STAFF, Reader
from hongzhu.people.models import Person

State = Attendance.State


def me(reader: Reader) -> Person | None:
    """The reader's own row of the roster: one query, once for a reader."""
    return reader.remembered("me", _me) if reader.person is not None else None


def _me(reader: Reader) -> Person | None:
    found: Any = Person.objects.visible_to(reader).filter(pk=reader.person or 0)
    person: Person | None = found.select_related("org", "group", "school").first()
    return person


def facts_of(person: Person) -> list[tuple[str, str]]:
    """(name, value) of what the roster says, as far as a member asks for it."""
    places = (("学校", person.school), ("党支部", person.org), ("党小组", person.group))
    found = [(title, place.name) for title, place in places if place is not None]
    if person.joined_on and person.category in (Person.Category.FULL, Person.Category.PROBATIONARY):
        found.append(("入党", f"{person.joined_on.year}年{person.joined_on.month}月{person.joined_on.day}日"))
    return found


@dataclass(frozen=True)
class Study:
    """Political study of one's school this year: how often it was held, and how often one was there."""

    held: int
    present: int
    on_leave: int
    absent: int

    @property
    def note(self) -> str:
        """请假 1 次，缺席 1 次."""
        parts = [f"请假 {self.on_leave} 次"] if self.on_leave else []
        return "，".join([*parts, f"缺席 {self.absent} 次"] if self.absent else parts)


def study_of(reader: Reader, person: Person, today: date) -> Study | None:
    """From the minutes: whoever is not named where everybody came was there. None for who is no staff.

    One query, once for a reader.
    """
    if not reader.schools({STAFF}):
        return None
    return reader.remembered(f"study {today}", lambda reader: _study(reader, person, today))


def _study(reader: Reader, person: Person, today: date) -> Study:
    mine = Attendance.objects.visible_to(reader).filter(meeting=OuterRef("pk"), person=person)
    found: Any = Meeting.objects.visible_to(reader).filter(
        school__in=reader.schools({STAFF}),
        kinds__kind=Meeting.Kind.STAFF_STUDY,
        held_on__gte=max(person.arrived_on, date(today.year, 1, 1)),
        held_on__lte=today,
        withdrawn_at__isnull=True,
    )
    rows = found.annotate(state=Subquery(mine.values("state")[:1])).aggregate(
        held=Count("pk"),
        present=Count("pk", filter=Q(state=State.PRESENT) | Q(state=None, is_everyone=True)),
        on_leave=Count("pk", filter=Q(state=State.ON_LEAVE)),
        absent=Count("pk", filter=Q(state=State.ABSENT)),
    )
    return Study(**rows)
