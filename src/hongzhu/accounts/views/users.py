"""The security administrator's desk: accounts, slips. Administrators' own accounts are kept on the console only."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongzhu.accounts import actions
from hongzhu.accounts.actor import actor_of
from hongzhu.accounts.doors import requires_duty
from hongzhu.accounts.finding import has_authenticator, has_password
from hongzhu.accounts.forms import ReasonForm, UserForm
from hongzhu.accounts.models import User
from hongzhu.accounts.passwords import profile
from hongzhu.accounts.refusals import Refused
from hongzhu.accounts.spelling import plain_login, plain_phone
from hongzhu.accounts.words import when, which_day

PER_PAGE: Final = 50
SAID: Final = {
    "disabled": "账号已停用，登录着的都已退出，没用过的单子作废。",
    "enabled": "账号已恢复，原来的密码照旧。",
    "authenticator": "验证器已解除，下次只用密码登录。",
}
Answer = Callable[..., HttpResponse]

is_security = requires_duty(User.Duty.SECURITY)


@never_cache
@is_security
@require_safe
def users(request: HttpRequest) -> HttpResponse:
    """Every account, by name; found by part of a name, a login or a whole phone number."""
    asked = request.GET.get("q", "").strip()[:100]
    found = User.objects.order_by("-is_active", "name", "login")
    if asked:
        named = Q(name__contains=asked) | Q(login__contains=plain_login(asked))
        found = found.filter(named | Q(phone=plain_phone(asked)) if plain_phone(asked) else named)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "asked": asked,
        "query": f"{urlencode({'q': asked})}&" if asked else "",
        "rows": [_row(each) for each in page],
    }
    return render(request, "accounts/users.html", context)


@never_cache
@is_security
@require_http_methods(["GET", "HEAD", "POST"])
def new_user(request: HttpRequest) -> HttpResponse:
    """Make an account; its slip is printed next."""
    form = UserForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            entry = actions.UserEntry(**form.cleaned_data)
            (user,) = actions.add_users([entry], by=actor_of(_by(request)), now=timezone.now())
        except Refused as refused:
            form.add_error(refused.field, list(refused.messages))
        else:
            return HttpResponseRedirect(reverse("user", args=[user.pk]) + "?said=made")
    return render(request, "accounts/new-user.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@is_security
@require_safe
def user(request: HttpRequest, key: int) -> HttpResponse:
    """One account and what can be done about it."""
    return _user_page(request, _other(key), ReasonForm())


@never_cache
@is_security
@require_POST
def user_slip(request: HttpRequest, key: int) -> HttpResponse:
    """Print a slip: shown this one time. Sent twice, the second slip is good and the first is not."""
    other = _kept_here(key)
    try:
        slip = actions.make_slip(user=other, by=actor_of(_by(request)), now=timezone.now())
    except Refused as refused:
        form = ReasonForm()
        return _user_page(request, other, form, problem="".join(refused.messages), status=422)
    context = {
        "slip": slip,
        "title": slip.kind.label,
        "expires": when(slip.expires_at),
        "address": request.build_absolute_uri(reverse("use_slip")),
        "hint": profile().hint,
        "by": _by(request),
        "today": timezone.localdate(),
    }
    return render(request, "accounts/slip.html", context)


@is_security
@require_POST
def user_disable(request: HttpRequest, key: int) -> HttpResponse:
    """Shut an account."""
    return _act(request, key, actions.disable_user, "disabled")


@is_security
@require_POST
def user_enable(request: HttpRequest, key: int) -> HttpResponse:
    """Open it again."""
    return _act(request, key, actions.enable_user, "enabled")


@is_security
@require_POST
def user_authenticator_off(request: HttpRequest, key: int) -> HttpResponse:
    """Help somebody whose phone is gone and whose recovery codes are, too."""
    return _act(request, key, actions.remove_authenticator, "authenticator")


def _act(request: HttpRequest, key: int, action: Callable[..., None], said: str) -> HttpResponse:
    other, form = _kept_here(key), ReasonForm(request.POST)
    if not form.is_valid():
        return _user_page(request, other, form, status=422)
    action(user=other, by=actor_of(_by(request)), now=timezone.now(), reason=form.cleaned_data["reason"])
    return HttpResponseRedirect(f"{reverse('user', args=[other.pk])}?said={said}")


def _user_page(
    request: HttpRequest, other: User, form: ReasonForm, problem: str = "", status: int = 200
) -> HttpResponse:
    said = request.GET.get("said", "")
    context = {
        "other": other,
        "about": _about(other),
        "form": form,
        "problem": problem,
        "is_activated": has_password(other),
        "has_authenticator": has_authenticator(other),
        "is_new": said == "made",
        "said": SAID.get(said, ""),
    }
    return render(request, "accounts/user.html", context, status=status)


def _row(user: User) -> dict[str, object]:
    return {
        "user": user,
        "href": reverse("user", args=[user.pk]),
        "state": _state(user),
        "signed_in": which_day(user.signed_in_at, "没有登录过"),
    }


def _about(user: User) -> list[tuple[str, str]]:
    return [
        ("用户名", user.login),
        ("手机号", "已登记" if user.phone else "没有登记"),
        ("状态", _state(user)),
        ("管理职责", user.get_duty_display() or "—"),
        ("验证器", "已设置" if has_authenticator(user) else "没有设置"),
        ("最近登录", which_day(user.signed_in_at, "没有登录过")),
        ("建立", f"{which_day(user.made_at)}，{user.made_by}"),
    ]


def _state(user: User) -> str:
    if not user.is_active:
        return "已停用"
    return "在用" if has_password(user) else "还没有激活"


def _other(key: int) -> User:
    found = User.objects.filter(pk=key).first()
    if found is None:
        raise Http404("没有这个账号。")
    return found


def _kept_here(key: int) -> User:
    """Return an account that may be dealt with on this page: not an administrator's."""
    other = _other(key)
    if other.is_administrator:
        raise Http404("三员的账号只能在服务器上用 ./run admins 办理。")
    return other


def _by(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
