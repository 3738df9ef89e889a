"""通知开会, 改通知: the short form, prefilled from the last meeting of the kind."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hongzhu.meetings.actions import announce_meeting, change_announcement
from hongzhu.meetings.forms import AnnounceForm, Kinds
from hongzhu.meetings.kinds import other_kinds, usual_kinds
from hongzhu.meetings.models import Meeting
from hongzhu.meetings.reach import own_bodies, own_body
from hongzhu.meetings.recalling import place_and_time
from hongzhu.meetings.upcoming import announcements, kinds_of
from hongzhu.orgs.bodies import Body, named
from hongzhu.people.doors import Asker, asker_of, requires, requires_reader
from hongzhu.people.sheets import answer_once, key_of, number_of

TITLE: Final = "通知开会"
ABOUT: Final = "通知了谁，按那天的名单定；他们在首页点“能来”或“请假”。"
NAMES: Final = {"kinds": "kind", "body": "kind", "code": "kind"}
"""field of the entry → field of the form"""


@requires("create", "announcement")
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: HttpRequest) -> HttpResponse:
    """Announce a meeting."""
    asker = asker_of(request)
    bodies = own_bodies(asker.reader, "announcement")
    body = _body(request, asker) or next(iter(bodies), None)
    if body is None:
        raise Http404("没有归您通知的单位。")
    address, others = _address(body), [(each.name, _address(each)) for each in bodies if each != body]
    if request.method != "POST":
        form = _form(asker, body, initial=_initial(request, asker, body))
        return _page(request, body, form, address, others)
    form = _form(asker, body, data=request.POST)

    def act() -> str:
        return announce_meeting(form.entry(code="", body=body.code), by=asker.by, now=asker.now).code

    answer = answer_once(request, form, asker, act, names=NAMES) if form.is_valid() else None
    if answer is None:
        return _page(request, body, form, address, others, status=422)
    return HttpResponseRedirect(f"{reverse('announcement', args=[answer.text])}?said=announced")


@requires_reader
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Say another day, hour, place or agenda."""
    asker = asker_of(request)
    found = get_object_or_404(announcements(asker.reader), code=code)
    if not found.may_change or not found.is_open:  # type: ignore[attr-defined]
        raise PermissionDenied
    body, address = found.body, reverse("announcement_change", args=[code])
    if request.method != "POST":
        kind, *joined = kinds_of(asker.reader, [found])[found.pk]
        plain = {name: getattr(found, name) for name in ("held_on", "starts_at", "place", "agenda")}
        form = _form(asker, body, initial=plain | {"kind": kind, "joined": joined})
        return _page(request, body, form, address, was=found.version)
    form = _form(asker, body, data=request.POST)
    was = number_of(request.POST.get("was", ""))

    def act() -> str:
        entry = form.entry(code=code, body=body.code)
        return change_announcement(found, entry, version=was, by=asker.by, now=asker.now).code

    if not form.is_valid() or answer_once(request, form, asker, act, names=NAMES, at=code) is None:
        return _page(request, body, form, address, was=was, status=422)
    return HttpResponseRedirect(f"{reverse('announcement', args=[code])}?said=changed")


def _form(asker: Asker, body: Body, **words: Any) -> AnnounceForm:
    usual, others = ([(each.value, each.label) for each in of(body)] for of in (usual_kinds, other_kinds))
    return AnnounceForm(today=asker.today, choices=Kinds(usual=usual, others=others), **words)


def _initial(request: HttpRequest, asker: Asker, body: Body) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    if kind not in Meeting.Kind.values:
        kind = usual_kinds(body)[0]
    place, starts_at = place_and_time(asker.reader, body, kind)
    return {"kind": kind, "place": place, "starts_at": starts_at}


def _page(
    request: HttpRequest,
    body: Body,
    form: AnnounceForm,
    address: str,
    others: Sequence[tuple[str, str]] = (),
    *,
    was: int = 0,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "title": "改通知" if was else TITLE,
        "about": ABOUT,
        "verb": "保存" if was else TITLE,
        "body_name": body.name,
        "others": others,
        "address": address,
        "key": key_of(request),
        "was": was,
    }
    return render(request, "meetings/announce.html", context, status=status)


def _body(request: HttpRequest, asker: Asker) -> Body | None:
    """The body of ?body=org:D001; nothing where none was named. Raises Http404 for another's."""
    kind, _, code = request.GET.get("body", "").partition(":")
    if not code:
        return None
    found = own_body(asker.reader, kind, code, "announcement")
    if found is None:
        raise Http404("没有这个单位，或者不归您通知。")
    return found


def _address(body: Body) -> str:
    return f"{reverse('announcement_new')}?{urlencode({'body': named(body)}, safe=':')}"
