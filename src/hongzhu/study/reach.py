"""For which organisations a reader records talks and plans, and what he may do with one."""

from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from hongzhu.orgs.access import SECRETARY, WORKER, Reader, org_keys, school_keys
from hongzhu.orgs.models import PartyOrg, School

from .models import StudyPlan, Talk

RIGHTS: Final = ("change", "withdraw")
"""what is asked of every record that is shown: `may_change` and so on"""


def own_orgs(reader: Reader, resource: str) -> list[PartyOrg]:
    """The organisations (no groups) for which the reader may record talks or plans, by code."""
    found = PartyOrg.objects.visible_to(reader).filter(pk__in=org_keys(reader, resource, "create"))
    return list(found.exclude(kind=PartyOrg.Kind.PARTY_GROUP).order_by("code"))


def readable_talks(reader: Reader) -> QuerySet[Talk]:
    """The talks a reader may look at, each with what else he may do."""
    rights = {
        f"may_{each}": Exists(Talk.objects.visible_to(reader, each).filter(pk=OuterRef("pk")))
        for each in RIGHTS
    }
    return Talk.objects.visible_to(reader).annotate(**rights)


def readable_plans(reader: Reader) -> QuerySet[StudyPlan]:
    """The plans a reader may look at, each with what else he may do."""
    rights = {
        f"may_{each}": Exists(StudyPlan.objects.visible_to(reader, each).filter(pk=OuterRef("pk")))
        for each in RIGHTS
    }
    return StudyPlan.objects.visible_to(reader).annotate(**rights)


def schools_below(reader: Reader) -> QuerySet[School]:
    """The schools of which a reader may know how many talks were held, and no more."""
    keys = school_keys(reader, "talk", "count", but={SECRETARY, WORKER})
    return School.objects.visible_to(reader).filter(pk__in=keys).order_by("code")
