"""Headers on every answer."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


def content_security_policy(get_response: Answer) -> Answer:
    """Nothing from another host, nothing inline: neither style nor script."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        return response

    return answer


def keep_private(get_response: Answer) -> Answer:
    """Leave no page of a signed-in reader behind on a computer others use.

    Stands above the session middleware: it looks at the session cookie that comes and goes, never at the session.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        given = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if given is not None or settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "no-store")
        if given is not None and not given.value:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return answer
