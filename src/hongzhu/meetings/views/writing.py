"""Writing a meeting down: the blank sheet, drafts, what it would feed, and into the book."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongzhu.audit.actions import Conflict, answers_before, once
from hongzhu.kit.dates import parse_date
from hongzhu.ledger.entries import Refused
from hongzhu.meetings.actions import DraftConflict, discard_draft, record_meeting, save_draft
from hongzhu.meetings.forms import MeetingForm
from hongzhu.meetings.kinds import usual_kinds
from hongzhu.meetings.models import Announcement, Attendance, Draft, Meeting
from hongzhu.meetings.reach import own_bodies, own_body
from hongzhu.meetings.recalling import like_last, of_body, on_leave_from, open_points
from hongzhu.meetings.upcoming import kinds_of
from hongzhu.orgs.bodies import Body, named
from hongzhu.people.doors import Asker, asker_of, requires_reader

from .drafting import conflict_page, recorded_from, saved_by, saved_words
from .panel import Panel, before_saving, computed
from .refusing import put_refusal
from .sheet import Sheet, as_sent, live_context, sheet_context, typed

State = Attendance.State
TITLE: Final = "记一次会议"
ABOUT: Final = "带星号的必填，其余可以空着。写的内容每 20 秒自动存稿。"
SAME_WITHIN: Final = timedelta(days=1)
SENT_BEFORE: Final = "这张表单已经入过簿，这一次没有再存。要改，请到那一次会议的页上点“更正”。"


@requires_reader
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The sheet of a new meeting; where it is sent, too."""
    body = _body(request)
    if body is None:
        return _choose(request)
    sheet = _sheet(request, body)
    if request.method != "POST":
        return _page(request, sheet, _blank(request, sheet), key=uuid4().hex)
    step = next((step for name, step in STEPS.items() if name in request.POST), _save)
    return step(request, sheet)


@requires_reader
@require_safe
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """Go on with a draft."""
    found, body = _found(request, key)
    sheet = _sheet(request, body)
    form = sheet.again(as_sent(found.fields))
    said = "草稿存好了，还没有入簿。" if "said" in request.GET else ""
    return _page(
        request, sheet, form, key=key, version=found.version, saved=saved_words(found.saved_at), said=said
    )


@requires_reader
@require_POST
def drop_draft(request: HttpRequest, key: str) -> HttpResponse:
    """Throw a draft away."""
    found, body = _found(request, key)
    discard_draft(key=found.key, body=body)
    return HttpResponseRedirect(reverse("meetings"))


def _found(request: HttpRequest, key: str) -> tuple[Draft, Body]:
    drafts = Draft.objects.visible_to(asker_of(request).reader, "create").select_related("org", "school")
    found = get_object_or_404(drafts, key=key)
    body = found.org or found.school
    assert body is not None
    return found, body


def _blank(request: HttpRequest, sheet: Sheet) -> MeetingForm:
    """The sheet as the last meeting of the kind would have it."""
    if found := _announced(request, sheet, request.GET.get("announced", "")):
        return _as_announced(request, sheet, found)
    kind = request.GET.get("kind", "")
    if kind not in Meeting.Kind.values:
        kind = usual_kinds(sheet.body)[0]
    on = _day(request.GET.get("on", ""), sheet.today)
    last = like_last(asker_of(request).reader, sheet.body, kind, sheet.gathering.everybody(on))
    initial = {
        "kind": kind,
        "held_on": on,
        "place": last.place,
        "chair": last.chair,
        "recorder": last.recorder,
    }
    item, about = request.GET.get("item", "").strip()[:200], request.GET.get("about", "")[:80]
    if item:
        initial |= {"agenda": item, "carried": [f"{about}|{item}"] if about else []}
    return sheet.blank([kind], on, initial)


def _announced(request: HttpRequest, sheet: Sheet, code: str) -> Announcement | None:
    """What called the meeting, where it still waits for its record."""
    found = Announcement.objects.visible_to(asker_of(request).reader, "change")
    announced = found.filter(of_body(sheet.body), code=code).first() if code else None
    return announced if announced and announced.is_open else None


