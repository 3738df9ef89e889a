"""Cases: subjects of the ledger that belong to an organisation, such as a request it has to answer.

The house's table names, by the kind of subject, a module with `described(reader, codes)`; and functions that put something on
everybody's home, or on the sheet that goes over to a new secretary.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from hongzhu.ledger.models import Subject

from .access import Reader
from .models import PartyOrg


class Case(NamedTuple):
    """What a case is called, what else is to be said of it in a line, where it is settled, and by which verb."""

    title: str
    about: str
    href: str
    verb: str


class Cases(Protocol):
    """The cases of one kind."""

    def described(self, reader: Reader, codes: Collection[str]) -> dict[str, Case]:
        """By code; that the reader may see the organisation's standing is known already, not what he may do."""


class Owned(NamedTuple):
    """A case and the subject of the organisation it belongs to."""

    subject: int
    kind: str
    code: str
    owner: int


def kinds() -> tuple[str, ...]:
    """Kinds of subject that are cases."""
    return tuple(_table())


def every_case() -> list[Owned]:
    """All there are. One query."""
    return _owned(Subject.objects.filter(owner__isnull=False, kind__in=kinds()))


def owned_by(owners: Iterable[int]) -> list[Owned]:
    """The cases of these organisations. One query."""
    return _owned(Subject.objects.filter(owner__in=set(owners), kind__in=kinds()))


def _owned(rows: QuerySet[Subject]) -> list[Owned]:
    found = rows.order_by("pk").values_list("pk", "kind", "code", "owner")
    return [Owned(key, kind, code, owner) for key, kind, code, owner in found if owner is not None]


def cases_of(reader: Reader, owned: Iterable[Owned]) -> dict[int, Case]:
    """By subject; a query or two for each kind."""
    found: dict[int, Case] = {}
    by_kind: dict[str, dict[str, int]] = {}
    for each in owned:
        by_kind.setdefault(each.kind, {})[each.code] = each.subject
    for kind, subjects in by_kind.items():
        room = cast(Cases, import_module(_table()[kind]))
        found |= {subjects[code]: case for code, case in room.described(reader, subjects.keys()).items()}
    return found


def _table() -> dict[str, str]:
    table: dict[str, str] = import_string(settings.HONGZHU_HOUSE + ".CASES")
    return table


@dataclass(frozen=True, kw_only=True)
class HomeLine:
    """One line on a home."""

    look: str
    tag: str
    title: str
    about: str
    verb: str
    href: str


@dataclass(frozen=True, kw_only=True)
class HomePart:
    """A few lines under a heading; `more`: (words, address) of the page that has them all.

    `start`: (words, address, icon) of what is begun from the head of the home.
    """

    name: str
    title: str
    lines: tuple[HomeLine, ...]
    more: tuple[str, str] = ("", "")
    start: tuple[str, str, str] = ("", "", "")
    is_first: bool = False
    """before what is owed: somebody asks"""


def parts_on_home(reader: Reader, today: date) -> list[HomePart]:
    """What rooms put on a reader's home; parts with nothing in them are left out."""
    table: tuple[str, ...] = import_string(settings.HONGZHU_HOUSE + ".ON_HOME")
    found = []
    for name in table:
        tell: Callable[[Reader, date], Iterable[HomePart]] = import_string(name)
        found += [part for part in tell(reader, today) if part.lines or part.start[0]]
    return found


def handed_over(reader: Reader, org: PartyOrg, today: date) -> list[HomePart]:
    """What rooms have to say when another takes over an organisation; parts with nothing in them are left out."""
    table: tuple[str, ...] = import_string(settings.HONGZHU_HOUSE + ".HANDED_OVER")
    found = []
    for name in table:
        tell: Callable[[Reader, PartyOrg, date], Iterable[HomePart]] = import_string(name)
        found += [part for part in tell(reader, org, today) if part.lines]
    return found
