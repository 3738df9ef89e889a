"""What other rooms put in front of their views: who is asking, with which offices, today."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from hongzhu.accounts.doors import requires_sign_in
from hongzhu.orgs.access import Reader

View = Callable[..., HttpResponse]


def requires_reader(view: View) -> View:
    """Ask to sign in, then hand the view its reader: `view(request, reader, …)`."""

    @requires_sign_in
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **words: object) -> HttpResponse:
        return view(request, reader_on(request), *args, **words)

    return answer


def requires(action: str, resource: str) -> Callable[[View], View]:
    """As `requires_reader`, for a page that only some roles have at all; for everyone else there is no such page."""

    def wrapped(view: View) -> View:
        @requires_reader
        @wraps(view)
        def answer(request: HttpRequest, reader: Reader, *args: object, **words: object) -> HttpResponse:
            if not reader.may(action, resource):
                raise Http404
            return view(request, reader, *args, **words)

        return answer

    return wrapped


def reader_on(request: HttpRequest) -> Reader:
    """The reader of a request, as people.middleware put it there."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    return reader
