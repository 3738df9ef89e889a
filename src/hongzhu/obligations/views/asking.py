"""Who asks and when; a form sent once; what every page of this room needs of a record."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from hongzhu.audit.actions import Conflict, once
from hongzhu.kit.forms import Form
from hongzhu.ledger.entries import Refused
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


def key_of(request: HttpRequest) -> str:
    """The number of a form: that which came back, or a new one."""
    return request.POST.get("key", "") or uuid4().hex


def do_once(request: HttpRequest, asker: Asker, form: Form, act: Callable[[], str]) -> str | None:
    """Do it unless this very form was sent before; the answer. None with the mistake in the form where it was refused."""
    content = {name: request.POST.getlist(name) for name in sorted(request.POST) if name not in _FRAME}
    content["at"] = [request.get_full_path()]
    try:
        user = str(getattr(asker.by, "user_id", ""))
        key = request.POST.get("key", "")
        return once(key=key, user=user, content=content, now=asker.now, act=act).text
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    except Conflict as conflict:
        form.add_error(None, str(conflict))
    return None


_FRAME = ("key", "csrfmiddlewaretoken")
