"""What the database holds for columns a workbook does not have: an absent column leaves the value alone."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import F, Model
from django.db.models.functions import Coalesce

from hongzhu.ledger.saving import chunks
from hongzhu.orgs.models import Coverage, Election, Line, OrgEdge, PartyOrg, School
from hongzhu.people.models import Appointment, Person

from .columns import Sheet
from .sheets import ELECTIONS, ORGS, PEOPLE, POSTS, SCHOOLS

Key = tuple[Any, ...]
Values = dict[str, Any]
Many = Callable[[Collection[str]], Iterable[tuple[str, Any]]]


@dataclass(frozen=True)
class Source:
    """Where a sheet's records are. `paths`: entry field → ORM expression, where it is not the field itself.

    The first of the key's fields picks the rows. `many` are fields kept in other tables, read by code.
    """

    model: type[Model]
    paths: dict[str, Any] = field(default_factory=dict)
    many: dict[str, Many] = field(default_factory=dict)


def _superiors(line: str) -> Many:
    def read(codes: Collection[str]) -> Iterable[tuple[str, Any]]:
        edges = OrgEdge.objects.filter(line=line, org__code__in=codes)
        return edges.values_list("org__code", "superior__code")

    return read


def _covers(codes: Collection[str]) -> Iterable[tuple[str, Any]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = Coverage.objects.filter(org__code__in=codes).order_by("pk")
    for code, school in rows.values_list("org__code", "school__code"):
        found[code].append(school)
    return ((code, tuple(schools)) for code, schools in found.items())


SOURCES: Final[dict[Sheet, Source]] = {
    SCHOOLS: Source(School),
    ORGS: Source(
        PartyOrg,
        many={"led_by": _superiors(Line.LEAD), "guided_by": _superiors(Line.GUIDE), "covers": _covers},
    ),
    PEOPLE: Source(Person, {"school": F("school__code"), "org": F("org__code"), "group": F("group__code")}),
    POSTS: Source(
        Appointment,
        {
            "person": F("person__code"),
            "body": Coalesce("org__code", "school__code"),
            "from_on": F("starts_on"),
            "until_on": F("ends_on"),
        },
    ),
    ELECTIONS: Source(Election, {"org": F("org__code")}),
}


def stored_values(sheet: Sheet, keys: Collection[Key], fields: Collection[str]) -> dict[Key, Values]:
    """Return what is stored for some fields of the records with these keys; new records are not there."""
    source = SOURCES[sheet]
    plain = [name for name in fields if name not in source.many]
    paths = {f"value_{name}": source.paths.get(name, F(name)) for name in [*sheet.key, *plain]}
    found: dict[Key, Values] = {}
    for some in chunks(dict.fromkeys(key[0] for key in keys)):
        rows = source.model._default_manager.annotate(**paths).filter(**{f"value_{sheet.key[0]}__in": some})
        for row in rows.values_list(*paths):
            found[row[: len(sheet.key)]] = dict(zip(plain, row[len(sheet.key) :], strict=True))
        for name in fields:
            for code, value in source.many[name](some) if name in source.many else ():
                found[code,][name] = value
    return found
