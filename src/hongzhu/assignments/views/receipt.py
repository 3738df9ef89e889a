"""One assignment at one organisation: read and answered there, sent back and remarked on by its superiors."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hongzhu.assignments.access import noting_as
from hongzhu.assignments.actions import extend_receipts, mark_read, remark_on, respond, return_response
from hongzhu.assignments.asking import superiors_of
from hongzhu.assignments.attached_answers import KIND
from hongzhu.assignments.figures import figures, held_of
from hongzhu.assignments.forms import ExtendForm, RemarkForm, RespondForm, ReturnForm
from hongzhu.assignments.models import AskedItem, Assignment, Given, Receipt, Remark, Response
from hongzhu.assignments.states import ANSWERED, told, with_states
from hongzhu.attachments.models import Attachment
from hongzhu.attachments.section import section_of
from hongzhu.kit.dates import moment
from hongzhu.kit.forms import Form
from hongzhu.people.doors import Asker, asker_of, requires
from hongzhu.people.sheets import done_once, key_of

SAID: Final = {
    "read": "记下了，上级看得到您收到了。",
    "responded": "回复了。上级都看得到，不用再报一遍。",
    "returned": "退回了，对方首页上会列出来。",
    "extended": "延期了。",
    "remarked": "批注存好了，这个单位和它的另一个上级都看得到。",
}


@requires("read", "assignment")
@require_safe
def receipt(request: HttpRequest, code: str, org: str) -> HttpResponse:
    """The page."""
    asker = asker_of(request)
    return _page(request, asker, _receipt(asker, code, org))


@requires("answer", "assignment")
@require_POST
def read(request: HttpRequest, code: str, org: str) -> HttpResponse:
    """收到."""
    asker = asker_of(request)
    row, form = _receipt(asker, code, org, "answer"), Form(request.POST, today=asker.today)

    def act() -> object:
        return mark_read(row, by=asker.by, now=asker.now)

    return _done(request, form, asker, row, act, "read") or _page(request, asker, row, form=form, status=422)


@requires("answer", "assignment")
@require_POST
def respond_to(request: HttpRequest, code: str, org: str) -> HttpResponse:
    """Answered; what was typed stays where it is refused."""
    asker = asker_of(request)
    row = _receipt(asker, code, org, "answer")
    form = _form(asker, row, _items(asker, row), request.POST)

    def act() -> object:
        words = form.cleaned_data["words"]
        return respond(row, given=form.given(), words=words, by=asker.by, now=asker.now)

    done = _done(request, form, asker, row, act, "responded")
    return done or _page(request, asker, row, form=form, answering=form, status=422)


@requires("change", "assignment")
@require_POST
def send_back(request: HttpRequest, code: str, org: str) -> HttpResponse:
    """退回补正, with the reason."""
    asker = asker_of(request)
    row, form = _receipt(asker, code, org, "change"), ReturnForm(request.POST, today=asker.today)

    def act() -> object:
        return return_response(row, **form.cleaned_data, by=asker.by, now=asker.now)

    done = _done(request, form, asker, row, act, "returned")
    return done or _page(request, asker, row, form=form, returning=form, status=422)


@requires("change", "assignment")
@require_POST
def extend_one(request: HttpRequest, code: str, org: str) -> HttpResponse:
    """More time for this organisation alone."""
    asker = asker_of(request)
    row, form = _receipt(asker, code, org, "change"), ExtendForm(request.POST, today=asker.today)

    def act() -> object:
        return extend_receipts(row.assignment, **form.cleaned_data, orgs=[org], by=asker.by, now=asker.now)

    done = _done(request, form, asker, row, act, "extended")
    return done or _page(request, asker, row, form=form, extending=form, status=422)


@requires("note", "assignment")
@require_POST
def remark(request: HttpRequest, code: str, org: str) -> HttpResponse:
    """A superior's own remark."""
    asker = asker_of(request)
    row, form = _receipt(asker, code, org, "note"), RemarkForm(request.POST, today=asker.today)

    def act() -> object:
        superior = noting_as(asker.reader, row.org_id)
        return remark_on(row, org=superior, **form.cleaned_data, by=asker.by, now=asker.now)

    done = _done(request, form, asker, row, act, "remarked")
    return done or _page(request, asker, row, form=form, remarking=form, status=422)


def _done(
    request: HttpRequest, form: Form, asker: Asker, row: Any, act: Callable[[], object], said: str
) -> HttpResponse | None:
    page = reverse("receipt", args=[row.assignment.code, row.org.code])
    return done_once(request, form, asker, act, page, said)


