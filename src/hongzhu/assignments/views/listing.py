"""Two lists: what an organisation has to answer, and what a superior has sent, with its yearly account (减负账)."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Case, Q, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hongzhu.assignments.access import looks_from_above, sending_keys
from hongzhu.assignments.models import Assignment, Receipt
from hongzhu.assignments.states import ANSWERED, counted, due_words, told, with_states
from hongzhu.assignments.tallying import sent_in, tally_of
from hongzhu.people.doors import Asker, asker_of, requires

PER_PAGE: Final = 20
SAID: Final = {"dropped": "草稿删掉了。"}


@requires("read", "assignment")
@require_safe
def assignments(request: HttpRequest) -> HttpResponse:
    """What was sent, for whoever looks from above; for everybody else what has to be answered."""
    asker = asker_of(request)
    return _sent_page(request, asker) if looks_from_above(asker.reader) else _received_page(request, asker)


@requires("read", "assignment")
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """What has to be answered, for whoever also sends."""
    return _received_page(request, asker_of(request))


def _received_page(request: HttpRequest, asker: Asker) -> HttpResponse:
    """Not answered first, then the latest."""
    rows = Receipt.objects.visible_to(asker.reader).exclude(
        assignment__org__in=sending_keys(asker.reader, "create")
    )
    found = with_states(rows).select_related("assignment__org", "org")
    is_done = Q(answered_on__isnull=False) | Q(assignment__closed_at__isnull=False)
    page = Paginator(
        found.annotate(done=Case(When(is_done, then=1), default=0)).order_by(
            "done", "due_on", "-assignment__sent_at", "pk"
        ),
        PER_PAGE,
    ).get_page(request.GET.get("page"))
    several = len({row.org_id for row in page}) > 1
    context = {"page": page, "lines": [_received(row, asker, several=several) for row in page]}
    return render(request, "assignments/received.html", context)


def _received(row: Any, asker: Asker, *, several: bool) -> dict[str, Any]:
    state = told(row, asker.today)
    about = [row.org.name] if several else []
    about += [row.assignment.org.name, f"最晚{row.due_on.month}月{row.due_on.day}日"]
    if state.key != ANSWERED and row.assignment.closed_at is None:
        about.append(f"约{row.assignment.minutes}分钟")
    return {
        "look": state.look,
        "tag": state.tag,
        "title": row.assignment.title,
        "about": " · ".join(about),
        "href": reverse("receipt", args=[row.assignment.code, row.org.code]),
        "verb": "看" if state.key == ANSWERED or row.assignment.closed_at else "回复",
    }


def _sent_page(request: HttpRequest, asker: Asker) -> HttpResponse:
    """What one's own organisation has sent, and what others have sent to those below; drafts first."""
    sending = sending_keys(asker.reader, "create")
    rows = Assignment.objects.visible_to(asker.reader)
    mine = rows.filter(org__in=sending)
    sent = counted(rows.filter(sent_at__isnull=False)).select_related("org")
    page = Paginator(sent.order_by("closed_at", "-sent_at"), PER_PAGE).get_page(request.GET.get("page"))
    tally = tally_of(mine, asker.today.year)
    context = {
        "drafts": list(mine.filter(sent_at=None).select_related("org").order_by("-saved_at")),
        "page": page,
        "lines": [_sent(row, asker) for row in page],
        "may_send": bool(sending),
        "has_received": Receipt.objects.visible_to(asker.reader, "answer").exists(),
        "tally": tally,
        "this_month": sent_in(asker.today, tally),
        "year": asker.today.year,
        "said": SAID.get(request.GET.get("said", "")),
    }
    return render(request, "assignments/sent.html", context)


def _sent(row: Any, asker: Asker) -> dict[str, Any]:
    left = row.asked - row.answered
    if row.closed_at is not None:
        look, tag = "none", "已关闭"
    elif not left:
        look, tag = "done", "都回了"
    else:
        look, tag = due_words((row.due_on - asker.today).days)
    return {
        "look": look,
        "tag": tag,
        "title": row.title,
        "about": f"{row.org.name} · 最晚{row.due_on.month}月{row.due_on.day}日 · 已回 {row.answered} / {row.asked}",
        "href": reverse("assignment", args=[row.code]),
        "verb": "看谁没回" if left and row.closed_at is None else "看回复",
    }
