"""Whose books a reader may read, take out as files, print for binding, have prepared. By name it stops at the branch."""

from typing import Final

from django.db.models import Q, QuerySet

from hongzhu.orgs.access import MEMBER, SUPERIORS, Reader, org_keys
from hongzhu.orgs.models import PartyOrg

WHY: Final = "drawing the line"


def orgs_with_books(reader: Reader, action: str) -> QuerySet[PartyOrg]:
    """The organisations for whose books this is allowed."""
    return PartyOrg.objects.everything(WHY).filter(pk__in=org_keys(reader, "book", action))


def reads_all(reader: Reader, org: PartyOrg) -> bool:
    """Whether also the books of the committee are the reader's to read; a member reads what every member attends."""
    return org.pk in org_keys(reader, "book", "read", but={MEMBER})


def orgs_to_prepare(reader: Reader) -> QuerySet[PartyOrg]:
    """The organisations below, but no groups, for which the reader may have books prepared, without seeing them."""
    found = PartyOrg.objects.everything(WHY).filter(pk__in=org_keys(reader, "book", "prepare"))
    return found.exclude(kind=PartyOrg.Kind.PARTY_GROUP)


def bindings(reader: Reader, action: str) -> Q:
    """What was printed of the books in reach."""
    return Q(org__in=org_keys(reader, "book", action))


def of_bindings(reader: Reader, action: str) -> Q:
    """Page by page."""
    return Q(org__in=org_keys(reader, "book", action))


def preparations(reader: Reader, _action: str) -> Q:
    """Those of the organisations in which the reader may have books prepared: how many, not what is in them."""
    return Q(org__in=reader.orgs(SUPERIORS)) if reader.may("prepare", "book") else Q(pk__in=())
