"""Whom an organisation may ask on a day: those below it that cover a school, each once; and who else reads the answers."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import F, Q

from hongzhu.orgs.models import Coverage, OrgReach, PartyOrg
from hongzhu.policy.days import to_day

WHY: Final = "of an organisation at hand"


@dataclass(kw_only=True)
class Askable:
    """An organisation that may be asked, with the schools it answers for; `townships`: where they lie."""

    key: int
    code: str
    name: str
    schools: list[str] = field(default_factory=list)
    townships: set[str] = field(default_factory=set)

    @property
    def about(self) -> str:
        """The schools, where there are several: they answer together."""
        return f"{len(self.schools)}所学校一起报：{'、'.join(self.schools)}" if len(self.schools) > 1 else ""


@dataclass(kw_only=True)
class Reach:
    """Whom an organisation may ask on a day; `superiors`: how many others read the answers, too."""

    askable: list[Askable]
    superiors: int

    @property
    def schools(self) -> int:
        """How many schools they answer for."""
        return len({name for each in self.askable for name in each.schools})


def reach_of(org: PartyOrg, on: date) -> Reach:
    """Two queries."""
    day = to_day(on)
    below = OrgReach.objects.everything(WHY).filter(
        superior=org, from_day__lte=day, until_day__gt=day, org__closed_on=None
    )
    below = below.exclude(org=org).exclude(org__kind=PartyOrg.Kind.PARTY_GROUP)
    keys = set(below.values_list("org", flat=True))
    open_school = Q(school__closed_on=None) | Q(school__closed_on__gt=on)
    rows = Coverage.objects.everything(WHY).on(on).filter(open_school, org__in=keys)
    found: dict[int, Askable] = {}
    for key, code, name, school, township in rows.order_by("org__code", "school__code").values_list(
        "org", "org__code", "org__name", "school__name", "school__township"
    ):
        each = found.setdefault(key, Askable(key=key, code=code, name=name))
        each.schools.append(school)
        each.townships.add(township)
    return Reach(askable=list(found.values()), superiors=_others(org, found, day))


def _others(org: PartyOrg, found: dict[int, Askable], day: int) -> int:
    """How many other superiors of these organisations see the same."""
    rows = OrgReach.objects.everything(WHY).filter(org__in=found, from_day__lte=day, until_day__gt=day)
    others = rows.exclude(superior=org).exclude(superior=F("org"))
    return others.values("superior").distinct().count()


def schools_of(orgs: set[int], on: date) -> dict[int, list[tuple[str, str]]]:
    """(name, township) of the schools that organisations cover on a day, by organisation."""
    rows = Coverage.objects.everything(WHY).on(on).filter(org__in=orgs).order_by("school__code")
    found: dict[int, list[tuple[str, str]]] = {}
    for org, name, township in rows.values_list("org", "school__name", "school__township"):
        found.setdefault(org, []).append((name, township))
    return found


def superiors_of(org: PartyOrg, on: date) -> list[str]:
    """The names of those who lead and guide an organisation: they read what it answers."""
    day = to_day(on)
    rows = OrgReach.objects.everything(WHY).filter(org=org, from_day__lte=day, until_day__gt=day)
    rows = rows.exclude(superior=org)
    return list(
        dict.fromkeys(rows.order_by("-line", "superior__code").values_list("superior__name", flat=True))
    )
