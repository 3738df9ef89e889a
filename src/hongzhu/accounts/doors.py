"""What other rooms put in front of their views."""

from collections.abc import Callable
from functools import wraps
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from .finding import has_demo_users
from .forms import SignInForm
from .keeping import keep
from .models import User

View = Callable[..., HttpResponse]

BROWSERS: Final = (
    "适用：Chrome、Edge（86版以上）、火狐、Safari，以及360、QQ、搜狗浏览器的极速模式。IE 和兼容模式打不开。"
)


def requires_sign_in(view: View) -> View:
    """Let signed-in users through; ask everybody else to sign in, and bring them back afterwards."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **words: object) -> HttpResponse:
        if isinstance(request.user, User):
            return view(request, *args, **words)
        return ask_to_sign_in(request)

    return answer


def requires_duty(duty: str) -> Callable[[View], View]:
    """Let one kind of administrator through; for everybody else there is no such page."""

    def wrapped(view: View) -> View:
        @requires_sign_in
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **words: object) -> HttpResponse:
            assert isinstance(request.user, User)
            if request.user.duty != duty:
                raise Http404
            return view(request, *args, **words)

        return answer

    return wrapped


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page; a form that was sent after the session had ended is kept and sent on afterwards."""
    ended = getattr(request, "session_ended", "")
    if request.method not in ("GET", "HEAD"):
        if request.headers.get("HX-Request"):
            return HttpResponse(
                "登录已经结束，请重新登录。", status=401, content_type="text/plain; charset=utf-8"
            )
        kept = keep(request, getattr(request, "session_was", None))
        return sign_in_page(request, SignInForm(), kept=kept, ended=ended or "gone", status=401)
    words = {"next": request.get_full_path()} | ({"ended": ended} if ended else {})
    return HttpResponseRedirect(f"{reverse('sign_in')}?{urlencode(words)}")


def sign_in_page(
    request: HttpRequest,
    form: SignInForm,
    *,
    status: int = 200,
    back: str = "",
    kept: str = "",
    ended: str = "",
    problem: str = "",
    left: int | None = None,
) -> HttpResponse:
    """The sign-in page: `back` is where to go afterwards, `ended` why one has to sign in again."""
    context = {
        "form": form,
        "back": back,
        "kept": kept,
        "ended": ended,
        "problem": problem,
        "left": left,
        "browsers": BROWSERS,
        "has_demo": has_demo_users(),
    }
    return render(request, "accounts/sign-in.html", context, status=status)


def home_of(user: User) -> str:
    """Where a user begins; upper floors know more of it and put their own frame on the request."""
    return reverse("users") if user.duty == User.Duty.SECURITY else "/"


def safe_path(request: HttpRequest, path: str) -> str:
    """Return an address on this very site, or nothing."""
    is_ours = url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return path if is_ours and path.startswith("/") and not path.startswith("//") else ""
