"""A calendar feed: whoever has its address has it, until it is ended."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hongzhu.desk.calendars import calendar_of
from hongzhu.notices.access import feed_of

GONE = "这个日历地址没有了，或者停用了。请登录红烛，在“消息 → 怎么收”里重新开通。"


@require_safe
def calendar(request: HttpRequest, word: str) -> HttpResponse:
    """The feed; the word in the address is all that is asked for."""
    found = feed_of(word)
    if found is None:
        raise Http404(GONE)
    return HttpResponse(
        calendar_of(found, request.moment),  # type: ignore[attr-defined]
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="hongzhu.ics"'},
    )
