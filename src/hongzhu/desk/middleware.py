"""Puts seat and frame on every request; they are worked out only where a page is made."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from hongzhu.accounts.models import User
from hongzhu.kit.frame import Frame
from hongzhu.people.doors import reader_on

from .frame import frame_for
from .mine import seat_of


class FrameMiddleware:
    """Gives `request.seat` and `request.frame` lazily: an answer without a page costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.seat = SimpleLazyObject(lambda: seat_of(reader_on(request)))  # type: ignore[attr-defined]
        request.frame = SimpleLazyObject(lambda: _frame(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _frame(request: HttpRequest) -> Frame:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(request.user, User):
        return Frame(sign_in=reverse("sign_in"))
    return frame_for(reader_on(request), request.seat)  # type: ignore[attr-defined]
