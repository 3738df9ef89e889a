"""Who asks, and when: read once per request."""

from django.http import HttpRequest
from django.utils import timezone

from hongzhu.accounts.actor import actor_of
from hongzhu.accounts.models import User
from hongzhu.orgs.access import Reader

from .panel import Asker


def asker_of(request: HttpRequest) -> Asker:
    """The signed-in reader at this moment."""
    reader, user = request.reader, request.user  # type: ignore[attr-defined]
    assert isinstance(reader, Reader)
    assert isinstance(user, User)
    now = timezone.now()
    return Asker(reader=reader, by=actor_of(user), now=now, today=timezone.localdate())