def _as_announced(request: HttpRequest, sheet: Sheet, announced: Announcement) -> MeetingForm:
    """The sheet as the meeting was called: whoever asked for leave is on leave, everybody else present."""
    reader, on = asker_of(request).reader, min(announced.held_on, sheet.today)
    kinds, leaving = kinds_of(reader, [announced])[announced.pk], on_leave_from(reader, announced)
    people = [each for each in sheet.gathering.everybody(on) if each.code not in leaving]
    last = like_last(reader, sheet.body, kinds[0], people)
    initial = {
        "announced": announced.code,
        "kind": kinds[0],
        "joined": kinds[1:],
        "held_on": on,
        "starts_at": announced.starts_at,
        "place": announced.place,
        "chair": last.chair,
        "recorder": last.recorder,
        "agenda": announced.agenda,
        "who": dict.fromkeys(leaving, State.ON_LEAVE.value),
    }
    return sheet.blank(kinds, on, initial)


def _again(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The same, with the list of another day or kind, or one more row."""
    form = sheet.again(request.POST, more=int("add" in request.POST))
    return _page(request, sheet, form)


def _preview(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """看看会记到哪里, without scripts."""
    form = sheet.checked(request.POST)
    panel = computed(form, sheet.body, asker_of(request))
    return _page(request, sheet, sheet.again(request.POST), panel=panel)


def _live(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The same as somebody writes: the panel, and the list of people where it has become another."""
    shown = sheet.again(request.POST)
    panel = computed(sheet.relisted(request.POST, shown), sheet.body, asker_of(request))
    return render(
        request, "meetings/live.html", live_context(request, _address(sheet.body), sheet, shown, panel)
    )


def _autosave(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Keep what was written so far; say when, or who has written meanwhile."""
    try:
        kept = _keep(request, sheet)
    except DraftConflict as conflict:
        who = saved_by(conflict.theirs) if conflict.theirs else ""
        context = {
            "version": request.POST.get("version", ""),
            "saved_words": "",
            "is_stale": True,
            "who": who,
        }
    else:
        context = {"version": kept.version, "saved_words": saved_words(kept.saved_at), "is_stale": False}
    return render(request, "meetings/saved.html", context)


def _draft(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """先存草稿."""
    try:
        kept = _keep(request, sheet)
    except DraftConflict as conflict:
        theirs, page = conflict.theirs, request.POST.get("page", "")
        if theirs and page and theirs.fields.get("page") == [page]:
            kept = _keep(request, sheet, theirs.version)  # the same page's autosave came first
            return _to_draft(kept)
        return _both(request, sheet, conflict)
    return _to_draft(kept)


def _to_draft(kept: Draft) -> HttpResponse:
    return HttpResponseRedirect(reverse("meeting_draft", args=[kept.key]) + "?said=1")


def _keep(request: HttpRequest, sheet: Sheet, version: int | None = None) -> Draft:
    """Save the draft. Raises DraftConflict, also where the form is in the book by now."""
    asker, key, content = asker_of(request), _key(request), typed(request.POST)
    content["page"] = [request.POST.get("page", "")[:64]]
    if recorded_from(key):
        raise DraftConflict(mine=content, theirs=None)
    version = _version(request) if version is None else version
    return save_draft(key=key, body=sheet.body, content=content, version=version, by=asker.by, now=asker.now)


def _both(request: HttpRequest, sheet: Sheet, conflict: DraftConflict) -> HttpResponse:
    form = sheet.again(request.POST)
    return conflict_page(request, conflict, form, _address(sheet.body), _key(request))


def _save(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Into the book: once, however often it is sent."""
    form, asker, key = sheet.checked(request.POST), asker_of(request), _key(request)
    if not form.is_valid():
        return _page(request, sheet, form, status=422)

    def act() -> str:
        _check_draft(request, sheet, asker)
        if code := _already(request, sheet, asker):
            return code
        entry = form.entry(code="", body=sheet.body.code)
        announced = _announced(request, sheet, form.cleaned_data["announced"])
        meeting = record_meeting(entry, announced=announced, by=asker.by, now=asker.now)
        discard_draft(key=key, body=sheet.body)
        return meeting.code

    try:
        answer = once(
            key=key, user=str(asker.by.user_id), content=typed(request.POST), now=asker.now, act=act
        )
    except Refused as refused:
        put_refusal(form, refused)
        return _page(request, sheet, form, status=422)
    except DraftConflict as conflict:
        return _both(request, sheet, conflict)
    except Conflict:
        form.add_error(None, SENT_BEFORE)
        return _page(request, sheet, form, status=422, recorded=recorded_from(key))
    return HttpResponseRedirect(f"{reverse('meeting', args=[answer.text])}?{urlencode({'saved': key})}")


def _already(request: HttpRequest, sheet: Sheet, asker: Asker) -> str:
    """The meeting this user recorded within a day with the very same words, from a sheet of another key.

    Whoever goes back in the browser after saving has a new sheet with the old words.
    """
    codes = answers_before(
        user=str(asker.by.user_id), content=typed(request.POST), since=asker.now - SAME_WITHIN
    )
    found = Meeting.objects.visible_to(asker.reader, "create").filter(of_body(sheet.body), code__in=codes)
    return found.filter(withdrawn_at__isnull=True).values_list("code", flat=True).first() or ""


def _check_draft(request: HttpRequest, sheet: Sheet, asker: Asker) -> None:
    """Raise DraftConflict where somebody else has written on, or recorded it, since the sheet was opened.

    One's own autosave may overtake one's own saving.
    """
    version = _version(request)
    if not version:
        return
    drafts = Draft.objects.visible_to(asker.reader, "create").select_for_update()
    found = drafts.filter(of_body(sheet.body), key=_key(request)).first()
    if found is None or (found.version != version and found.user_id != asker.by.user_id):
        raise DraftConflict(mine=typed(request.POST), theirs=found)


STEPS: Final[dict[str, Callable[[HttpRequest, Sheet], HttpResponse]]] = {
    "live": _live,
    "autosave": _autosave,
    "draft": _draft,
    "list": _again,
    "add": _again,
    "preview": _preview,
}


def _page(
    request: HttpRequest,
    sheet: Sheet,
    form: MeetingForm,
    *,
    key: str = "",
    version: int | None = None,
    saved: str = "",
    said: str = "",
    panel: Panel | None = None,
    recorded: str = "",
    status: int = 200,
) -> HttpResponse:
    context = sheet_context(_address(sheet.body), sheet, form, panel or before_saving(form)) | {
        "title": TITLE,
        "about": ABOUT,
        "verb": "保存并入簿",
        "key": key or _key(request),
        "page": request.POST.get("page", "")[:64] or uuid4().hex,
        "version": _version(request) if version is None else version,
        "saved_words": saved,
        "said": said,
        "recorded": recorded,
        "is_stale": False,
        "reader": asker_of(request).reader,
    }
    return render(request, "meetings/sheet.html", context, status=status)


def _sheet(request: HttpRequest, body: Body) -> Sheet:
    asker = asker_of(request)
    return Sheet(body=body, today=asker.today, open_points=open_points(asker.reader, body))


def _body(request: HttpRequest) -> Body | None:
    """The body of ?body=org:D001; nothing where none was named. Raises Http404 for another's."""
    kind, _, code = request.GET.get("body", "").partition(":")
    if not code:
        return None
    found = own_body(asker_of(request).reader, kind, code)
    if found is None:
        raise Http404("没有这个单位，或者不归您记录。")
    return found


def _choose(request: HttpRequest) -> HttpResponse:
    """Whose meeting it is, where somebody records for several."""
    bodies = own_bodies(asker_of(request).reader)
    if len(bodies) == 1:
        rest = {name: str(value) for name, value in request.GET.items() if name != "body"}
        return HttpResponseRedirect(_address(bodies[0], **rest))
    rows = [(body.name, _address(body)) for body in bodies]
    return render(request, "meetings/choose.html", {"rows": rows, "title": TITLE})


def _address(body: Body, **more: str) -> str:
    return f"{reverse('meeting_new')}?{urlencode({'body': named(body), **more})}"


def _key(request: HttpRequest) -> str:
    return request.POST.get("key", "")[:64] or uuid4().hex


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _day(text: str, today: date) -> date:
    try:
        return min(parse_date(text, today), today)
    except ValueError:
        return today
