"""What every page of this room needs of a record: found, allowed, in whose name."""

from typing import Any

from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404

from hongzhu.ledger.models import Subject
from hongzhu.obligations.access import answering
from hongzhu.obligations.matters import NOT_HERE
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.doors import Asker


def found(asker: Asker, model: Any, key: int, action: str = "read") -> Any:
    """A record that the reader may see, with what he may do with it. Raises Http404."""
    rows = model.objects.visible_to(asker.reader).select_related("subject")
    row = get_object_or_404(rows, pk=key)
    if action != "read" and not may(asker, row, action):
        raise Http404(NOT_HERE)
    return row


def may(asker: Asker, row: Model, action: str) -> bool:
    """Whether the reader may do this with a record he sees."""
    rows: Any = type(row).objects  # type: ignore[attr-defined]
    return bool(rows.visible_to(asker.reader, action).filter(pk=row.pk).exists())


def org_of(asker: Asker, subject: Subject) -> PartyOrg:
    """In whose name the reader answers. Raises Http404 where he speaks for nobody."""
    org = answering(asker.reader, subject)
    if org is None:
        raise Http404(NOT_HERE)
    return org
