"""One announced meeting: who can come, for whoever announced it; what, when, where, for whoever is called."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hongzhu.kit.notice import notice
from hongzhu.ledger.entries import Refused
from hongzhu.meetings.access import called_to
from hongzhu.meetings.actions import call_off, give_reply, restore_announcement
from hongzhu.meetings.attending import gathering
from hongzhu.meetings.links import token_of
from hongzhu.meetings.models import Announcement, Meeting, Reply
from hongzhu.meetings.recalling import open_points
from hongzhu.meetings.upcoming import announcements, kinds_of
from hongzhu.meetings.words import kinds_words, when_words
from hongzhu.orgs.bodies import named
from hongzhu.people.doors import Asker, asker_of, requires_reader
from hongzhu.people.models import Person

Answer = Reply.Answer
SAID: Final = {
    "announced": "通知好了，要来的人在首页看得到。",
    "changed": "改好了。回复过的人会看到通知改过，请他们再看一眼。",
    "off": "这次会议取消了，首页上会写明。",
    "restored": "通知恢复了，原来的回复都在。",
    "answered": "记下了。到开会那天为止都可以改。",
}
UNANSWERED: Final = ("open", "还没回")
LOOKS: Final = {Answer.CAN_COME.value: ("done", "能来"), Answer.ON_LEAVE.value: ("excused", "请假")}
"""answer → look and words"""


@dataclass(frozen=True, kw_only=True)
class Called:
    """Somebody on the list: what he answered, and the address of his own link."""

    name: str
    post: str
    look: str
    words: str
    is_stale: bool
    link: str


@requires_reader
@require_safe
def show_announcement(request: HttpRequest, code: str) -> HttpResponse:
    """The page of one announcement."""
    asker = asker_of(request)
    found = _found(asker, code)
    kinds = kinds_of(asker.reader, [found])[found.pk]
    may_change: bool = found.may_change  # type: ignore[attr-defined]
    context = {
        "announced": found,
        "code": code,
        "title": kinds_words(kinds),
        "body_name": found.body.name,
        "when": when_words(found.held_on, found.starts_at),
        "agenda": found.agenda.splitlines(),
        "answer": found.own_answer or "",  # type: ignore[attr-defined]
        "is_stale": found.own_version not in (None, found.version),  # type: ignore[attr-defined]
        "is_over": found.held_on < asker.today,
        "may_answer": found.pk in called_to(asker.reader) and found.is_open,
        "may_change": may_change,
        "meeting": _record(asker, found),
        "said": SAID.get(request.GET.get("said", "")),
    }
    if may_change:
        context |= _for_announcer(request, asker, found, kinds)
    return render(request, "meetings/announced.html", context)


@requires_reader
@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """能来, 请假: one click, from home or from the page."""
    asker = asker_of(request)
    found = get_object_or_404(Announcement.objects.visible_to(asker.reader, "answer"), code=code)
    person = get_object_or_404(Person.objects.visible_to(asker.reader), pk=asker.reader.person)
    try:
        give_reply(found, person, request.POST.get("answer", ""), by=asker.by, now=asker.now)
    except Refused as refused:
        return notice(request, "没有回复成", refused.message, 422)
    if request.POST.get("from") == "home":
        return HttpResponseRedirect(reverse("home"))
    return HttpResponseRedirect(f"{reverse('announcement', args=[code])}?said=answered")


@requires_reader
@require_POST
def off(request: HttpRequest, code: str) -> HttpResponse:
    """取消, or 没有开成."""
    return _end(request, code, undo=False)


@requires_reader
@require_POST
def restore(request: HttpRequest, code: str) -> HttpResponse:
    """Called off by mistake."""
    return _end(request, code, undo=True)


def _end(request: HttpRequest, code: str, *, undo: bool) -> HttpResponse:
    asker = asker_of(request)
    found = _found(asker, code)
    if not found.may_change:  # type: ignore[attr-defined]
        raise PermissionDenied
    try:
        (restore_announcement if undo else call_off)(found, by=asker.by, now=asker.now)
    except Refused as refused:
        return notice(request, "没有取消成", refused.message, 422)
    said = "restored" if undo else "off"
    return HttpResponseRedirect(f"{reverse('announcement', args=[code])}?said={said}")


def _found(asker: Asker, code: str) -> Announcement:
    return get_object_or_404(announcements(asker.reader), code=code)


def _record(asker: Asker, found: Announcement) -> str:
    """The number of the meeting that was recorded, where the reader may look at it."""
    if found.meeting_id is None:
        return ""
    seen = Meeting.objects.visible_to(asker.reader).filter(pk=found.meeting_id)
    return seen.values_list("code", flat=True).first() or ""


def _for_announcer(
    request: HttpRequest, asker: Asker, found: Announcement, kinds: list[str]
) -> dict[str, object]:
    """Who answered what, each with his link; the text for a chat; what the last meeting left open."""
    rows = Reply.objects.visible_to(asker.reader).filter(announcement=found)
    given = {
        code: (said, version) for code, said, version in rows.values_list("person__code", "answer", "version")
    }
    people = []
    for each in gathering(found.body).expected(kinds, found.held_on):
        said, version = given.get(each.code, ("", found.version))
        look, words = LOOKS.get(said, UNANSWERED)
        address = reverse("reply", args=[token_of(found.pk, each.key)])
        people.append(
            Called(
                name=each.name,
                post=each.post,
                look=look,
                words=words,
                is_stale=version != found.version,
                link=request.build_absolute_uri(address),
            )
        )
    asked = {"body": named(found.body), "announced": found.code}
    return {
        "people": people,
        "numbers": [
            ("能来", sum(each.words == "能来" for each in people), "人"),
            ("请假", sum(each.words == "请假" for each in people), "人"),
            ("未回", sum(each.words == "还没回" for each in people), "人"),
        ],
        "text": _text(request, found, kinds),
        "points": open_points(asker.reader, found.body),
        "record": f"{reverse('meeting_new')}?{urlencode(asked, safe=':')}",
    }


def _text(request: HttpRequest, found: Announcement, kinds: list[str]) -> str:
    """What goes into a chat: when and where, and how to answer; not what it is about."""
    place = f"，{found.place}" if found.place else ""
    home = request.build_absolute_uri(reverse("home"))
    return (
        f"会议通知：{when_words(found.held_on, found.starts_at)}{place}，{found.body.name}召开{kinds_words(kinds)}。"
        f"能来还是请假，请登录红烛点一下：{home} ，或者点单独发给您的回复链接。请假不用写原因。"
    )
