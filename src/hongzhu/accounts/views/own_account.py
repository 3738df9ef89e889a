"""One's own account: password, authenticator, sessions."""

from datetime import datetime

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongzhu.accounts import actions
from hongzhu.accounts.actor import actor_of
from hongzhu.accounts.browsers import address_of
from hongzhu.accounts.codes import make_salt, printed, secret_of, setup_address, typed_secret
from hongzhu.accounts.doors import requires_sign_in
from hongzhu.accounts.finding import has_authenticator, owes_authenticator, owes_password, sessions_of
from hongzhu.accounts.forms import AuthenticatorForm, ConfirmForm, PasswordForm
from hongzhu.accounts.models import Session, User
from hongzhu.accounts.passwords import profile
from hongzhu.accounts.pictures import qr_code
from hongzhu.accounts.refusals import Closed, Refused, Wrong
from hongzhu.accounts.words import when, which_day

SAID = {
    "password": "密码改好了。别处登录着的都已退出。",
    "authenticator": "验证器已经关掉，以后只用密码登录。",
    "sessions": "已经退出。",
    "browsers": "以后每台电脑登录都要验证码。",
}
CLOSED = "试的次数太多，请15分钟后再试"
WRONG_PASSWORD = "密码不对，请再输一次"  # noqa: S105 - what is said about it
WRONG_DIGITS = "数字对不上。请看手机上现在显示的，手机时间要准；刚用过的一组不能再用"


@never_cache
@requires_sign_in
@require_safe
def own_account(request: HttpRequest) -> HttpResponse:
    """What the account is, and where it is signed in."""
    user, now = _user(request), timezone.now()
    present = request.session.session_key
    trusted = user.trusted_browsers.filter(expires_at__gt=now).order_by("-trusted_at")
    context = {
        "about": _about(user),
        "password_words": _password_words(user),
        "has_authenticator": has_authenticator(user),
        "may_turn_off": not user.should_have_authenticator,
        "codes_left": user.recovery_codes.filter(used_at__isnull=True).count(),
        "sessions": [_session_row(each, present) for each in sessions_of(user, now)],
        "trusted": [(each.browser, when(each.expires_at)) for each in trusted],
        "said": SAID.get(request.GET.get("said", ""), ""),
    }
    return render(request, "accounts/own-account.html", context)


