"""下发任务: typed, kept as a draft, looked over once more, sent."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongzhu.assignments.access import senders
from hongzhu.assignments.actions import drop_draft, save_draft, send_assignment
from hongzhu.assignments.alike import alike
from hongzhu.assignments.asking import Askable, Reach, reach_of
from hongzhu.assignments.attached import KIND
from hongzhu.assignments.figures import figures, held_of
from hongzhu.assignments.forms import AssignmentForm
from hongzhu.assignments.models import AskedItem, Assignment, Receipt
from hongzhu.assignments.tallying import sent_in, tally_of
from hongzhu.attachments.section import section_of
from hongzhu.kit.forms import Form
from hongzhu.ledger.entries import Refused
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.doors import Asker, asker_of, requires
from hongzhu.people.sheets import answer_once, key_of, number_of

NOBODY_BELOW: Final = "没有归这个组织领导或指导、又覆盖学校的党组织，任务没有人可发。"


@requires("create", "assignment")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; all below are chosen until somebody is taken out."""
    asker = asker_of(request)
    org = _sender(asker, request.GET.get("as", ""))
    reach = reach_of(org, asker.today)
    everybody = [each.code for each in reach.askable]
    form = AssignmentForm(
        request.POST if request.method == "POST" else None,
        today=asker.today,
        askable=reach.askable,
        initial={"asked": everybody},
    )
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            return save_draft(form.entry(org.code), by=asker.by, now=asker.now).code

        if answer := answer_once(request, form, asker, act):
            return HttpResponseRedirect(reverse("assignment_check", args=[answer.text]))
    return _sheet(request, asker, form, org, reach)


@requires("create", "assignment")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """The form with what the draft says."""
    asker = asker_of(request)
    draft = _draft(asker, code)
    reach = reach_of(draft.org, asker.today)
    items = AskedItem.objects.visible_to(asker.reader).filter(assignment=draft).order_by("place")
    form = AssignmentForm(
        request.POST if request.method == "POST" else None,
        today=asker.today,
        askable=reach.askable,
        initial={
            "title": draft.title,
            "due_on": draft.due_on,
            "words": draft.words,
            "items": "\n".join(item.title for item in items),
            "asked": [row.org.code for row in _receipts(asker, draft)],
        },
    )
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            was = number_of(request.POST.get("was", ""))
            entry = form.entry(draft.org.code)
            return save_draft(entry, draft=draft, version=was, by=asker.by, now=asker.now).code

        if answer_once(request, form, asker, act, at=code):
            return HttpResponseRedirect(reverse("assignment_check", args=[code]))
    return _sheet(request, asker, form, draft.org, reach, draft)


@requires("create", "assignment")
@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """The last look before sending: what nobody has to be asked for, what is asked already, who gets it."""
    asker = asker_of(request)
    return _check_page(request, asker, _draft(asker, code), Form(today=asker.today))


@requires("create", "assignment")
@require_POST
def send(request: HttpRequest, code: str) -> HttpResponse:
    """Out it goes; what goes wrong is said on the page of the last look."""
    asker = asker_of(request)
    draft, form = _draft(asker, code), Form(request.POST, today=asker.today)

    def act() -> str:
        was = number_of(request.POST.get("was", ""))
        return send_assignment(draft, version=was, by=asker.by, now=asker.now).code

    if answer_once(request, form, asker, act, at=code):
        return HttpResponseRedirect(f"{reverse('assignment', args=[code])}?said=sent")
    return _check_page(request, asker, draft, form, status=422)


@requires("create", "assignment")
@require_POST
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """The draft is thrown away."""
    asker = asker_of(request)
    draft, form = _draft(asker, code), Form(request.POST, today=asker.today)
    try:
        drop_draft(draft, by=asker.by, now=asker.now)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _check_page(request, asker, draft, form, status=422)
    return HttpResponseRedirect(f"{reverse('assignments')}?said=dropped")


def _sender(asker: Asker, code: str) -> PartyOrg:
    """In whose name: the first, or the one the address names."""
    found = senders(asker.reader)
    chosen = [org for org in found if org.code == code] or found
    if not chosen:
        raise Http404
    return chosen[0]


def _draft(asker: Asker, code: str) -> Assignment:
    rows = Assignment.objects.visible_to(asker.reader, "create").filter(sent_at=None)
    return get_object_or_404(rows.select_related("org"), code=code)


def _receipts(asker: Asker, draft: Assignment) -> list[Receipt]:
    rows = Receipt.objects.visible_to(asker.reader, "draft").filter(assignment=draft)
    return list(rows.select_related("org").order_by("org__code"))


def _sheet(
    request: HttpRequest,
    asker: Asker,
    form: AssignmentForm,
    org: PartyOrg,
    reach: Reach,
    draft: Assignment | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "org": org,
        "others": [each for each in senders(asker.reader) if each.pk != org.pk] if draft is None else [],
        "reach": reach,
        "townships": _by_township(reach.askable),
        "draft": draft,
        "figures": figures().values(),
        "this_month": _this_month(asker, org),
        "was": number_of(request.POST.get("was", "")) or (draft.version if draft else 0),
        "key": key_of(request),
        "NOBODY_BELOW": NOBODY_BELOW,
    }
    return render(request, "assignments/sheet.html", context, status=422 if form.errors else 200)


def _by_township(askable: list[Askable]) -> int:
    return len({township for each in askable for township in each.townships})


def _this_month(asker: Asker, org: PartyOrg) -> int:
    mine = Assignment.objects.visible_to(asker.reader).filter(org=org)
    return sent_in(asker.today, tally_of(mine, asker.today.year))


def _check_page(
    request: HttpRequest, asker: Asker, draft: Assignment, form: Form, status: int = 200
) -> HttpResponse:
    receipts = _receipts(asker, draft)
    items = list(AskedItem.objects.visible_to(asker.reader).filter(assignment=draft).order_by("place"))
    reach = reach_of(draft.org, asker.today)
    asked = {row.org_id for row in receipts}
    schools = {name for each in reach.askable if each.key in asked for name in each.schools}
    first = receipts[0]  # a draft asks one at least
    held = held_of((item.figure for item in items if item.figure), {first.org_id}, asker.today)
    context: dict[str, Any] = {
        "draft": draft,
        "items": [_line(item, held, first) for item in items],
        "held": sum(bool(item.figure) for item in items),
        "to_fill": sum(not item.figure for item in items),
        "receipts": receipts,
        "schools": len(schools),
        "first": first,
        "superiors": reach.superiors,
        "joint": [each for each in reach.askable if each.key in asked and each.about],
        "alike": alike(asker.reader, draft),
        "this_month": _this_month(asker, draft.org),
        "form": form,
        "attached": section_of(request, asker, KIND, draft.code, may_read=True, may_change=True),
        "key": key_of(request),
    }
    return render(request, "assignments/check.html", context, status=status)


def _line(item: AskedItem, held: dict[str, dict[int, str]], first: Receipt) -> dict[str, Any]:
    figure = figures().get(item.figure)
    example = held.get(item.figure, {}).get(first.org_id, "")
    return {
        "title": item.title,
        "origin": figure.origin if figure else "系统里没有",
        "example": example or ("还没有登记" if figure else "各单位填"),
        "is_held": figure is not None,
    }
