"""回复链接: one person answers one announcement without signing in. It shows what, when, where and his own name."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hongzhu.ledger.entries import Refused
from hongzhu.meetings.access import Linked, linked_by
from hongzhu.meetings.actions import BY_LINK, give_reply
from hongzhu.meetings.words import kinds_words, when_words

ASK: Final = "请找通知您开会的人，请他重新发一个链接给您，或者当面告诉他。"
BROKEN: Final = ("这个链接打不开", "链接不完整，或者被改过。" + ASK)
OVER: Final = ("这次会议的日子过了", "链接到那一天为止，现在不能再回复。有话要说，请找通知您开会的人。")
OFF: Final = ("这次会议取消了", "不用回复。再开会的时候会重新通知您。")
HELD: Final = ("这次会议已经记录了", "现在不能再回复。到会情况不对，请找记会议的人更正。")
NOT_CALLED: Final = ("名单有变化", "这次会议现在没有通知您，不用回复。有疑问，请找通知您开会的人。")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """What, when, where, two buttons. Reading changes nothing; whatever is not so says what to do."""
    linked = linked_by(token)
    if linked is None:
        return _say(request, BROKEN, 404)
    if closed := _closed(linked):
        return _say(request, closed, 410)
    if request.method != "POST":
        return _page(request, linked, token)
    try:
        chosen = request.POST.get("answer", "")
        give_reply(linked.announcement, linked.person, chosen, by=BY_LINK, now=timezone.now())
    except Refused as refused:
        status = 429 if refused.field == "times" else 422
        return _say(request, ("没有回复成", refused.message), status)
    return HttpResponseRedirect(reverse("reply", args=[token]))


def _closed(linked: Linked) -> tuple[str, str] | None:
    """Why nothing can be answered any more."""
    announced = linked.announcement
    if announced.held_on < timezone.localdate():
        return OVER
    if announced.called_off_at is not None:
        return OFF
    if announced.meeting_id is not None:
        return HELD
    return None if linked.is_called else NOT_CALLED


def _page(request: HttpRequest, linked: Linked, token: str) -> HttpResponse:
    announced = linked.announcement
    context = {
        "name": linked.person.name,
        "title": kinds_words(linked.kinds),
        "body_name": announced.body.name,
        "when": when_words(announced.held_on, announced.starts_at),
        "place": announced.place,
        "answer": linked.answer,
        "address": reverse("reply", args=[token]),
    }
    return render(request, "meetings/reply.html", context)


def _say(request: HttpRequest, words: tuple[str, str], status: int) -> HttpResponse:
    title, about = words
    return render(request, "meetings/reply_closed.html", {"title": title, "about": about}, status=status)
