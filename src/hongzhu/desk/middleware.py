"""Puts the frame on every request; it is worked out only where a page is made."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from hongzhu.accounts.models import User
from hongzhu.kit.frame import Frame

from .frame import frame_for
from .reader_stub import reader_of


class FrameMiddleware:
    """Gives `request.frame` lazily: an answer without a page costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.frame = SimpleLazyObject(lambda: _frame(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _frame(request: HttpRequest) -> Frame:
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return Frame(sign_in=reverse("sign_in"))
    reader = getattr(request, "reader", None) or reader_of(user, timezone.localdate())
    return frame_for(reader, getattr(request, "mine", None))
