"""导入 over the web: a file, its columns, its cells, and the batch that may be taken back for a day."""

import hashlib
import re
from collections import defaultdict
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongzhu.kit.forms import Form
from hongzhu.kit.spreadsheets import sent
from hongzhu.ledger.entries import Refused
from hongzhu.meetings.attending import gathering
from hongzhu.meetings.models import Meeting
from hongzhu.meetings.reach import own_bodies
from hongzhu.people.doors import Asker, asker_of, requires
from hongzhu.people.sheets import answer_once, key_of

from .access import orgs_to_fill
from .actions import choose_columns, drop_batch, import_batch, mend_cells, open_batch, undo_batch
from .bringing import own_of, read_batch, sheets_of, until_words
from .edits import Laid
from .forms import ColumnsForm, FileForm, OfflineForm
from .models import Batch
from .offline import offline_sheet
from .preview import preview_of
from .problems import Unreadable
from .template import template
from .undoing import LASTS

RECENT: Final = 10
_FIELD: Final = re.compile(r"x-(\d{1,3})-([A-Z]{1,3}[0-9]{1,7})")


@requires("create", "roster")
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Choose a file; what was brought in lately."""
    asker = asker_of(request)
    orgs = list(orgs_to_fill(asker.reader))
    if not orgs:
        raise Http404
    if request.method != "POST":
        return _start(request, asker, FileForm(today=asker.today, orgs=orgs))
    form = FileForm(request.POST, request.FILES, today=asker.today, orgs=orgs)
    if form.is_valid():
        book, org = form.cleaned_data["book"], form.cleaned_data["org"]
        content = book.read()
        answer = answer_once(
            request,
            form,
            asker,
            lambda: _opened(asker, next(each for each in orgs if each.code == org), book.name or "", content),
            at=hashlib.sha256(content).hexdigest(),
        )
        if answer is not None:
            return HttpResponseRedirect(reverse("batch", args=[answer.text]))
    return _start(request, asker, form, status=422)


@requires("create", "roster")
@require_safe
def template_file(_request: HttpRequest) -> HttpResponse:
    """The empty workbook."""
    return sent(template(), "导入工作簿")


@requires("create", "roster")
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The sheet for one meeting, with the names of those who are expected today."""
    asker = asker_of(request)
    orgs = list(orgs_to_fill(asker.reader))
    if not orgs:
        raise Http404
    form = OfflineForm(request.GET, today=asker.today, bodies=own_bodies(asker.reader))
    if not form.is_valid():
        start = FileForm(today=asker.today, orgs=orgs)
        return _start(request, asker, start, offline=form, status=422)
    body, kind = form.chosen(), form.cleaned_data["kind"]
    people = gathering(body).expected([kind], asker.today)
    name = f"{body.name} {Meeting.Kind(kind).label} 离线记录"
    return sent(offline_sheet(body, kind, people, asker.today), name)


@requires("create", "roster")
@require_safe
def batch(request: HttpRequest, key: int) -> HttpResponse:
    """Where a batch stands: its columns, its cells, or what it did."""
    asker = asker_of(request)
    found = _batch(asker, key)
    if found.imported_at is not None:
        return _done(request, asker, found)
    laid: list[Laid] = []
    try:
        laid, _ = sheets_of(found, own_of(found, asker.reader))
        if request.GET.get("step") == "columns" or any(each.to_choose or each.missing for each in laid):
            return _columns(request, found, laid, _columns_form(asker, found, laid))
        return _preview(request, asker, found)
    except Unreadable as unreadable:
        return _unreadable(request, asker, found, unreadable)


@requires("create", "roster")
@require_POST
def change_columns(request: HttpRequest, key: int) -> HttpResponse:
    """Say what each column is."""
    asker = asker_of(request)
    found = _open(asker, key)
    try:
        laid, _ = sheets_of(found, own_of(found, asker.reader))
    except Unreadable as unreadable:
        return _unreadable(request, asker, found, unreadable)
    form = ColumnsForm(request.POST, today=asker.today, laid=laid)
    if not form.is_valid():
        return _columns(request, found, laid, form, status=422)
    choose_columns(found, form.columns(), form.added())
    return HttpResponseRedirect(reverse("batch", args=[key]))


@requires("create", "roster")
@require_POST
def check_and_import(request: HttpRequest, key: int) -> HttpResponse:
    """Keep what was mended; then look again, or import all of it."""
    asker = asker_of(request)
    found = _batch(asker, key)
    if found.imported_at is not None:
        return HttpResponseRedirect(reverse("batch", args=[key]))
    form = Form(request.POST, today=asker.today)
    try:
        laid, _ = sheets_of(found, own_of(found, asker.reader))
        mend_cells(found, _mended(request, laid))
        if "check" in request.POST:
            return HttpResponseRedirect(reverse("batch", args=[key]))
        answer = answer_once(request, form, asker, lambda: _imported(asker, found), at=request.path)
        if answer is not None:
            return HttpResponseRedirect(reverse("batch", args=[key]))
        return _preview(request, asker, _batch(asker, key), form=form, status=422)
    except Unreadable as unreadable:
        return _unreadable(request, asker, found, unreadable)


