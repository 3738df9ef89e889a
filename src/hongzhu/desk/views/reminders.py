"""提醒: who would be told what, looked over, sent; a text for a chat group; what waits for an answer."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hongzhu.desk.filters import filters_of
from hongzhu.desk.grid import columns
from hongzhu.desk.periods import first_of_year
from hongzhu.desk.places import district_on
from hongzhu.desk.reminding import Drafts, drafts, letters
from hongzhu.desk.reminding_form import ChatForm, RemindForm
from hongzhu.kit.forms import Form
from hongzhu.ledger.in_force import pack_in_force
from hongzhu.ledger.stored import NotStored, stamped_pack, stored_days
from hongzhu.notices.actions import log_chat, send_reminders
from hongzhu.notices.models import Message
from hongzhu.notices.shown import shown
from hongzhu.obligations.pending import pending_for
from hongzhu.orgs.access import above_orgs
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.doors import Asker, asker_of, requires
from hongzhu.people.sheets import answer_once, done_once, key_of

LAST: Final = 5
"""messages sent before that are shown"""
NOT_NOW: Final = "现在看不了，请过一会儿再试。"


@requires("create", "notice")
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """All whose matters are late are chosen until somebody is taken out; sent as it stands when it is sent."""
    asker = asker_of(request)
    found, told = _drafts(request, asker)
    data = request.POST if request.method == "POST" else None
    form = RemindForm(data, today=asker.today, to_send=found.to_send, senders=_senders(asker))
    if data is not None and form.is_valid():

        def act() -> str:
            given = letters(found.to_send, form.cleaned_data["to"], form.cleaned_data["words"])
            return str(len(send_reminders(given, sender=form.sender(), by=asker.by, now=asker.now)))

        if answer := answer_once(request, form, asker, act, at=request.path):
            return HttpResponseRedirect(f"{reverse('reminders')}?sent={answer.text}")
    return _page(request, asker, found, told, form)


@requires("create", "notice")
@require_POST
def reminders_chat(request: HttpRequest) -> HttpResponse:
    """Note that the text was put into a group."""
    asker = asker_of(request)
    form = ChatForm(request.POST, today=asker.today)

    def act() -> object:
        return log_chat(form.cleaned_data["chat"], sender=_senders(asker)[0], by=asker.by, now=asker.now).pk

    done = done_once(request, form, asker, act, reverse("reminders"), "noted")
    found, told = _drafts(request, asker)
    asking = RemindForm(None, today=asker.today, to_send=found.to_send, senders=_senders(asker))
    return done or _page(request, asker, found, told, asking, chat=form)


def _senders(asker: Asker) -> list[PartyOrg]:
    """In whose name; whoever has the page has one at least."""
    found = above_orgs(asker.reader, "notice", "create")
    if not found:
        raise Http404
    return found


def _drafts(request: HttpRequest, asker: Asker) -> tuple[Drafts, str]:
    """What there is to say, of the schools that the address asks for, and which those are in words."""
    try:
        compiled, stamp = stamped_pack()
    except NotStored:
        raise Http404(NOT_NOW) from None
    since = max(stored_days(compiled)[0], first_of_year(asker.today))
    places = district_on(asker.today, asker.reader, with_people=False).lines
    filters = filters_of(request.GET, places, columns(compiled, asker.today))
    return drafts(asker.reader, compiled, stamp, asker.today, since, filters), filters.told


def _page(
    request: HttpRequest, asker: Asker, found: Drafts, told: str, form: RemindForm, chat: Form | None = None
) -> HttpResponse:
    rows = Message.objects.visible_to(asker.reader, "create").select_related("sender", "org", "school")
    sent = request.GET.get("sent", "")
    is_wrong = bool(form.errors or (chat and chat.errors))
    context = {
        "found": found,
        "told": told,
        "form": form,
        "chosen": set(form["to"].value() or ()),
        "chat": chat or ChatForm(today=asker.today, initial={"chat": found.chat}),
        "asked": pending_for(asker.reader, pack_in_force(), asker.today).asked,
        "before": shown(rows.order_by("-sent_at", "-pk")[:LAST], asker.reader, asker.today),
        "said": _said(sent, request.GET.get("said", "")),
        "key": key_of(request),
    }
    return render(request, "desk/reminders.html", context, status=422 if is_wrong else 200)


def _said(sent: str, said: str) -> str:
    if sent.isdecimal():
        return f"发出了 {sent} 封。各单位首页上有一行，办好的自动划掉；7 天内同一件事不会再发。"
    return "记下了。" if said == "noted" else ""
