"""怎么收: a weekly digest, an e-mail address, calendar feeds; for every account that holds an office."""

from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hongzhu.accounts.models import User
from hongzhu.kit.forms import Form
from hongzhu.notices.access import run_orgs
from hongzhu.notices.actions import (
    ask_for_code,
    confirm_address,
    drop_address,
    end_feed,
    make_feed,
    set_weekly,
)
from hongzhu.notices.forms import CodeForm, EmailForm, FeedForm
from hongzhu.notices.mailing import takes_mail
from hongzhu.notices.models import Feed, Preference
from hongzhu.people.doors import Asker, asker_of, requires_reader
from hongzhu.people.sheets import done_once, key_of, tried

SAID: Final = {
    "weekly": "改好了。",
    "code": "验证码寄出去了，30分钟内有效；没收到就看看垃圾邮件。",
    "confirmed": "邮箱核实了，以后提醒和提要也寄到这里。",
    "dropped": "不再寄邮件，地址已经删掉。",
    "ended": "停用了，那个日历地址不再更新。",
}


@requires_reader
@require_safe
def preferences(request: HttpRequest) -> HttpResponse:
    """The page."""
    return _page(request, _asker(request))


@requires_reader
@require_POST
def weekly(request: HttpRequest) -> HttpResponse:
    """With or without the digest."""
    asker = _asker(request)
    form = Form(request.POST, today=asker.today)

    def act() -> object:
        return set_weekly(
            _user(request), is_weekly=request.POST.get("weekly") == "1", by=asker.by, now=asker.now
        )

    done = done_once(request, form, asker, act, reverse("preferences"), "weekly")
    return done or _page(request, asker, wrong=form)


@requires_reader
@require_POST
def address(request: HttpRequest) -> HttpResponse:
    """A code goes to the address that was typed."""
    asker = _asker(request)
    form = EmailForm(request.POST, today=asker.today)

    def act() -> object:
        return ask_for_code(_user(request), form.cleaned_data["email"], by=asker.by, now=asker.now)

    return _to("code") if tried(form, act) else _page(request, asker, email=form, wrong=form)


@requires_reader
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """The code came back."""
    asker = _asker(request)
    form = CodeForm(request.POST, today=asker.today)

    def act() -> object:
        return confirm_address(_user(request), form.cleaned_data["code"], by=asker.by, now=asker.now)

    return _to("confirmed") if tried(form, act) else _page(request, asker, code=form, wrong=form)


@requires_reader
@require_POST
def address_drop(request: HttpRequest) -> HttpResponse:
    """No e-mail any more."""
    asker = _asker(request)
    drop_address(_user(request), by=asker.by, now=asker.now)
    return _to("dropped")


@requires_reader
@require_POST
def feed_new(request: HttpRequest) -> HttpResponse:
    """A feed; its address is shown this once, so nothing leads elsewhere."""
    asker = _asker(request)
    form = FeedForm(request.POST, today=asker.today, orgs=run_orgs(asker.reader))
    made = tried(form, lambda: make_feed(_user(request), org=form.org(), by=asker.by, now=asker.now))
    if made is None:
        return _page(request, asker, feed=form, wrong=form)
    where = settings.HONGZHU_ADDRESS or request.build_absolute_uri("/").rstrip("/")
    return _page(request, asker, made=f"{where}{reverse('calendar', args=[made[1]])}")


@requires_reader
@require_POST
def feed_end(request: HttpRequest, key: int) -> HttpResponse:
    """A feed ends."""
    asker = _asker(request)
    row = get_object_or_404(Feed.objects.visible_to(asker.reader).select_related("org"), pk=key)
    end_feed(row, by=asker.by, now=asker.now)
    return _to("ended")


def _asker(request: HttpRequest) -> Asker:
    """Administrators (三员) are told nothing, so they choose nothing."""
    asker = asker_of(request)
    if not asker.reader.offices:
        raise Http404
    return asker


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _to(said: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('preferences')}?said={said}")


def _page(
    request: HttpRequest, asker: Asker, *, wrong: Form | None = None, made: str = "", **forms: Any
) -> HttpResponse:
    row = Preference.objects.visible_to(asker.reader).first()
    kept = row or Preference(user=_user(request))
    context = {
        "kept": kept,
        "waits": bool(kept.email and not kept.confirmed_at),
        "takes_mail": takes_mail(),
        "email": forms.get("email") or EmailForm(today=asker.today, initial={"email": kept.email}),
        "code": forms.get("code") or CodeForm(today=asker.today),
        "feed": forms.get("feed") or FeedForm(today=asker.today, orgs=run_orgs(asker.reader)),
        "feeds": list(
            Feed.objects.visible_to(asker.reader).filter(ended_at=None).select_related("org").order_by("pk")
        ),
        "made": made,
        "wrong": wrong or Form(today=asker.today),
        "said": SAID.get(request.GET.get("said", ""), ""),
        "key": key_of(request),
    }
    return render(request, "notices/preferences.html", context, status=422 if wrong is not None else 200)
