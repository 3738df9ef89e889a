"""说明: submitted from the page of a duty, answered by the superior, taken back while nobody has answered."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongzhu.kit.forms import Form
from hongzhu.kit.notice import notice
from hongzhu.ledger.in_force import pack_in_force
from hongzhu.obligations.actions import (
    NO_REASON_HELPS,
    answer_justification,
    submit_justification,
    withdraw_justification,
)
from hongzhu.obligations.forms import AnswerForm, ReasonForm
from hongzhu.obligations.matters import matter_for, matter_of
from hongzhu.obligations.models import Justification
from hongzhu.people.doors import Asker, asker_of, requires
from hongzhu.people.sheets import answer_once, key_of
from hongzhu.policy.deciding import answer_days

from .asking import found, may, org_of

SAID: Final = {
    "submitted": "提交了。上级答复以后，首页会告诉您。",
    "withdrawn": "已收回。内容还留着，上级不用答复了。",
    "accepted": "已认可。这一期不再算过期。",
    "refused": "已答复不认可，对方能看到原因。",
}


@requires("create", "justification")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form, with the duty it is about."""
    asker = asker_of(request)
    matter = matter_for(asker.reader, "justification", "create", request.GET.dict(), asker.today)
    if matter.duty.on(asker.today).modality == "must":
        links = (("回到这项任务", matter.href), ("回到首页", reverse("home")))
        return notice(request, "这一项不能提交说明", NO_REASON_HELPS, links=links)
    form = ReasonForm(request.POST if request.method == "POST" else None, today=asker.today)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            row = submit_justification(
                obligation=matter.duty.id,
                subject=matter.subject,
                period=matter.period,
                reason=form.cleaned_data["reason"],
                by=asker.by,
                now=asker.now,
            )
            return str(row.pk)

        if answer := answer_once(request, form, asker, act, at=request.get_full_path()):
            return HttpResponseRedirect(f"{reverse('explanation', args=[answer.text])}?said=submitted")
    context = {
        "matter": matter,
        "form": form,
        "key": key_of(request),
        "address": request.get_full_path(),
        "days": answer_days(pack_in_force(), asker.today),
    }
    return render(request, "obligations/explain.html", context, status=422 if form.errors else 200)


@requires("read", "justification")
@require_safe
def explanation(request: HttpRequest, key: int) -> HttpResponse:
    """One 说明 with its answer."""
    asker = asker_of(request)
    return _page(request, asker, found(asker, Justification, key))


@requires("answer", "justification")
@require_POST
def answer(request: HttpRequest, key: int) -> HttpResponse:
    """Accepted, or refused with the reason; the button says which."""
    asker = asker_of(request)
    row = found(asker, Justification, key, "answer")
    form = AnswerForm(request.POST, today=asker.today)
    verdict = request.POST.get("verdict", "")
    if verdict not in ("accepted", "refused"):
        form.add_error(None, "请按“认可”或“不认可”。")
    if form.is_valid():

        def act() -> str:
            words: dict[str, Any] = {
                "is_accepted": verdict == "accepted",
                "answer": form.cleaned_data["answer"],
            }
            answer_justification(row, **words, org=org_of(asker, row.subject), by=asker.by, now=asker.now)
            return verdict

        if did := answer_once(request, form, asker, act, at=request.get_full_path()):
            return HttpResponseRedirect(f"{reverse('explanation', args=[key])}?said={did.text}")
    return _page(request, asker, row, form, status=422)


@requires("create", "justification")
@require_POST
def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Taken back by whoever may submit."""
    asker = asker_of(request)
    row = found(asker, Justification, key, "create")
    form = Form(request.POST, today=asker.today)

    def act() -> str:
        withdraw_justification(row, by=asker.by, now=asker.now)
        return "withdrawn"

    if answer_once(request, form, asker, act, at=request.get_full_path()):
        return HttpResponseRedirect(f"{reverse('explanation', args=[key])}?said=withdrawn")
    return _page(request, asker, row, form, status=422)


def _page(
    request: HttpRequest, asker: Asker, row: Justification, form: Form | None = None, status: int = 200
) -> HttpResponse:
    may_create = may(asker, row, "create")
    late = (asker.today - row.due_on).days if row.due_on else 0
    context = {
        "row": row,
        "matter": matter_of(row.obligation, row.subject, row.period, asker.today),
        "form": form or Form(today=asker.today),
        "answering": form if isinstance(form, AnswerForm) else AnswerForm(today=asker.today),
        "may_answer": row.is_waiting and may(asker, row, "answer"),
        "may_withdraw": row.is_waiting and may_create,
        "may_anew": may_create and not row.is_waiting and row.accepted_on is None,
        "late": max(0, late) if row.is_waiting else 0,
        "key": key_of(request),
        "said": SAID.get(request.GET.get("said", "")),
    }
    return render(request, "obligations/explanation.html", context, status=status)
