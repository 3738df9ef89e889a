"""Whose batches a reader sees: his own, while he keeps a roster; nobody else's file is anybody's."""

from django.db.models import Q, QuerySet

from hongzhu.orgs.access import Reader, org_keys
from hongzhu.orgs.models import PartyOrg

WHY = "drawing the line"


def batches(reader: Reader, _action: str) -> Q:
    """One's own, of the organisations whose roster one keeps."""
    return Q(user=reader.user, org__in=org_keys(reader, "roster", "create"))


def orgs_to_fill(reader: Reader) -> QuerySet[PartyOrg]:
    """The organisations into which the reader may import: no groups, their rows come with the branch."""
    found = PartyOrg.objects.everything(WHY).filter(pk__in=org_keys(reader, "roster", "create"))
    return found.exclude(kind=PartyOrg.Kind.PARTY_GROUP).order_by("code")
