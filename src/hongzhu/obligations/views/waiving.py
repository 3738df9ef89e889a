"""免计: approved from the page of a duty, for one period or several; taken back with a reason."""

from datetime import date
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongzhu.kit.forms import Form
from hongzhu.kit.notice import notice
from hongzhu.obligations.actions import approve_waiver, periods_of, revoke_waiver
from hongzhu.obligations.forms import RevokeForm, WaiverForm
from hongzhu.obligations.matters import NOT_HERE, Matter, matter_for, matter_of
from hongzhu.obligations.models import Waiver
from hongzhu.people.doors import Asker, asker_of, requires
from hongzhu.people.sheets import answer_once, key_of
from hongzhu.policy.period_words import period_words
from hongzhu.policy.vocabulary import WAIVERS

from .asking import found, may, org_of

SAID: Final = {"approved": "已批准。这几期按免计算。", "revoked": "已撤销。这几期重新按原来的算。"}
NO_PERIODS: Final = "这一项不分期，不能按期批准免计。"


@requires("approve", "waiver")
@require_http_methods(["GET", "HEAD", "POST"])
def new_waiver(request: HttpRequest) -> HttpResponse:
    """The form, with the duty it is about."""
    asker = asker_of(request)
    matter = matter_for(asker.reader, "waiver", "approve", request.GET.dict(), asker.today)
    periods = _periods(matter, asker.today)
    if not periods:
        links = (("回到这项任务", matter.href), ("回到首页", reverse("home")))
        return notice(request, "不能批准免计", NO_PERIODS, links=links)
    form = WaiverForm(
        request.POST if request.method == "POST" else None,
        initial={"first": matter.period, "last": matter.period},
        today=asker.today,
        duty=matter.duty,
        periods=periods,
    )
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            given = form.cleaned_data
            row = approve_waiver(
                obligation=matter.duty.id,
                subject=matter.subject,
                kind=given["kind"],
                basis=given["basis"],
                periods=(given["first"], given["last"]),
                org=org_of(asker, matter.subject),
                by=asker.by,
                now=asker.now,
            )
            return str(row.pk)

        if answer := answer_once(request, form, asker, act, at=request.get_full_path()):
            return HttpResponseRedirect(f"{reverse('waiver', args=[answer.text])}?said=approved")
    context = {"matter": matter, "form": form, "key": key_of(request), "address": request.get_full_path()}
    return render(request, "obligations/waive.html", context, status=422 if form.errors else 200)


def _periods(matter: Matter, today: date) -> list[tuple[str, str]]:
    """The latest first, as people say them."""
    slots = periods_of(matter.duty.id)
    return [
        (slot.label, period_words(matter.duty.period, slot.label, today.year) or slot.label)
        for slot in reversed(slots)
    ]


@requires("read", "waiver")
@require_safe
def waiver(request: HttpRequest, key: int) -> HttpResponse:
    """One 免计."""
    asker = asker_of(request)
    return _page(request, asker, found(asker, Waiver, key))


@requires("approve", "waiver")
@require_POST
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    """Taken back."""
    asker = asker_of(request)
    row = found(asker, Waiver, key, "approve")
    form = RevokeForm(request.POST, today=asker.today)
    if form.is_valid():

        def act() -> str:
            revoke_waiver(row, reason=form.cleaned_data["reason"], by=asker.by, now=asker.now)
            return "revoked"

        if answer_once(request, form, asker, act, at=request.get_full_path()):
            return HttpResponseRedirect(f"{reverse('waiver', args=[key])}?said=revoked")
    return _page(request, asker, row, form, status=422)


def _page(
    request: HttpRequest, asker: Asker, row: Waiver, form: RevokeForm | None = None, status: int = 200
) -> HttpResponse:
    if row.kind not in WAIVERS:
        raise Http404(NOT_HERE)
    context = {
        "row": row,
        "kind": WAIVERS[row.kind],
        "matter": matter_of(row.obligation, row.subject, "", asker.today),
        "form": form or Form(today=asker.today),
        "revoking": form or RevokeForm(today=asker.today),
        "may_revoke": row.revoked_on is None and may(asker, row, "approve"),
        "key": key_of(request),
        "said": SAID.get(request.GET.get("said", "")),
    }
    return render(request, "obligations/waiver.html", context, status=status)
