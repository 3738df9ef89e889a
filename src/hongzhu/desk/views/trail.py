"""The page of the audit trail: reads only."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hongzhu.desk.trail import lines, trail_of
from hongzhu.people.doors import reader_on, requires

PER_PAGE: Final = 50


@never_cache
@require_safe
@requires("read", "trail")
def trail(request: HttpRequest) -> HttpResponse:
    """Who did what and when, the latest first; `?about=meeting:D001-2026-014` one record."""
    reader = reader_on(request)
    about = request.GET.get("about", "")[:128] if not reader.duty else ""
    found = trail_of(reader)
    if about:
        found = found.filter(payloads__object=about).distinct()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": lines(page, reader),
        "about": about.partition(":")[2],
        "query": f"about={about}&" if about else "",
        "is_auditor": bool(reader.duty),
    }
    return render(request, "desk/trail.html", context)
