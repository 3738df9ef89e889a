"""Transfers: who is handed over, who has to accept, what came of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongzhu.kit.dates import moment
from hongzhu.kit.forms import Form
from hongzhu.kit.scoping import can
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.access import keeps, takes_members
from hongzhu.people.actions import (
    accept_transfer,
    ask_transfer,
    call_back,
    refuse_transfer,
    undo_acceptance,
    why_not_undone,
)
from hongzhu.people.doors import Asker, asker_of, requires
from hongzhu.people.forms import AcceptForm, RefuseForm, TransferForm
from hongzhu.people.keeping import choices_at
from hongzhu.people.models import Person, Transfer
from hongzhu.people.sheets import answer_once, done_once, key_of

from .person import of_one

State = Transfer.State
PER_PAGE: Final = 20
LOOKS: Final = {
    State.WAITING: "soon",
    State.ACCEPTED: "done",
    State.REFUSED: "hold",
    State.CALLED_BACK: "none",
}
SAID: Final = {
    "asked": "已转出，等对方接收。接收以前，还由原来的党组织负责；没有接收的，可以撤回。",
    "accepted": "已接收，从今天起列入花名册。",
    "refused": "已退回，对方看得到原因。",
    "back": "已撤回，人还在原来的党组织。",
    "undone": "接收已撤回，又在等接收。",
}
Act = Callable[[Asker, Transfer], Form | None]


@of_one
@require_http_methods(["GET", "HEAD", "POST"])
def person_transfer(request: HttpRequest, asker: Asker, found: Person) -> HttpResponse:
    """Hand somebody over."""
    sources = _sources(asker, found)
    if not sources or not can(asker.reader, "change", found) or not asker.reader.may("create", "transfer"):
        raise PermissionDenied
    targets = [org for org in takes_members(asker.today) if org not in sources]
    offered = {"sources": sources, "targets": targets}
    form = TransferForm(today=asker.today, initial={"source": sources[0].code}, **offered)
    if request.method == "POST":
        form = TransferForm(request.POST, today=asker.today, **offered)
        if form.is_valid():
            source, target = form.cleaned_data["source"], form.cleaned_data["target"]
            by_code = {org.code: org for org in (*sources, *targets)}

            def act() -> str:
                ends = {"source": by_code[source], "target": by_code[target]}
                return str(ask_transfer(found, **ends, by=asker.by, now=asker.now).pk)

            if answer := answer_once(request, form, asker, act, at=request.path):
                return HttpResponseRedirect(f"{_address(answer.text)}?said=asked")
    words = {"person": found, "form": form, "key": key_of(request), "is_single": len(sources) == 1}
    status = 422 if request.method == "POST" else 200
    return render(request, "people/person-transfer.html", words, status=status)


def _sources(asker: Asker, found: Person) -> list[PartyOrg]:
    """The organisation somebody is handed over by: his own; of whoever belongs to none, that which keeps the row."""
    own = keeps(asker.reader)
    return [org for org in own if org.pk == found.org_id] if found.org_id else own


@requires("read", "transfer")
@require_safe
def transfers(request: HttpRequest) -> HttpResponse:
    """All the reader may know of; those that wait first."""
    asker = asker_of(request)
    rows = Transfer.objects.visible_to(asker.reader).select_related("person", "source", "target")
    waiting = rows.filter(state=State.WAITING).order_by("asked_at", "pk")
    done = rows.exclude(state=State.WAITING).order_by("-answered_at", "-pk")
    mine = set(Transfer.objects.visible_to(asker.reader, "answer").values_list("pk", flat=True))
    page = Paginator(done, PER_PAGE).get_page(request.GET.get("page"))
    words = {
        "waiting": [(each, each.pk in mine, moment(each.asked_at)) for each in waiting],
        "page": page,
        "rows": [
            (each, LOOKS[State(each.state)], moment(each.answered_at or each.asked_at)) for each in page
        ],
        "may_ask": asker.reader.may("create", "transfer"),
    }
    return render(request, "people/transfers.html", words)


def of_transfer(action: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Give the view its asker and a transfer the reader may know of; 403 for one on which he may not do this."""

    def wrapped(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @requires(action, "transfer")
        @wraps(view)
        def answer(request: HttpRequest, key: int) -> HttpResponse:
            asker = asker_of(request)
            rows = Transfer.objects.visible_to(asker.reader).select_related(
                "person", "person__school", "person__org", "source", "target"
            )
            found = get_object_or_404(rows, pk=key)
            if not can(asker.reader, action, found):
                raise PermissionDenied
            return view(request, asker, found)

        return answer

    return wrapped


@of_transfer("read")
@require_safe
def transfer(request: HttpRequest, asker: Asker, found: Transfer) -> HttpResponse:
    """One transfer, with what may be done about it."""
    return _page(request, asker, found)


@of_transfer("answer")
@require_POST
def transfer_accept(request: HttpRequest, asker: Asker, found: Transfer) -> HttpResponse:
    """Take somebody over."""
    form = AcceptForm(request.POST, today=asker.today, choices=choices_at(asker.reader, found.target))

    def act() -> object:
        return accept_transfer(found, form.entry(), by=asker.by, now=asker.now)

    done = done_once(request, form, asker, act, _address(found.pk), "accepted")
    return done or _page(request, asker, found, accepting=form)


@of_transfer("answer")
@require_POST
def transfer_refuse(request: HttpRequest, asker: Asker, found: Transfer) -> HttpResponse:
    """Say no, and why."""
    form = RefuseForm(request.POST, today=asker.today)

    def act() -> object:
        return refuse_transfer(found, **form.cleaned_data, by=asker.by, now=asker.now)

    done = done_once(request, form, asker, act, _address(found.pk), "refused")
    return done or _page(request, asker, found, refusing=form)


@of_transfer("change")
@require_POST
def transfer_back(request: HttpRequest, asker: Asker, found: Transfer) -> HttpResponse:
    """Take back what nobody has answered."""
    return _pressed(request, asker, found, call_back, "back")


@of_transfer("answer")
@require_POST
def transfer_undo(request: HttpRequest, asker: Asker, found: Transfer) -> HttpResponse:
    """Undo an acceptance while nothing has followed."""
    return _pressed(request, asker, found, undo_acceptance, "undone")


def _pressed(
    request: HttpRequest, asker: Asker, found: Transfer, act: Callable[..., Transfer], said: str
) -> HttpResponse:
    form = Form(request.POST, today=asker.today)
    page = _address(found.pk)
    done = done_once(request, form, asker, lambda: act(found, by=asker.by, now=asker.now), page, said)
    return done or _page(request, asker, found, pressed=form)


def _page(
    request: HttpRequest,
    asker: Asker,
    found: Transfer,
    *,
    accepting: AcceptForm | None = None,
    refusing: RefuseForm | None = None,
    pressed: Form | None = None,
) -> HttpResponse:
    wrong = accepting or refusing or pressed
    reader, is_waiting = asker.reader, found.state == State.WAITING
    may_answer = can(reader, "answer", found)
    context: dict[str, Any] = {
        "transfer": found,
        "look": LOOKS[State(found.state)],
        "asked": moment(found.asked_at),
        "answered": moment(found.answered_at) if found.answered_at else "",
        "said": SAID.get(request.GET.get("said", ""), ""),
        "key": key_of(request),
        "form": wrong or Form(today=asker.today),
        "refusing": refusing or RefuseForm(today=asker.today),
        "may_answer": is_waiting and may_answer,
        "may_call_back": is_waiting and can(reader, "change", found),
        "may_undo": may_answer and not why_not_undone(found, asker.now),
        "may_open": can(reader, "read", found.person),
    }
    if context["may_answer"]:
        choices = choices_at(reader, found.target)
        start = {"school": choices.schools[0].code if len(choices.schools) == 1 else ""}
        context["accepting"] = accepting or AcceptForm(today=asker.today, choices=choices, initial=start)
    return render(request, "people/transfer.html", context, status=422 if wrong else 200)


def _address(key: int | str) -> str:
    return reverse("transfer", args=[key])
