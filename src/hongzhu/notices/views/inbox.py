"""What one was told, and what was told to whom."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hongzhu.kit.forms import Form
from hongzhu.notices.access import RESOURCE, looks_from_above
from hongzhu.notices.actions import mark_read
from hongzhu.notices.models import Mail, Message
from hongzhu.notices.shown import shown
from hongzhu.orgs.access import above_keys
from hongzhu.people.doors import Asker, asker_of, requires, requires_reader
from hongzhu.people.sheets import done_once, key_of

PER_PAGE: Final = 20
SAID: Final = {"read": "记下了，首页不再提。"}


@requires_reader
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """To oneself and to what one looks after, the latest first; each with how its matters stand today."""
    return _inbox(request, asker_of(request))


@requires_reader
@require_POST
def read(request: HttpRequest, key: int) -> HttpResponse:
    """知道了."""
    asker = asker_of(request)
    row = get_object_or_404(Message.objects.visible_to(asker.reader, "answer"), pk=key)
    form = Form(request.POST, today=asker.today)

    def act() -> object:
        return mark_read(row, by=asker.by, now=asker.now).pk

    return done_once(request, form, asker, act, reverse("messages"), "read") or _inbox(
        request, asker, status=422
    )


@requires("read", RESOURCE)
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """发出记录: every message that was sent from here or to what stands below, and how it went."""
    asker = asker_of(request)
    if not looks_from_above(asker.reader):
        raise Http404
    rows = Message.objects.visible_to(asker.reader).exclude(kind=Message.Kind.DIGEST)
    page = Paginator(_ordered(rows), PER_PAGE).get_page(request.GET.get("page"))
    mine = above_keys(asker.reader, RESOURCE, "create")
    mails = _mails(asker, [row.pk for row in page])
    context = {
        "page": page,
        "may_send": bool(mine),
        "found": [
            (each, each.row.sender_id in mine, mails.get(each.row.pk, ""))
            for each in shown(page, asker.reader, asker.today)
        ],
    }
    return render(request, "notices/sent.html", context)


def _inbox(request: HttpRequest, asker: Asker, status: int = 200) -> HttpResponse:
    rows = Message.objects.visible_to(asker.reader, "answer")
    page = Paginator(_ordered(rows), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "found": shown(page, asker.reader, asker.today),
        "said": SAID.get(request.GET.get("said", ""), ""),
        "key": key_of(request),
        "may_prefer": bool(asker.reader.offices),
        "several": len({row.org_id or row.school_id for row in page if row.kind == Message.Kind.REMINDER})
        > 1,
    }
    return render(request, "notices/inbox.html", context, status=status)


def _ordered(rows: Any) -> Any:
    return rows.select_related("sender", "org", "school").order_by("-sent_at", "-pk")


def _mails(asker: Asker, keys: list[int]) -> dict[int, str]:
    """Message → how it went with e-mail, for whoever sent it."""
    states = dict(Mail.State.choices)
    found: dict[int, dict[str, int]] = {}
    rows = Mail.objects.visible_to(asker.reader).filter(message__in=keys)
    why: dict[int, str] = {}
    for message, state, words in rows.values_list("message", "state", "why"):
        counts = found.setdefault(message, {})
        counts[state] = counts.get(state, 0) + 1
        if words:
            why[message] = words
    told = {
        key: "，".join(f"邮件{states[each]}{n}封" for each, n in counts.items())
        for key, counts in found.items()
    }
    return {key: words + (f"（{why[key]}）" if key in why else "") for key, words in told.items()}
