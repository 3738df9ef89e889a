"""Headers on every answer."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .notice import notice

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


def refuse_too_large(get_response: Answer) -> Answer:
    """Turn a request away by the length it states, before anything of it is read. One that states none has no body."""

    def answer(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        most = next(
            size for start, size in settings.LARGEST_REQUESTS.items() if request.path.startswith(start)
        )
        if not length.isdecimal() or int(length) <= most:
            return get_response(request)
        return too_large(request, most)

    return answer


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """413 in plain words."""
    about = f"一次最多送 {most // 2**20} MB，这次超过了，什么也没有存。请回到上一页，少选几个文件，分几次传。"
    return notice(request, "送来的内容太大", about, 413)
