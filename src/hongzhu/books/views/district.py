"""统一备册: those above have the books of everybody below prepared; they see how far it is, never what is in them."""

from threading import Thread

from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hongzhu.books.access import orgs_to_prepare
from hongzhu.books.actions import STALLED_AFTER, start_preparation
from hongzhu.books.models import Preparation
from hongzhu.books.preparing import prepare
from hongzhu.kit.dates import moment
from hongzhu.kit.forms import Form
from hongzhu.ledger.entries import Refused
from hongzhu.orgs.access import SUPERIORS
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.doors import Asker, asker_of, requires

from .asking import NOT_HERE


@requires("prepare", "book")
@require_http_methods(["GET", "HEAD", "POST"])
def district(request: HttpRequest) -> HttpResponse:
    """How far it is; a POST begins it."""
    asker = asker_of(request)
    orgs = list(orgs_to_prepare(asker.reader).order_by("code"))
    above = asker.reader.orgs(SUPERIORS)
    if not orgs or not above:
        raise Http404(NOT_HERE)
    form = Form({} if request.method == "POST" else None, today=asker.today)
    year = _year(request, asker)
    if request.method == "POST":
        own = PartyOrg.objects.visible_to(asker.reader).filter(pk__in=above).order_by("code").first()
        if own is None:
            raise Http404(NOT_HERE)
        try:
            row = start_preparation(own, year, len(orgs), by=asker.by, now=asker.now)
        except Refused as refused:
            form.add_error(None, refused.message)
            return _page(request, asker, orgs, form, status=422)
        begin(row, orgs)
        return HttpResponseRedirect(reverse("books_district"))
    return _page(request, asker, orgs, form)


def begin(row: Preparation, orgs: list[PartyOrg]) -> None:
    """In the background: one thread, for typesetting a branch takes a fraction of a second."""

    def work() -> None:
        try:
            prepare(row, orgs, timezone.now)
        finally:
            connections.close_all()

    Thread(target=work, name=f"preparation-{row.pk}", daemon=True).start()


def _year(request: HttpRequest, asker: Asker) -> int:
    text = request.POST.get("year", "")
    years = range(asker.today.year - 5, asker.today.year + 1)
    return int(text) if text.isdecimal() and len(text) == 4 and int(text) in years else asker.today.year


def _page(
    request: HttpRequest, asker: Asker, orgs: list[PartyOrg], form: Form, *, status: int = 200
) -> HttpResponse:
    rows = Preparation.objects.visible_to(asker.reader, "prepare").order_by("-pk")[:10]
    told = [_told(each, asker) for each in rows]
    context = {
        "rows": told,
        "is_running": any(each["is_running"] for each in told),
        "count": len(orgs),
        "years": range(asker.today.year, asker.today.year - 6, -1),
        "form": form,
    }
    return render(request, "books/district.html", context, status=status)


def _told(row: Preparation, asker: Asker) -> dict[str, object]:
    is_stalled = row.ended_at is None and asker.now - row.moved_at > STALLED_AFTER
    if row.problem or is_stalled:
        look, words = "late", "没有备完"
    elif row.ended_at is None:
        look, words = "open", "正在备"
    else:
        look, words = "done", "备好了"
    return {
        "year": row.year,
        "begun": moment(row.saved_at),
        "moved": moment(row.moved_at),
        "done": row.done,
        "total": row.total,
        "look": look,
        "state": words,
        "problem": row.problem,
        "is_running": look == "open",
    }
