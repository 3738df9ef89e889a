"""更正: the sheet filled with what stands; the version before stays readable."""

from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hongzhu.audit.actions import Conflict, once
from hongzhu.ledger.entries import Refused
from hongzhu.meetings.actions import ALL, MeetingEntry, amend_meeting, entry_of
from hongzhu.meetings.forms import AmendForm, ConfirmedAmendForm, MeetingForm, carry, resolution_initial
from hongzhu.meetings.models import Meeting
from hongzhu.meetings.reach import readable
from hongzhu.meetings.recalling import named_in, open_points
from hongzhu.meetings.signed import is_confirmed
from hongzhu.meetings.words import kinds_words
from hongzhu.people.doors import Asker, asker_of, requires_reader

from .panel import Panel, before_saving, computed
from .refusing import put_refusal
from .sheet import Listed, Sheet, live_context, sheet_context, typed

TITLE: Final = "更正"
ABOUT: Final = "原来的一稿会留着，谁都能看到改了什么。带星号的必填。"
CHANGED: Final = "您打开以后，别人更正过这条记录。您写的都在下面；看过现在的一稿，再按一次保存，就用您写的。"


@requires_reader
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, code: str) -> HttpResponse:
    """Put a record right."""
    asker = asker_of(request)
    meeting = get_object_or_404(readable(asker.reader).select_related("org", "school"), code=code)
    if not meeting.may_change or meeting.withdrawn_at is not None:  # type: ignore[attr-defined]
        raise PermissionDenied
    stored = entry_of(meeting)
    sheet = _sheet(asker, meeting, stored)
    if request.method != "POST":
        form = sheet.blank(stored.kinds, stored.held_on, _initial(stored), rows=len(stored.resolutions))
        return _page(request, sheet, meeting, form)
    if "live" in request.POST:
        return _live(request, asker, sheet, meeting)
    if "list" in request.POST or "add" in request.POST:
        return _page(request, sheet, meeting, sheet.again(request.POST, more=int("add" in request.POST)))
    if "preview" in request.POST:
        panel = computed(sheet.checked(request.POST), sheet.body, asker, meeting)
        return _page(request, sheet, meeting, sheet.again(request.POST), panel=panel)
    return _save(request, asker, sheet, meeting)


def _sheet(asker: Asker, meeting: Meeting, stored: MeetingEntry) -> Sheet:
    body = meeting.org or meeting.school
    assert body is not None
    named = named_in(asker.reader, stored)
    attending = {person for person, _state, _field in stored.named()}
    is_listed = stored.present is not ALL
    return Sheet(
        body=body,
        today=asker.today,
        open_points=open_points(asker.reader, body, of=meeting),
        form_class=ConfirmedAmendForm if is_confirmed(meeting) else AmendForm,
        listed=Listed(
            kinds=frozenset(stored.kinds) if is_listed else frozenset(),
            on=stored.held_on,
            people=[each for each in named if each.code in attending],
            others=named,
            matters=[each.matter for each in stored.resolutions],
            subjects=[each.subject for each in stored.resolutions if each.subject],
        ),
    )


def _initial(stored: MeetingEntry) -> dict[str, Any]:
    """What stands, as the sheet shows it."""
    plain = ("held_on", "starts_at", "ends_at", "place", "minutes")
    initial: dict[str, Any] = {name: getattr(stored, name) for name in plain}
    initial |= {
        "kind": stored.kinds[0],
        "joined": list(stored.kinds[1:]),
        "chair": stored.chair or "",
        "recorder": stored.recorder or "",
        "who": {person: str(state) for person, state, _field in stored.named()},
        "agenda": "\n".join(each.words for each in stored.agenda),
        "carried": [carry(each) for each in stored.agenda if each.subject],
        "closes": [str(key) for key in stored.closes],
        "hours": Decimal(stored.hours) / 10 if stored.hours else None,
    }
    for number, each in enumerate(stored.resolutions):
        initial |= {
            f"r{number}-{name}": value for name, value in resolution_initial(each, stored.kinds).items()
        }
    return initial


def _live(request: HttpRequest, asker: Asker, sheet: Sheet, meeting: Meeting) -> HttpResponse:
    shown = sheet.again(request.POST)
    panel = computed(sheet.relisted(request.POST, shown), sheet.body, asker, meeting)
    return render(
        request, "meetings/live.html", live_context(request, _address(meeting), sheet, shown, panel)
    )


def _save(request: HttpRequest, asker: Asker, sheet: Sheet, meeting: Meeting) -> HttpResponse:
    form = sheet.checked(request.POST)
    assert isinstance(form, AmendForm)
    if not form.is_valid():
        return _page(request, sheet, meeting, form, status=422)
    entry = form.entry(code=meeting.code, body=sheet.body.code)

    def act() -> str:
        reason, was = form.cleaned_data["reason"], _number(request.POST.get("was", ""))
        return amend_meeting(meeting, entry, reason=reason, by=asker.by, now=asker.now, version=was).code

    try:
        once(
            key=request.POST.get("key", ""),
            user=str(asker.by.user_id),
            content=typed(request.POST),
            now=asker.now,
            act=act,
        )
    except Refused as refused:
        if refused.field != "version":
            put_refusal(form, refused)
            return _page(request, sheet, meeting, form, status=422)
        form.add_error(None, CHANGED)
        return _page(request, sheet, meeting, form, recorded=meeting.code, status=422)
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        return _page(request, sheet, meeting, form, status=422)
    return HttpResponseRedirect(f"{reverse('meeting', args=[meeting.code])}?said=amended")


def _page(
    request: HttpRequest,
    sheet: Sheet,
    meeting: Meeting,
    form: MeetingForm,
    *,
    panel: Panel | None = None,
    recorded: str = "",
    status: int = 200,
) -> HttpResponse:
    was = _number(request.POST.get("was", "")) if not recorded else meeting.version
    context = sheet_context(_address(meeting), sheet, form, panel or before_saving(form)) | {
        "title": f"{TITLE}：{kinds_words(form.choices.kinds)}",
        "about": ABOUT,
        "verb": "保存更正",
        "key": request.POST.get("key", "") or uuid4().hex,
        "was": was or meeting.version,
        "recorded": recorded,
        "replaced": meeting,
    }
    return render(request, "meetings/sheet.html", context, status=status)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _address(meeting: Meeting) -> str:
    return reverse("meeting_amend", args=[meeting.code])
