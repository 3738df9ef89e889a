"""判断有误: filed from the page of a duty, answered by the superior within the district's days."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongzhu.kit.forms import Form
from hongzhu.ledger.in_force import pack_in_force
from hongzhu.obligations.actions import answer_objection, file_objection, withdraw_objection
from hongzhu.obligations.forms import ObjectionAnswerForm, ObjectionForm
from hongzhu.obligations.matters import matter_for, matter_of
from hongzhu.obligations.models import Objection
from hongzhu.people.doors import Asker, asker_of, requires
from hongzhu.people.sheets import answer_once, key_of
from hongzhu.policy.deciding import answer_days

from .asking import found, may, org_of

SAID: Final = {
    "filed": "提交了。答复以后，首页会告诉您。",
    "withdrawn": "已收回。内容还留着，不用答复了。",
    "answered": "已答复，对方能看到。状态要等记录更正或设定改正以后才变。",
}


@requires("create", "objection")
@require_http_methods(["GET", "HEAD", "POST"])
def new_objection(request: HttpRequest) -> HttpResponse:
    """The form, with the judgement it is about."""
    asker = asker_of(request)
    matter = matter_for(asker.reader, "objection", "create", request.GET.dict(), asker.today)
    form = ObjectionForm(request.POST if request.method == "POST" else None, today=asker.today)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            row = file_objection(
                obligation=matter.duty.id,
                subject=matter.subject,
                period=matter.period,
                **form.cleaned_data,
                by=asker.by,
                now=asker.now,
            )
            return str(row.pk)

        if answer := answer_once(request, form, asker, act, at=request.get_full_path()):
            return HttpResponseRedirect(f"{reverse('objection', args=[answer.text])}?said=filed")
    context = {
        "matter": matter,
        "form": form,
        "key": key_of(request),
        "address": request.get_full_path(),
        "days": answer_days(pack_in_force(), asker.today),
        "is_of_person": matter.subject.kind == "person",
    }
    return render(request, "obligations/object.html", context, status=422 if form.errors else 200)


@requires("read", "objection")
@require_safe
def objection(request: HttpRequest, key: int) -> HttpResponse:
    """One 判断有误 with its answer."""
    asker = asker_of(request)
    return _page(request, asker, found(asker, Objection, key))


@requires("answer", "objection")
@require_POST
def answer_one(request: HttpRequest, key: int) -> HttpResponse:
    """What was changed, or why the judgement stands."""
    asker = asker_of(request)
    row = found(asker, Objection, key, "answer")
    form = ObjectionAnswerForm(request.POST, today=asker.today)
    if form.is_valid():

        def act() -> str:
            org = org_of(asker, row.subject)
            answer_objection(row, **form.cleaned_data, org=org, by=asker.by, now=asker.now)
            return "answered"

        if answer_once(request, form, asker, act, at=request.get_full_path()):
            return HttpResponseRedirect(f"{reverse('objection', args=[key])}?said=answered")
    return _page(request, asker, row, form, status=422)


@requires("create", "objection")
@require_POST
def withdraw_one(request: HttpRequest, key: int) -> HttpResponse:
    """Taken back."""
    asker = asker_of(request)
    row = found(asker, Objection, key, "create")
    form = Form(request.POST, today=asker.today)

    def act() -> str:
        withdraw_objection(row, by=asker.by, now=asker.now)
        return "withdrawn"

    if answer_once(request, form, asker, act, at=request.get_full_path()):
        return HttpResponseRedirect(f"{reverse('objection', args=[key])}?said=withdrawn")
    return _page(request, asker, row, form, status=422)


def _page(
    request: HttpRequest, asker: Asker, row: Objection, form: Form | None = None, status: int = 200
) -> HttpResponse:
    is_answer = isinstance(form, ObjectionAnswerForm)
    late = (asker.today - row.due_on).days if row.due_on else 0
    context = {
        "row": row,
        "matter": matter_of(row.obligation, row.subject, row.period, asker.today),
        "form": form or Form(today=asker.today),
        "answering": form if is_answer else ObjectionAnswerForm(today=asker.today),
        "may_answer": row.is_waiting and may(asker, row, "answer"),
        "may_withdraw": row.is_waiting and may(asker, row, "create"),
        "late": max(0, late) if row.is_waiting else 0,
        "key": key_of(request),
        "said": SAID.get(request.GET.get("said", "")),
    }
    return render(request, "obligations/objection.html", context, status=status)
