"""台账: the books of a year on one page; new pages printed for binding are fixed here."""

from datetime import date
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hongzhu.books.access import orgs_to_prepare, orgs_with_books, reads_all
from hongzhu.books.actions import bind_new_pages
from hongzhu.books.composing import new_among
from hongzhu.books.kinds import ALL, BookKind, kinds_for
from hongzhu.books.making import Asked, bound_book, bound_of, year_book
from hongzhu.books.models import Binding
from hongzhu.books.preparing import prepared_file, prepared_words
from hongzhu.kit.dates import moment
from hongzhu.kit.forms import Form
from hongzhu.ledger.entries import Refused
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.doors import Asker, asker_of, requires

from .asking import NOT_HERE, asked_of, file_of, kinds_of, page_request, sent

YEARS = 6


@requires("read", "book")
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """The books of one's own organisation, this year's first."""
    asker = asker_of(request)
    orgs = _orgs(asker)
    if not orgs:
        raise Http404(NOT_HERE)
    code = page_request(request, "org")
    org = next((each for each in orgs if each.code == code), None if code else orgs[0])
    if org is None:
        raise Http404(NOT_HERE)
    year = page_request(request, "year")
    return _page(
        request, asker, orgs, org, int(year) if year.isdecimal() and len(year) == 4 else asker.today.year
    )


@requires("bind", "book")
@require_POST
def bind(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """只打新增页: fix the numbers of what is not printed yet, then print it."""
    asker = asker_of(request)
    asked = asked_of(asker, code, year, "bind")
    try:
        binding = bind_new_pages(asked, kinds_of(asker, asked.org), by=asker.by, now=asker.now)
    except Refused as refused:
        form = Form({}, today=asker.today)
        form.add_error(None, refused.message)
        return _page(request, asker, _orgs(asker), asked.org, year, form=form, status=422)
    return HttpResponseRedirect(f"{reverse('books')}?org={code}&year={year}&bound={binding.pk}#bindings")


@requires("export", "book")
@require_safe
def file(request: HttpRequest, code: str, year: int, book: str, format: str) -> HttpResponse:
    """One book of a year, or all of them, as a file."""
    asker = asker_of(request)
    asked = asked_of(asker, code, year, "export")
    kinds = kinds_of(asker, asked.org, book)
    name = f"{asked.org.name} {year}年" + ("簿册" if book == ALL else kinds[0].title)
    return file_of([year_book(asked, kind) for kind in kinds], format, name, asker)


@requires("read", "book")
@require_safe
def read(request: HttpRequest, code: str, year: int, book: str) -> HttpResponse:
    """One book as a page, to be read or printed from the browser."""
    asker = asker_of(request)
    asked = asked_of(asker, code, year)
    kind = kinds_of(asker, asked.org, book)[0]
    if book == ALL:
        raise Http404(NOT_HERE)
    context = {
        "book": year_book(asked, kind),
        "asked": asked,
        "kind": kind,
        "today": asker.today,
        "back": f"{reverse('books')}?org={code}&year={year}",
        "may_export": orgs_with_books(asker.reader, "export").filter(pk=asked.org.pk).exists(),
    }
    return render(request, "books/read.html", context)


@requires("export", "book")
@require_safe
def binding(request: HttpRequest, key: int) -> HttpResponse:
    """What was printed for binding, again, page by page as it was."""
    asker = asker_of(request)
    rows = Binding.objects.visible_to(asker.reader, "export").select_related("org")
    found = get_object_or_404(rows, pk=key)
    asked = asked_of(asker, found.org.code, found.year, "export")
    made = [bound_book(asked, kind, found) for kind in kinds_of(asker, found.org) if kind.is_bound]
    name = f"{found.org.name} {found.year}年新增页"
    return file_of([each for each in made if each], "pdf", name, asker)


@requires("export", "book")
@require_safe
def prepared(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The year as the district had it prepared."""
    asker = asker_of(request)
    asked = asked_of(asker, code, year, "export")
    path = prepared_file(asked.org, year)
    if asked.is_partial or not path.is_file():
        raise Http404("还没有备好的簿册。")
    return sent(path.read_bytes(), "pdf", f"{asked.org.name} {year}年簿册")


def _orgs(asker: Asker) -> list[PartyOrg]:
    """The reader's own organisations, branches before groups."""
    found = orgs_with_books(asker.reader, "read").order_by("code")
    return sorted(found, key=lambda each: each.is_group)


def _page(
    request: HttpRequest,
    asker: Asker,
    orgs: list[PartyOrg],
    org: PartyOrg,
    year: int,
    *,
    form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = asked_of(asker, org.code, year)
    kinds = kinds_for(org, reads_all=reads_all(asker.reader, org))
    rows = [_row(asked, kind, asker.today) for kind in kinds]
    rights = {
        f"may_{action}": orgs_with_books(asker.reader, action).filter(pk=org.pk).exists()
        for action in ("export", "bind")
    }
    bindings = Binding.objects.visible_to(asker.reader, "export").filter(org=org, year=year)
    bindings = bindings.annotate(count=Count("entries")).order_by("-pk")
    fresh = page_request(request, "bound")
    context: dict[str, Any] = {
        "orgs": orgs,
        "org": org,
        "year": year,
        "years": range(asker.today.year, asker.today.year - YEARS, -1),
        "rows": rows,
        "new": sum(row["new"] for row in rows),
        "bindings": [_bound(each) for each in bindings],
        "fresh": int(fresh) if fresh.isdecimal() and len(fresh) < 12 else 0,
        "prepared": prepared_words(org, year) if rights["may_export"] and not asked.is_partial else "",
        "may_prepare": orgs_to_prepare(asker.reader).exists(),
        "form": form or Form(today=asker.today),
        **rights,
    }
    return render(request, "books/shelf.html", context, status=status)


def _row(asked: Asked, kind: BookKind, today: date) -> dict[str, Any]:
    """One book in the list."""
    if not kind.is_bound:
        table = kind.table(asked.reader, asked.org, asked.year, today)
        return {"key": kind.key, "title": kind.title, "held": f"{len(table.rows)} 人", "bound": "", "new": 0}
    leaves = kind.leaves(asked.reader, asked.org, asked.year)
    bound = bound_of(asked, kind)
    new = len(new_among(leaves, bound))
    printed = f"到第 {bound[-1].last_page} 页" if bound else "还没有印"
    return {"key": kind.key, "title": kind.title, "held": f"{len(leaves)} 次", "bound": printed, "new": new}


def _bound(row: Any) -> dict[str, Any]:
    return {"key": row.pk, "when": moment(row.saved_at), "by": row.saved_by, "entries": row.count}
