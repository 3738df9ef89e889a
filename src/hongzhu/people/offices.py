"""The offices of an account in words, for whoever keeps accounts: which person it is, what it may do where, until when."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from hongzhu.accounts.models import User
from hongzhu.orgs.models import Grant, PartyOrg, School

from .access import reader_of
from .models import Person

WHY: Final = "whose account it is, for the security administrator"
ROLES: Final = {
    "staff": "教职工",
    "member": "党员",
    "group_leader": "党小组组长",
    "committee": "委员",
    "worker": "党务工作者",
    "secretary": "书记、副书记",
    "principal": "校长",
    "officer": "上级工作人员",
    "inspector": "督查员",
}


@dataclass(frozen=True)
class Holder:
    """An account and the person it belongs to, if any."""

    user: User
    person: str
    code: str


def holders() -> list[Holder]:
    """Every account in use but the three administrators', by name."""
    people = Person.objects.everything(WHY).filter(user__isnull=False)
    found = {user: (name, code) for user, name, code in people.values_list("user", "name", "code")}
    users = User.objects.filter(is_active=True, duty="").order_by("name", "login")
    return [Holder(user, *found.get(user.pk, ("", ""))) for user in users]


def holder_of(user: User) -> Holder:
    """One of them."""
    person = Person.objects.everything(WHY).filter(user=user).first()
    return Holder(user, person.name if person else "", person.code if person else "")


def offices_of(user: User, day: date) -> list[str]:
    """What the account is on a day, in words."""
    offices = reader_of(user, day).offices
    orgs = PartyOrg.objects.everything(WHY).in_bulk({office.org for office in offices if office.org})
    schools = School.objects.everything(WHY).in_bulk({office.school for office in offices if office.school})
    found = []
    for office in offices:
        body = orgs.get(office.org or 0) or schools.get(office.school or 0)
        found.append(f"{body.name if body else ''} {ROLES.get(office.role, office.role)}".strip())
    return found


def grants_of(user: User) -> list[Grant]:
    """All grants of an account, the latest first."""
    return list(
        Grant.objects.everything(WHY).filter(user=user).select_related("org").order_by("-starts_on", "-pk")
    )
