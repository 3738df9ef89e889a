"""Whose books of which year are asked for, and whether the reader may have them."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from hongzhu.books.access import orgs_with_books, reads_all
from hongzhu.books.kinds import ALL, BookKind, kinds_for
from hongzhu.books.making import FIRST_YEAR, FORMATS, LAST_YEAR, MEDIA_TYPES, Asked, written
from hongzhu.orgs.models import PartyOrg
from hongzhu.paper.book import Book
from hongzhu.people.doors import Asker

NOT_HERE = "没有这本簿册，或者不归您看。"


def asked_of(asker: Asker, code: str, year: int, action: str = "read") -> Asked:
    """The organisation and year of an address. Raises Http404."""
    org = orgs_with_books(asker.reader, action).filter(code=code).first()
    if org is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404(NOT_HERE)
    partial = not reads_all(asker.reader, org)
    return Asked(org=org, year=year, reader=asker.reader, now=asker.now, is_partial=partial)


def kinds_of(asker: Asker, org: PartyOrg, key: str = ALL) -> list[BookKind]:
    """The books of an organisation that the reader may read, or one of them. Raises Http404."""
    kinds = kinds_for(org, reads_all=reads_all(asker.reader, org))
    found = [each for each in kinds if key in (ALL, each.key)]
    if not found:
        raise Http404(NOT_HERE)
    return found


def file_of(books: Sequence[Book], format: str, name: str, asker: Asker) -> HttpResponse:
    """Books as a file. A PDF opens in the browser, to be printed there."""
    if format not in FORMATS:
        raise Http404(NOT_HERE)
    made = written(books, format, asker.now)
    return sent(made.content, format, name)


def sent(content: bytes, format: str, name: str) -> HttpResponse:
    """A file of one of the formats."""
    answer = HttpResponse(content, content_type=MEDIA_TYPES[format])
    answer["Content-Disposition"] = (
        content_disposition_header(format != "pdf", f"{name}.{format}") or "inline"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def page_request(request: HttpRequest, name: str) -> str:
    """A word of the address, cut to a length that no code exceeds."""
    return request.GET.get(name, "").strip()[:40]
