"""What other rooms put in front of their views: who is asking, with which offices, today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from hongzhu.accounts.actor import Actor, actor_of
from hongzhu.accounts.doors import requires_sign_in
from hongzhu.accounts.models import User
from hongzhu.orgs.access import Reader

View = Callable[..., HttpResponse]


def requires_reader(view: View) -> View:
    """Ask to sign in; the view finds its reader on the request (`reader_on`)."""
    return requires_sign_in(view)


def requires(action: str, resource: str) -> Callable[[View], View]:
    """As `requires_reader`, for a page that only some roles have at all; for everyone else there is no such page."""

    def wrapped(view: View) -> View:
        @requires_reader
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **words: object) -> HttpResponse:
            if not reader_on(request).may(action, resource):
                raise Http404
            return view(request, *args, **words)

        return answer

    return wrapped


def reader_on(request: HttpRequest) -> Reader:
    """The reader of a request, as people.middleware put it there."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    return reader


@dataclass(frozen=True, kw_only=True)
class Asker:
    """On whose behalf, and when."""

    reader: Reader
    by: Actor
    now: datetime
    today: date


def asker_of(request: HttpRequest) -> Asker:
    """The signed-in reader at this moment: read once per request."""
    user, reader = request.user, reader_on(request)
    assert isinstance(user, User)
    now: datetime = request.moment  # type: ignore[attr-defined]
    return Asker(reader=reader, by=actor_of(user), now=now, today=reader.day)
