"""The page of the audit trail, and the same as a workbook: reads only."""

from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hongzhu.audit.models import Event
from hongzhu.desk.trail import lines, trail_of
from hongzhu.kit.dates import moment
from hongzhu.orgs.access import Reader
from hongzhu.people.doors import asker_of, reader_on, requires
from hongzhu.people.lists import list_out

PER_PAGE: Final = 50
MOST: Final = 10_000
"""lines of a workbook"""
HEADS: Final = (("时间", 17), ("谁", 20), ("做了什么", 24), ("哪一份", 18), ("在哪条链", 34))


@never_cache
@require_safe
@requires("read", "trail")
def trail(request: HttpRequest) -> HttpResponse:
    """Who did what and when, the latest first; `?about=meeting:D001-2026-014` one record."""
    reader = reader_on(request)
    about, found = _asked(request, reader)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": lines(page, reader),
        "about": about.partition(":")[2],
        "query": f"about={about}&" if about else "",
        "is_auditor": bool(reader.duty),
        "export": reverse("trail_export") + (f"?{urlencode({'about': about})}" if about else ""),
    }
    return render(request, "desk/trail.html", context)


@require_safe
@requires("read", "trail")
def export(request: HttpRequest) -> HttpResponse:
    """The same as a workbook: the latest of them, for no spreadsheet program likes a hundred thousand lines."""
    asker = asker_of(request)
    about, found = _asked(request, asker.reader)
    rows = [
        [moment(row.at), row.who, row.what, row.about, f"{row.place} 第 {row.seq} 条"]
        for row in lines(found[:MOST], asker.reader)
    ]
    of_what = about.partition(":")[2] or "全部"
    words = f"{of_what}，最近的在前，共 {len(rows)} 条" + ("，再早的没有列" if len(rows) == MOST else "")
    return list_out(asker, "操作记录", about=words, heads=HEADS, lines=rows, is_personal=True)


def _asked(request: HttpRequest, reader: Reader) -> tuple[str, QuerySet[Event]]:
    """Which record is asked for, empty for all, and its events. The audit administrator asks for none by name."""
    about = request.GET.get("about", "")[:128] if not reader.duty else ""
    found = trail_of(reader)
    return about, found.filter(payloads__object=about).distinct() if about else found
