"""The list of the roster: by name for one's own branch, as numbers for those above."""

from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hongzhu.kit.spreadsheets import sent, written
from hongzhu.people.doors import asker_of, requires, requires_reader
from hongzhu.people.figures import numbers_below
from hongzhu.people.listing import FILTERS, LEFT, MOVED, NOT_YET, counted, listing
from hongzhu.people.models import Person
from hongzhu.people.roster_file import roster_listing

PER_PAGE: Final = 100
ASKED: Final = ("who", "group", "q")


@requires_reader
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everyone the reader may read by name, filtered and found; below, how many there are of whom he sees numbers only."""
    asker = asker_of(request)
    reader = asker.reader
    if not (reader.may("read", "roster") or reader.may("count", "roster")):
        raise Http404("没有这一页，或者不归您看。")
    asked = _asked(request)
    found = listing(reader, asked)
    page = Paginator(found.shown, PER_PAGE).get_page(request.GET.get("page"))
    query = urlencode({name: value for name, value in asked.items() if value})
    here = [line for line in found.everyone if line.note not in (LEFT, MOVED, NOT_YET)]
    context = {
        "found": found,
        "page": page,
        "filters": [
            (key, words)
            for key, words in FILTERS.items()
            if found.is_detailed or key not in ("short", "left")
        ],
        "query": f"{query}&" if query else "",
        "is_filtered": bool(query),
        "counted": counted(here, asker.today),
        "today": asker.today,
        "numbers": numbers_below(reader),
        "may_add": reader.may("create", "roster"),
        "may_print": reader.may("export", "book"),
        "export": f"{reverse('people_export')}?{query}" if reader.may("export", "roster") else "",
    }
    return render(request, "people/roster.html", context)


@requires("export", "roster")
@require_safe
def people_export(request: HttpRequest) -> HttpResponse:
    """Whom the list shows with the same words in its address, on all its pages, as a workbook: of one's own branch only."""
    asker, asked = asker_of(request), _asked(request)
    found = listing(asker.reader, asked)
    shown = [line.person.pk for line in found.shown if line.note != MOVED]
    rows = Person.objects.visible_to(asker.reader, "export").filter(pk__in=shown).order_by("code")
    about = FILTERS[found.who] + (f"，找“{found.words}”" if found.words else "")
    roster = roster_listing(asker.reader, rows, about=about, now=asker.now)
    return sent(written(roster), roster.title)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:60] for name in ASKED}
