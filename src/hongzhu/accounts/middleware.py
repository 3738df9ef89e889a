"""Every request of a signed-in user: has the session run out, and is something owed before all else?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from hongzhu.kit.frame import Frame

from .doors import home_of
from .finding import ABSOLUTE, IDLE, owes_authenticator, owes_password
from .models import User
from .sessions import BEGUN, SEEN

Answer = Callable[[HttpRequest], HttpResponse]

NOTED_EVERY: Final = timedelta(minutes=5)
"""how often a session's row is written for nothing but that it was used"""
ALWAYS_OPEN: Final = frozenset({"sign_out", "own_password", "own_authenticator", "text_size"})


def end_old_sessions(get_response: Answer) -> Answer:
    """Sign out whoever did nothing for half an hour, or has been in for twelve; say who sits there in the frame."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.session_ended = ""  # type: ignore[attr-defined]
        request.session_was = None  # type: ignore[attr-defined]
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _weigh_session(request, timezone.now())
        request.frame = _frame(request)  # type: ignore[attr-defined]
        return get_response(request)

    return answer


class AskWhatIsOwed:
    """A new password or an authenticator that is due comes before every other page."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing here: which view it is, is known only later."""
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Lead to what is owed, unless the view serves it."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(request.user, User):
            return None
        match = request.resolver_match
        if match is not None and match.url_name in ALWAYS_OPEN:
            return None
        if owes_password(request.user, timezone.now()):
            return HttpResponseRedirect(reverse("own_password"))
        if owes_authenticator(request.user):
            return HttpResponseRedirect(reverse("own_authenticator"))
        return None


def _weigh_session(request: HttpRequest, now: datetime) -> None:
    session = request.session
    begun = _instant(session.get(BEGUN), now)
    seen = _instant(session.get(SEEN), now)
    if now - seen >= IDLE or now - begun >= ABSOLUTE:
        ended = "idle" if now - seen >= IDLE else "absolute"
        request.session_was = request.user.pk  # type: ignore[attr-defined]
        logout(request)
        request.session_ended = ended  # type: ignore[attr-defined]
    elif SEEN not in session or now - seen >= NOTED_EVERY:
        session[BEGUN], session[SEEN] = begun.isoformat(), now.isoformat()


def _instant(text: str | None, otherwise: datetime) -> datetime:
    return datetime.fromisoformat(text) if text else otherwise


def _frame(request: HttpRequest) -> Frame:
    user = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    if isinstance(user, User):
        return Frame(home=home_of(user), user=user.name, account=reverse("own_account"))
    return Frame(sign_in=reverse("sign_in"))
