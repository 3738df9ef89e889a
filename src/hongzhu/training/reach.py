"""For which bodies a reader records trainings, and what he may do with one."""

from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from hongzhu.orgs.access import Reader, org_keys, school_keys
from hongzhu.orgs.bodies import Body
from hongzhu.orgs.models import PartyOrg, School

from .models import Training
from .totals import with_totals

RIGHTS: Final = ("change", "withdraw", "pictures")
"""what is asked of every training that is shown: `may_change` and so on"""


def own_bodies(reader: Reader) -> list[Body]:
    """The organisations (no groups) and schools for which the reader may record, by code."""
    orgs = PartyOrg.objects.visible_to(reader).filter(pk__in=org_keys(reader, "training", "create"))
    orgs = orgs.exclude(kind=PartyOrg.Kind.PARTY_GROUP)
    schools = School.objects.visible_to(reader).filter(pk__in=school_keys(reader, "training", "create"))
    return [*orgs.order_by("code"), *schools.order_by("code")]


def own_body(reader: Reader, kind: str, code: str) -> Body | None:
    """One of them, or nothing."""
    found = own_bodies(reader)
    is_org = kind == "org"
    return next((each for each in found if each.code == code and isinstance(each, PartyOrg) == is_org), None)


def readable(reader: Reader) -> QuerySet[Training]:
    """The trainings a reader may look at, each with `comers`, how many came, and what else he may do."""
    rights = {
        f"may_{each}": Exists(Training.objects.visible_to(reader, each).filter(pk=OuterRef("pk")))
        for each in RIGHTS
    }
    return with_totals(Training.objects.visible_to(reader)).annotate(**rights)
