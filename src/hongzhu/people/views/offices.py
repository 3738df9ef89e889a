"""The security administrator's desk for offices: whose account is it, and what is granted beside the posts."""

from collections.abc import Callable

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hongzhu.accounts.actor import Actor, actor_of
from hongzhu.accounts.doors import requires_duty
from hongzhu.accounts.models import User
from hongzhu.ledger.entries import Refused
from hongzhu.orgs.actions import GrantEntry, end_grant, give_grants
from hongzhu.people.actions import link_accounts, unlink_account
from hongzhu.people.forms import GrantForm, LinkForm
from hongzhu.people.offices import grants_of, holder_of, holders, offices_of

SAID = {
    "linked": "关联好了。",
    "unlinked": "关联已经解除。",
    "given": "授权好了。",
    "ended": "授权到今天为止。",
}
is_security: Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]] = requires_duty(
    User.Duty.SECURITY
)


@never_cache
@is_security
@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """Every account and whose it is."""
    rows = [(each, reverse("user_offices", args=[each.user.pk])) for each in holders()]
    return render(request, "people/offices.html", {"rows": rows})


@never_cache
@is_security
@require_safe
def user_offices(request: HttpRequest, key: int) -> HttpResponse:
    """One account: the person, the offices of today, the grants."""
    return _page(request, _user(key))


@is_security
@require_POST
def user_link(request: HttpRequest, key: int) -> HttpResponse:
    """Say whose account it is."""
    user, form = _user(key), LinkForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return _page(request, user, link=form)
    try:
        found = link_accounts({form.cleaned_data["person"]: user.pk}, by=_by(request), now=timezone.now())
    except IntegrityError:
        form.add_error("person", "这个人或者这个账号已经关联过，一人一个账号；先解除原来的关联。")
        return _page(request, user, link=form)
    if not found:
        form.add_error("person", "花名册里没有这个编号，请核对。")
        return _page(request, user, link=form)
    return _said(user, "linked")


@is_security
@require_POST
def user_unlink(request: HttpRequest, key: int) -> HttpResponse:
    """Undo a wrong link."""
    user = _user(key)
    unlink_account(user=user.pk, by=_by(request), now=timezone.now())
    return _said(user, "unlinked")


@is_security
@require_POST
def user_grant(request: HttpRequest, key: int) -> HttpResponse:
    """Give an office."""
    user, form = _user(key), GrantForm(request.POST, today=timezone.localdate())
    if form.is_valid():
        entry = GrantEntry(user=user.pk, **form.cleaned_data)
        try:
            give_grants([entry], by=_by(request), now=timezone.now())
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        except IntegrityError:
            form.add_error(None, "同一天起已经有一样的授权。")
        else:
            return _said(user, "given")
    return _page(request, user, grant=form)


@is_security
@require_POST
def user_grant_end(request: HttpRequest, key: int, grant: int) -> HttpResponse:
    """End an office today."""
    user = _user(key)
    found = next((each for each in grants_of(user) if each.pk == grant), None)
    if found is None:
        raise Http404("没有这一项授权。")
    end_grant(found, ends_on=timezone.localdate(), by=_by(request), now=timezone.now())
    return _said(user, "ended")


def _page(
    request: HttpRequest, user: User, *, link: LinkForm | None = None, grant: GrantForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    form = link or grant
    context = {
        "holder": holder_of(user),
        "offices": offices_of(user, today),
        "grants": [(each, each.starts_on <= today < each.ends_on) for each in grants_of(user)],
        "link": link or LinkForm(today=today),
        "grant": grant or GrantForm(today=today, initial={"starts_on": today}),
        "said": SAID.get(request.GET.get("said", ""), ""),
        "wrong": form,
    }
    return render(request, "people/user-offices.html", context, status=422 if form else 200)


def _said(user: User, said: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('user_offices', args=[user.pk])}?said={said}")


def _user(key: int) -> User:
    found = User.objects.filter(pk=key, duty="").first()
    if found is None:
        raise Http404("没有这个账号。三员不担任业务职务。")
    return found


def _by(request: HttpRequest) -> Actor:
    assert isinstance(request.user, User)
    return actor_of(request.user)
