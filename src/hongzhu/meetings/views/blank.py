"""An empty page for a kind of meeting, to be printed and filled in by hand where there is no network."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from hongzhu.meetings.models import Meeting
from hongzhu.meetings.pages import blank
from hongzhu.paper.book import Book
from hongzhu.paper.pdf import write_pdf
from hongzhu.people.doors import asker_of, requires

NOTE = "手写以后，照这张纸的顺序填进系统，约1分钟。没有的栏空着。"


@requires("create", "meeting")
@require_safe
def sheet(request: HttpRequest, kind: str) -> HttpResponse:
    """One page of A4, its cells in the order of the form."""
    asker = asker_of(request)
    if kind not in Meeting.Kind.values:
        raise Http404("没有这种会议。")
    page = blank(kind)
    book = Book(
        title=f"{Meeting.Kind(kind).label}空白记录", owner=NOTE, year="", entries=(page,), has_cover=False
    )
    answer = HttpResponse(write_pdf([book], now=asker.now).content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, f"{book.title}.pdf") or "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
