"""更正申请: asked by whom a record is about, answered by his branch."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongzhu.kit.forms import Form
from hongzhu.kit.scoping import can
from hongzhu.ledger.entries import Refused
from hongzhu.orgs.sources import Record, records
from hongzhu.people.actions import answer_correction, ask_correction, withdraw_correction
from hongzhu.people.doors import Asker, asker_of, requires
from hongzhu.people.forms import AnswerCorrectionForm, CorrectionForm
from hongzhu.people.models import CorrectionRequest, Person
from hongzhu.people.recorded import recorded
from hongzhu.people.sheets import answer_once, done_once, key_of

View = Callable[..., HttpResponse]
LOOKS: Final = {"waiting": "soon", "corrected": "done", "refused": "ask", "withdrawn": "none"}
WHICH: Final = 100
"""as much of a record's words as the sheet takes"""
GONE: Final = "您选的那条记录已经打不开了（可能撤回了）。请写明是哪一天的什么事，再提交。"
SAID: Final = {
    "asked": "提交了，支部书记的首页上会列出来。答复了，您的首页上会写。",
    "answered": "答复了，本人看得到。",
    "withdrawn": "收回了。",
}


def of_request(action: str) -> Callable[[View], View]:
    """Give the view its asker and the request of the address, as far as the reader may do this."""

    def wrapped(view: View) -> View:
        @requires("read", "correction")
        @wraps(view)
        def answer(request: HttpRequest, key: int) -> HttpResponse:
            asker = asker_of(request)
            rows = CorrectionRequest.objects.visible_to(asker.reader, action).select_related("person")
            return view(request, asker, get_object_or_404(rows, pk=key))

        return answer

    return wrapped


@requires("create", "correction")
@require_http_methods(["GET", "HEAD", "POST"])
def correction_new(request: HttpRequest) -> HttpResponse:
    """The sheet, for whoever stands on a roster."""
    asker = asker_of(request)
    person = Person.objects.visible_to(asker.reader).filter(pk=asker.reader.person or 0).first()
    if person is None:
        raise Http404
    if request.method != "POST":
        source = request.GET.get("source", "")
        initial = {"about": "attendance", "source": source, "which": _words(asker, person, source)}
        form = CorrectionForm(today=asker.today, initial=initial)
        return _sheet(request, asker, form)
    form = CorrectionForm(request.POST, today=asker.today)
    if form.is_valid():

        def act() -> str:
            source = form.cleaned_data["source"]
            if source and _record(asker, source) is None:
                raise Refused(GONE, field="which")
            return str(ask_correction(person, form.entry(), by=asker.by, now=asker.now).pk)

        if answer := answer_once(request, form, asker, act):
            return HttpResponseRedirect(f"{_address(answer.text)}?said=asked")
    return _sheet(request, asker, form, status=422)


@of_request("read")
@require_safe
def correction(request: HttpRequest, asker: Asker, found: CorrectionRequest) -> HttpResponse:
    """The page."""
    return _page(request, asker, found)


@of_request("answer")
@require_POST
def correction_answer(request: HttpRequest, asker: Asker, found: CorrectionRequest) -> HttpResponse:
    """Say what came of it."""
    form = AnswerCorrectionForm(request.POST, today=asker.today)

    def act() -> object:
        return answer_correction(found, **form.cleaned_data, by=asker.by, now=asker.now).pk

    done = done_once(request, form, asker, act, _address(found.pk), "answered")
    return done or _page(request, asker, found, answering=form)


@of_request("create")
@require_POST
def correction_withdraw(request: HttpRequest, asker: Asker, found: CorrectionRequest) -> HttpResponse:
    """Take it back."""
    form = Form(request.POST, today=asker.today)

    def act() -> object:
        return withdraw_correction(found, by=asker.by, now=asker.now).pk

    done = done_once(request, form, asker, act, _address(found.pk), "withdrawn")
    return done or _page(request, asker, found, pressed=form)


def _address(key: int | str) -> str:
    return reverse("correction", args=[key])


def _record(asker: Asker, source: str) -> Record | None:
    """The record that was chosen, where the reader may open it."""
    found = records(asker.reader, [source]).get(source) if source else None
    return found if found and found.href else None


def _words(asker: Asker, person: Person, source: str) -> str:
    """The day and the words of a record that was chosen; empty where the reader may not open it."""
    record = _record(asker, source)
    if record is None:
        return ""
    mine = recorded(asker.reader, person.subject_id, asker.today)
    words = next((f"{each.day} {each.about}" for each in mine if each.source == source), record.about)
    return words[:WHICH]


def _sheet(request: HttpRequest, asker: Asker, form: CorrectionForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "key": key_of(request), "record": _record(asker, form["source"].value() or "")}
    return render(request, "people/correction-new.html", context, status=status)


def _page(request: HttpRequest, asker: Asker, found: CorrectionRequest, **forms: Any) -> HttpResponse:
    is_own = found.person_id == asker.reader.person
    wrong = next((form for form in forms.values() if form.errors), None)
    context = {
        "asked": found,
        "record": _record(asker, found.source),
        "look": LOOKS[found.state],
        "is_own": is_own,
        "may_answer": found.is_waiting and can(asker.reader, "answer", found),
        "may_withdraw": found.is_waiting and is_own,
        "answering": forms.get("answering") or AnswerCorrectionForm(today=asker.today),
        "form": wrong or Form(today=asker.today),
        "said": SAID.get(request.GET.get("said", ""), ""),
        "key": key_of(request),
    }
    return render(request, "people/correction.html", context, status=422 if wrong else 200)
