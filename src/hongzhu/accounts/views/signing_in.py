"""Signing in: password, code, slip; signing out."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongzhu.accounts import actions
from hongzhu.accounts.actor import actor_of
from hongzhu.accounts.browsers import address_of, browser_words
from hongzhu.accounts.doors import home_of, safe_path, sign_in_page
from hongzhu.accounts.finding import account_key, find_user, has_authenticator, is_trusted
from hongzhu.accounts.forms import DigitsForm, RecoveryForm, SignInForm, SlipForm
from hongzhu.accounts.keeping import kept_form
from hongzhu.accounts.limits import tries_left
from hongzhu.accounts.models import User
from hongzhu.accounts.refusals import Closed, Refused, Wrong
from hongzhu.accounts.sessions import ADDRESS, BEGUN, BROWSER, SEEN

PENDING: Final = "pending"
PENDING_LASTS: Final = 600
"""seconds between password and code"""
TRUST_COOKIE: Final = "trusted"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; right words lead on, or to the code."""
    if request.method != "POST":
        if isinstance(request.user, User):
            return HttpResponseRedirect(home_of(request.user))
        back, ended = safe_path(request, request.GET.get("next", "")), request.GET.get("ended", "")
        return sign_in_page(request, SignInForm(), back=back, ended=ended)
    form = SignInForm(request.POST)
    back, kept = safe_path(request, request.POST.get("next", "")), request.POST.get("kept", "")
    if not form.is_valid():
        return sign_in_page(request, form, back=back, kept=kept, status=422)
    now, typed = timezone.now(), form.cleaned_data["login"]
    try:
        user = actions.try_password(
            typed=typed, password=form.cleaned_data["password"], address=address_of(request), now=now
        )
    except Closed:
        return sign_in_page(request, form, back=back, kept=kept, problem="closed", status=429)
    except Wrong:
        left = tries_left(account_key("sign-in", find_user(typed), typed), now)
        return sign_in_page(request, form, back=back, kept=kept, problem="wrong", left=left, status=422)
    return _pass_on(request, user, now, back, kept)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step: six digits, or a code on paper."""
    now = timezone.now()
    user = _pending_user(request, now)
    if user is None:
        return HttpResponseRedirect(reverse("sign_in"))
    on_paper = "paper" in request.GET
    form = (RecoveryForm if on_paper else DigitsForm)(request.POST if request.method == "POST" else None)
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            actions.try_code(user=user, typed=form.cleaned_data["code"], address=address_of(request), now=now)
        except Closed:
            problem = "closed"
        except Wrong:
            problem = "wrong"
        else:
            pending = request.session[PENDING]
            response = _let_in(request, user, now, pending["back"], pending["kept"])
            if form.cleaned_data.get("trusts") and user.may_trust_browsers:
                _remember(request, response, user, now)
            return response
    status = {"closed": 429, "wrong": 422}.get(problem, 422 if form.is_bound else 200)
    context = {"form": form, "on_paper": on_paper, "problem": problem, "may_trust": user.may_trust_browsers}
    return render(request, "accounts/sign-in-code.html", context, status=status)


@never_cache
@sensitive_post_parameters("code", "new_password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def use_slip(request: HttpRequest) -> HttpResponse:
    """Activate an account, or set a new password, by a printed slip."""
    form = SlipForm(request.POST if request.method == "POST" else None)
    problem = ""
    if form.is_bound and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        try:
            user = actions.use_slip(
                typed=given["login"],
                code=given["code"],
                password=given["new_password"],
                address=address_of(request),
                now=now,
            )
        except Closed:
            problem = "closed"
        except Wrong:
            problem = "wrong"
        except Refused as refused:
            field = "code" if refused.field == "code" else "new_password"
            for words in refused.messages:
                form.add_error(field, words)
        else:
            return _pass_on(request, user, now, "", "")
    status = {"closed": 429, "wrong": 422}.get(problem, 422 if form.is_bound else 200)
    return render(request, "accounts/slip-form.html", {"form": form, "problem": problem}, status=status)


@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """What to do about a forgotten password: no form, so nothing to be learnt here."""
    return render(request, "accounts/forgotten.html")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if isinstance(request.user, User):
        actions.leave(user=request.user, by=actor_of(request.user), now=timezone.now())
    logout(request)
    return HttpResponseRedirect(reverse("sign_in") + "?ended=left")


def _pass_on(request: HttpRequest, user: User, now: datetime, back: str, kept: str) -> HttpResponse:
    """The password is right: ask for the code where there is one, else let in."""
    if has_authenticator(user) and not is_trusted(user, request.COOKIES.get(TRUST_COOKIE, ""), now):
        request.session.flush()
        request.session[PENDING] = {
            "user": user.pk,
            "hash": user.get_session_auth_hash(),
            "at": now.timestamp(),
            "back": back,
            "kept": kept,
        }
        return HttpResponseRedirect(reverse("sign_in_code"))
    return _let_in(request, user, now, back, kept)


def _pending_user(request: HttpRequest, now: datetime) -> User | None:
    """Return who has given the right password in this browser some minutes ago, if that still holds."""
    pending = request.session.get(PENDING) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    if not pending or now.timestamp() - pending["at"] >= PENDING_LASTS:
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    if user is None or not constant_time_compare(pending["hash"], user.get_session_auth_hash()):
        return None
    return user


def _let_in(request: HttpRequest, user: User, now: datetime, back: str, kept: str) -> HttpResponse:
    """Begin the session, under a new key; go on where the user was, or send on the form that was kept."""
    address, browser = address_of(request), browser_words(request)
    actions.enter(user=user, address=address, browser=browser, now=now)
    request.session.flush()
    login(request, user)
    request.session[BEGUN] = request.session[SEEN] = now.isoformat()
    request.session[ADDRESS], request.session[BROWSER] = address, browser
    if kept and (form := kept_form(kept, user.pk)) is not None:
        return render(request, "accounts/send-on.html", {"kept": form})
    return HttpResponseRedirect(back or home_of(user))


def _remember(request: HttpRequest, response: HttpResponse, user: User, now: datetime) -> None:
    token = actions.trust_browser(user=user, browser=browser_words(request), now=now)
    response.set_cookie(
        TRUST_COOKIE,
        token,
        max_age=int(actions.TRUST_LASTS.total_seconds()),
        path=reverse("sign_in"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
