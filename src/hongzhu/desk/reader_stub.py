"""Stands in for people.access until it lands."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from hongzhu.accounts.models import User
from hongzhu.people.models import Appointment, Person
from hongzhu.policy.days import to_day


class Office(NamedTuple):
    role: str
    org: int | None = None
    school: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reader:
    user: int
    day: date
    name: str = ""
    duty: str = ""
    person: int | None = None
    subject: int | None = None
    offices: tuple[Office, ...] = ()


ROLES = {
    "secretary": "secretary",
    "deputy_secretary": "secretary",
    "full_time_deputy": "secretary",
    "organization_member": "committee",
    "publicity_member": "committee",
    "discipline_member": "committee",
    "committee_member": "committee",
    "group_leader": "group_leader",
    "party_worker": "worker",
    "principal": "principal",
}


def reader_of(user: User, day: date) -> Reader:
    if user.duty:
        return Reader(user=user.pk, day=day, name=user.name, duty=user.duty)
    person = Person.objects.filter(user=user).first()
    offices = []
    if person:
        at = to_day(day)
        if person.is_member_on(at):
            offices += [Office("member", org=o) for o in (person.org_id, person.group_id) if o]
        if person.school_id and person.is_staff_on(at):
            offices.append(Office("staff", school=person.school_id))
        for post in Appointment.objects.filter(person=person).select_related("person"):
            if post.post in ROLES and post.span[0] <= at < post.span[1]:
                offices.append(Office(ROLES[post.post], org=post.org_id, school=post.school_id))
    return Reader(
        user=user.pk,
        day=day,
        name=user.name,
        person=person.pk if person else None,
        subject=person.subject_id if person else None,
        offices=tuple(dict.fromkeys(offices)),
    )
