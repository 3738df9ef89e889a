"""Writing a training down: the blank sheet, what it would feed, and into the book."""

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hongzhu.audit.actions import answers_before
from hongzhu.orgs.bodies import Body, named
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.doors import Asker, asker_of, requires
from hongzhu.people.sheets import answer_once, before_saving, day_of, typed
from hongzhu.training.actions import record_training
from hongzhu.training.forms import TrainingForm
from hongzhu.training.models import Training
from hongzhu.training.reach import own_bodies, own_body

from .sheet import Sheet, live, sheet_page

TITLE: Final = "记一次培训"
ABOUT: Final = "带星号的必填。记一次，参加的人各记学时，不用再填别的表。"
SAME_WITHIN: Final = timedelta(days=1)
NAMES: Final = {"body": "title", "attendees": "also", "code": "title"}
"""field of the entry → field of the form"""


@requires("create", "training")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The sheet of a new training; where it is sent, too."""
    asker = asker_of(request)
    body = _body(request, asker)
    if body is None:
        return _choose(request, asker)
    sheet = Sheet(asker=asker, body=body, address=_address(body))
    if request.method != "POST":
        return _page(request, sheet, _blank(request, sheet))
    if "live" in request.POST:
        return live(request, sheet)
    if "list" in request.POST:
        return _page(request, sheet, sheet.again(request.POST, recall=True))
    if "preview" in request.POST:
        panel = sheet.panel(sheet.checked(request.POST))
        return sheet_page(request, sheet, sheet.again(request.POST), panel, **_words())
    return _save(request, sheet)


def _save(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Into the book: once, however often it is sent."""
    form, asker = sheet.checked(request.POST), sheet.asker
    if not form.is_valid():
        return _page(request, sheet, form, status=422)

    def act() -> str:
        entry = form.entry(code="", body=sheet.body.code)
        return _already(request, sheet) or record_training(entry, by=asker.by, now=asker.now).code

    answer = answer_once(request, form, asker, act, names=NAMES)
    if answer is None:
        return _page(request, sheet, form, status=422)
    return HttpResponseRedirect(f"{reverse('training', args=[answer.text])}?saved=1")


def _already(request: HttpRequest, sheet: Sheet) -> str:
    """The training this user recorded within a day with the very same words, from a sheet of another key."""
    asker = sheet.asker
    codes = answers_before(
        user=str(asker.by.user_id), content=typed(request.POST), since=asker.now - SAME_WITHIN
    )
    found = Training.objects.visible_to(asker.reader, "create").filter(code__in=codes)
    mine = {"org": sheet.body} if isinstance(sheet.body, PartyOrg) else {"school": sheet.body}
    return found.filter(withdrawn_at__isnull=True, **mine).values_list("code", flat=True).first() or ""


def _blank(request: HttpRequest, sheet: Sheet) -> TrainingForm:
    on = day_of(request.GET.get("on", ""), sheet.asker.today)
    return sheet.made(on, initial={"starts_on": on})


def _page(request: HttpRequest, sheet: Sheet, form: TrainingForm, *, status: int = 200) -> HttpResponse:
    return sheet_page(request, sheet, form, before_saving(), status=status, **_words())


def _words() -> dict[str, Any]:
    return {"title": TITLE, "about": ABOUT, "verb": "保存并入簿"}


def _body(request: HttpRequest, asker: Asker) -> Body | None:
    """The body of ?body=org:D001; nothing where none was named. Raises Http404 for another's."""
    kind, _, code = request.GET.get("body", "").partition(":")
    if not code:
        return None
    found = own_body(asker.reader, kind, code)
    if found is None:
        raise Http404("没有这个单位，或者不归您记录。")
    return found


def _choose(request: HttpRequest, asker: Asker) -> HttpResponse:
    """Whose training it is, where somebody records for several."""
    bodies = own_bodies(asker.reader)
    if len(bodies) == 1:
        return HttpResponseRedirect(_address(bodies[0]))
    rows = [(body.name, _address(body)) for body in bodies]
    return render(request, "training/choose.html", {"rows": rows, "title": TITLE})


def _address(body: Body) -> str:
    return f"{reverse('training_new')}?{urlencode({'body': named(body)}, safe=':')}"
