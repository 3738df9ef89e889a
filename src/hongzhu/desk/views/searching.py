"""The page on which something is looked for."""

from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hongzhu.desk.searching import CLAUSE, CLAUSES, PLACE, PLACES, Found, find, hits
from hongzhu.ledger.stored import stored_pack
from hongzhu.people.doors import reader_on, requires_reader
from hongzhu.search.pairs import words_of
from hongzhu.search.records import kinds

PER_PAGE: Final = 20
LONGEST: Final = 200


@requires_reader
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A box, and what was found. Administrators, who read no business content, have no such page."""
    reader = reader_on(request)
    if not reader.offices:
        raise Http404
    asked = request.GET.get("q", "")[:LONGEST].strip()
    kind = request.GET.get("kind", "")
    kind = kind if kind in (*kinds(), PLACE, CLAUSE) else ""
    words = words_of(asked)
    found = find(reader, words, kind, stored_pack().pack) if words else Found()
    paginator = Paginator(found.rows, PER_PAGE)
    paginator.count = found.number  # it is known already, or would take long
    page = paginator.get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "asked": asked,
        "words": words,
        "kind": kind,
        "found": found,
        "page": page,
        "lines": hits(page, words),
        "query": urlencode({"q": asked, "kind": kind}) + "&",
        "address": f"?{urlencode({'q': asked})}",
        "sorts": [*kinds().values(), PLACES, CLAUSES],
    }
    return render(request, "desk/search.html", context)