@requires("create", "roster")
@require_POST
def undo(request: HttpRequest, key: int) -> HttpResponse:
    """Take a whole batch back."""
    asker = asker_of(request)
    found = _batch(asker, key)
    form = Form({}, today=asker.today)
    try:
        undo_batch(found, by=asker.by, now=asker.now)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _done(request, asker, found, form=form, status=422)
    return HttpResponseRedirect(reverse("batch", args=[key]))


@requires("create", "roster")
@require_POST
def drop(request: HttpRequest, key: int) -> HttpResponse:
    """Do not import it after all; the file goes."""
    asker = asker_of(request)
    drop_batch(_open(asker, key))
    return HttpResponseRedirect(f"{reverse('imports')}?dropped=1")


def _batch(asker: Asker, key: int) -> Batch:
    return get_object_or_404(Batch.objects.visible_to(asker.reader).select_related("org"), pk=key)


def _open(asker: Asker, key: int) -> Batch:
    found = _batch(asker, key)
    if found.imported_at is not None:
        raise Http404
    return found


def _opened(asker: Asker, org: Any, name: str, content: bytes) -> str:
    """Raises Refused for a file in which nothing can be read: it is not kept."""
    made = open_batch(org, name, content, user=asker.by.user_id, now=asker.now)
    try:
        sheets_of(made, own_of(made, asker.reader))
    except Unreadable as unreadable:
        drop_batch(made)
        raise Refused(_words(name, unreadable), field="book") from unreadable
    return str(made.pk)


def _words(name: str, unreadable: Unreadable) -> str:
    return f"“{name}”：{unreadable.problem.message}；{unreadable.problem.remedy}"


def _imported(asker: Asker, found: Batch) -> str:
    import_batch(found, asker.reader, by=asker.by, now=asker.now)
    return str(found.pk)


def _mended(request: HttpRequest, laid: list[Laid]) -> dict[str, dict[str, str]]:
    """Title of the sheet → cell → what was typed."""
    mended: dict[str, dict[str, str]] = defaultdict(dict)
    for name, text in request.POST.items():
        found = _FIELD.fullmatch(name)
        if found and int(found[1]) < len(laid) and isinstance(text, str):
            mended[laid[int(found[1])].raw.title][found[2]] = text
    return dict(mended)


def _columns_form(asker: Asker, found: Batch, laid: list[Laid]) -> ColumnsForm:
    initial = {
        f"a-{place}-{name}": text
        for place, each in enumerate(laid)
        for name, text in found.added.get(each.raw.title, {}).items()
    }
    return ColumnsForm(today=asker.today, laid=laid, initial=initial)


def _start(
    request: HttpRequest,
    asker: Asker,
    form: FileForm,
    *,
    offline: OfflineForm | None = None,
    status: int = 200,
) -> HttpResponse:
    mine = Batch.objects.visible_to(asker.reader).select_related("org").order_by("-pk")[:RECENT]
    context = {
        "form": offline if offline is not None else form,
        "choosing": form,
        "offline": offline or OfflineForm(today=asker.today, bodies=own_bodies(asker.reader)),
        "key": key_of(request),
        "batches": [(each, _state(each)) for each in mine],
        "dropped": "dropped" in request.GET,
    }
    return render(request, "imports/start.html", context, status=status)


def _state(each: Batch) -> str:
    if each.undone_at is not None:
        return "已撤回"
    return "；".join(each.told) or "已导入" if each.imported_at is not None else "还没有导入"


def _columns(
    request: HttpRequest, found: Batch, laid: list[Laid], form: ColumnsForm, *, status: int = 200
) -> HttpResponse:
    to_choose = sum(len(each.to_choose) for each in laid)
    context = {"batch": found, "laid": laid, "form": form, "to_choose": to_choose}
    return render(request, "imports/columns.html", context, status=status)


def _preview(
    request: HttpRequest, asker: Asker, found: Batch, *, form: Form | None = None, status: int = 200
) -> HttpResponse:
    reading = read_batch(found, own_of(found, asker.reader), by=asker.by, now=asker.now)
    context = {
        "batch": found,
        "preview": preview_of(reading, is_whole="all" in request.GET),
        "is_whole": "all" in request.GET,
        "changes": reading.outcome.changes,
        "form": form or Form(today=asker.today),
        "key": key_of(request) if form is None else key_of(_anew(request)),
    }
    return render(request, "imports/preview.html", context, status=status)


def _anew(request: HttpRequest) -> HttpRequest:
    """A refused form is another form when it comes again."""
    again = HttpRequest()
    again.method = request.method
    return again


def _unreadable(request: HttpRequest, asker: Asker, found: Batch, unreadable: Unreadable) -> HttpResponse:
    """The file of an open batch is there no more, or too long: another is asked for."""
    form = FileForm({"org": found.org.code}, today=asker.today, orgs=list(orgs_to_fill(asker.reader)))
    form.full_clean()
    form.errors.clear()
    form.add_error(None, _words(found.name, unreadable))
    return _start(request, asker, form, status=422)


def _done(
    request: HttpRequest, asker: Asker, found: Batch, *, form: Form | None = None, status: int = 200
) -> HttpResponse:
    may_undo = (
        found.undone_at is None and found.imported_at is not None and asker.now <= found.imported_at + LASTS
    )
    context = {
        "batch": found,
        "may_undo": may_undo,
        "until": until_words(found),
        "form": form or Form(today=asker.today),
    }
    return render(request, "imports/done.html", context, status=status)