@never_cache
@sensitive_post_parameters()
@requires_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_password(request: HttpRequest) -> HttpResponse:
    """Change the password."""
    user, now = _user(request), timezone.now()
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            actions.change_password(
                user=user,
                old=given["password"],
                new=given["new_password"],
                address=address_of(request),
                now=now,
                keep=request.session.session_key,
            )
        except (Wrong, Closed) as no:
            form.add_error("password", CLOSED if isinstance(no, Closed) else WRONG_PASSWORD)
        except Refused as refused:
            for words in refused.messages:
                form.add_error("new_password", words)
        else:
            update_session_auth_hash(request, user)
            return _back("password")
    is_owed = owes_password(user, now)
    context = {
        "form": form,
        "user": user,
        "is_owed": is_owed,
        "is_old": is_owed and not user.has_to_change_password,
        "lasts": profile().lasts,
    }
    return render(request, "accounts/own-password.html", context, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters("password")
@requires_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_authenticator(request: HttpRequest) -> HttpResponse:
    """Set up the authenticator, or another one in its place. The recovery codes are shown once, here."""
    user, now = _user(request), timezone.now()
    form = AuthenticatorForm(
        request.POST if request.method == "POST" else None, initial={"salt": make_salt()}
    )
    if _is_confirmed(request, form, user, now):
        given = form.cleaned_data
        try:
            codes = actions.confirm_authenticator(
                user=user, salt=given["salt"], typed=given["code"], by=actor_of(user), now=now
            )
        except Wrong:
            form.add_error("code", WRONG_DIGITS)
        else:
            return _codes_page(request, codes, "验证器设好了。")
    secret = secret_of(user.pk, form["salt"].value() or "")
    context = {
        "form": form,
        "user": user,
        "is_owed": owes_authenticator(user),
        "has_authenticator": has_authenticator(user),
        "picture": qr_code(setup_address(secret, user.login), "二维码，用手机上的验证器扫"),
        "secret": typed_secret(secret),
    }
    return render(request, "accounts/own-authenticator.html", context, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters("password")
@requires_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_authenticator_off(request: HttpRequest) -> HttpResponse:
    """Sign in by password alone again."""
    user, now = _user(request), timezone.now()
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if _is_confirmed(request, form, user, now):
        try:
            actions.remove_authenticator(user=user, by=actor_of(user), now=now)
        except Refused as refused:
            form.add_error(None, list(refused.messages))
        else:
            return _back("authenticator")
    context = {"form": form, "user": user, "what": "off"}
    return render(request, "accounts/confirm.html", context, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters("password")
@requires_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes in place of the old ones."""
    user, now = _user(request), timezone.now()
    if not has_authenticator(user):
        return HttpResponseRedirect(reverse("own_authenticator"))
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if _is_confirmed(request, form, user, now):
        codes = actions.make_recovery_codes(user=user, by=actor_of(user), now=now)
        return _codes_page(request, codes, "新的备用码做好了。")
    context = {"form": form, "user": user, "what": "codes"}
    return render(request, "accounts/confirm.html", context, status=422 if form.is_bound else 200)


@requires_sign_in
@require_POST
def end_own_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out elsewhere: one session, or all others."""
    user = _user(request)
    actions.end_sessions(
        user=user,
        by=actor_of(user),
        now=timezone.now(),
        handle=request.POST.get("handle", ""),
        keep=request.session.session_key,
    )
    return _back("sessions")


@requires_sign_in
@require_POST
def distrust_own_browsers(request: HttpRequest) -> HttpResponse:
    """Ask every browser for the code again."""
    user = _user(request)
    actions.distrust_browsers(user=user, by=actor_of(user), now=timezone.now())
    return _back("browsers")


def _about(user: User) -> list[tuple[str, str]]:
    """What the account is, as names and values; of the phone only the end, someone may look over the shoulder."""
    pairs = [("姓名", user.name), ("用户名", user.login)]
    pairs.append(("手机号", f"尾号{user.phone[-4:]}，也能用来登录" if user.phone else "没有登记"))
    return pairs + ([("管理职责", user.get_duty_display())] if user.duty else [])


def _password_words(user: User) -> str:
    changed_at, lasts = user.password_changed_at, profile().lasts
    words = f"{which_day(changed_at)}定的。"
    if changed_at and lasts and not user.is_demo:
        words += f"按规定{lasts.days}天换一次，下次在{which_day(changed_at + lasts)}以前。"
    return words


def _session_row(session: Session, present: str | None) -> dict[str, object]:
    return {
        "browser": session.browser or "不认识的浏览器",
        "address": session.address or "—",
        "begun": when(session.begun_at),
        "seen": when(session.seen_at),
        "handle": session.handle,
        "is_present": session.session_key == present,
    }


def _is_confirmed(
    request: HttpRequest, form: ConfirmForm | AuthenticatorForm, user: User, now: datetime
) -> bool:
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        actions.confirm_password(
            user=user, password=form.cleaned_data["password"], address=address_of(request), now=now
        )
    except (Wrong, Closed) as no:
        form.add_error("password", CLOSED if isinstance(no, Closed) else WRONG_PASSWORD)
        return False
    return True


def _codes_page(request: HttpRequest, codes: list[str], said: str) -> HttpResponse:
    """The recovery codes, this one time."""
    context = {"codes": [printed(code) for code in codes], "said": said, "today": timezone.localdate()}
    return render(request, "accounts/recovery-codes.html", context)


def _back(said: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('own_account')}?said={said}")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