def _receipt(asker: Asker, code: str, org: str, action: str = "read") -> Any:
    rows = Receipt.objects.visible_to(asker.reader, action)
    found = with_states(rows).select_related("assignment__org", "org")
    return get_object_or_404(found, assignment__code=code, org__code=org)


def _items(asker: Asker, row: Any) -> list[AskedItem]:
    return list(
        AskedItem.objects.visible_to(asker.reader).filter(assignment=row.assignment).order_by("place")
    )


def _form(asker: Asker, row: Any, items: list[AskedItem], sent: Any = None) -> RespondForm:
    """Filled with what the system holds on the day; after 退回 with what was answered before."""
    held = held_of((item.figure for item in items if item.figure), {row.org_id}, asker.today)
    known = {
        item.place: told
        for item in items
        if item.figure and (told := held.get(item.figure, {}).get(row.org_id, ""))
    }
    form = RespondForm(sent, today=asker.today, items=items, held=known)
    if sent is None:
        before = Given.objects.visible_to(asker.reader).filter(
            response__receipt=row, response__number=row.answers or 0
        )
        for place, value, reason in before.values_list("item__place", "value", "reason"):
            form.initial[f"value_{place}"] = value
            form.initial[f"reason_{place}"] = reason
    return form


def _rights(asker: Asker, row: Any) -> dict[str, bool]:
    """What the reader may do with a receipt he sees."""
    return {
        action: asker.reader.may(action, "assignment")
        and Receipt.objects.visible_to(asker.reader, action).filter(pk=row.pk).exists()
        for action in ("answer", "change", "note")
    }


def _page(
    request: HttpRequest,
    asker: Asker,
    row: Any,
    *,
    form: Form | None = None,
    answering: RespondForm | None = None,
    status: int = 200,
    **forms: Form,
) -> HttpResponse:
    assignment, today = row.assignment, asker.today
    state, items, rights = told(row, today), _items(asker, row), _rights(asker, row)
    is_answered = state.key == ANSWERED
    may_answer = rights["answer"] and assignment.is_open and not is_answered
    context: dict[str, Any] = {
        "row": row,
        "assignment": assignment,
        "state": state,
        "items": items,
        "origins": {item.place: figures()[item.figure].origin for item in items if item.figure in figures()},
        "responses": _responses(asker, row),
        "remarks": _remarks(asker, row),
        "superiors": superiors_of(row.org, asker.today),
        "files": _files(asker, assignment),
        "form": form or Form(today=asker.today),
        "answering": (answering or _form(asker, row, items)) if may_answer else None,
        "may_read": rights["answer"] and assignment.is_open and row.read_at is None,
        "may_return": rights["change"] and assignment.is_open and is_answered,
        "may_extend": rights["change"] and assignment.is_open and not is_answered,
        "may_note": rights["note"],
        "attached": section_of(
            request,
            asker,
            KIND,
            f"{assignment.code}:{row.org.code}",
            may_read=True,
            may_change=rights["answer"] and assignment.is_open,
        ),
        "read_at": moment(row.read_at) if row.read_at else "",
        "is_above": bool(rights["note"] or rights["change"]),
        "said": SAID.get(request.GET.get("said", "")),
        "key": key_of(request),
    }
    blank = {
        "returning": ReturnForm(today=today),
        "extending": ExtendForm(today=today),
        "remarking": RemarkForm(today=today),
    }
    return render(request, "assignments/receipt.html", context | blank | forms, status=status)


def _remarks(asker: Asker, row: Any) -> list[Remark]:
    rows = Remark.objects.visible_to(asker.reader).filter(receipt=row)
    return list(rows.select_related("org").order_by("pk"))


def _responses(asker: Asker, row: Any) -> list[dict[str, Any]]:
    """Every answer, the latest first, each with what it said of each thing."""
    rows = Response.objects.visible_to(asker.reader).filter(receipt=row).order_by("-number")
    given: dict[int, list[Given]] = {}
    for each in (
        Given.objects.visible_to(asker.reader)
        .filter(response__receipt=row)
        .select_related("item")
        .order_by("item__place")
    ):
        given.setdefault(each.response_id, []).append(each)
    return [{"row": each, "given": given.get(each.pk, [])} for each in rows]


def _files(asker: Asker, assignment: Assignment) -> list[tuple[int, str]]:
    """The files that hang on the assignment itself."""
    rows = Attachment.objects.visible_to(asker.reader).filter(kind="assignment", code=assignment.code)
    return list(rows.filter(removed_at=None).order_by("pk").values_list("pk", "name"))
