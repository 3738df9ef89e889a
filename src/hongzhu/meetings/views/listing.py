"""The meetings a reader may look at, the latest first, and what was begun and not recorded."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hongzhu.kit.dates import moment, parse_date, short_date
from hongzhu.meetings.models import Draft, Meeting, MeetingKind
from hongzhu.meetings.reach import readable
from hongzhu.meetings.totals import with_totals
from hongzhu.meetings.upcoming import upcoming
from hongzhu.meetings.words import attendance_words, kinds_words
from hongzhu.orgs.access import Reader
from hongzhu.people.doors import Asker, asker_of, requires, requires_reader
from hongzhu.people.lists import list_out

PER_PAGE: Final = 20
HEADS: Final = (
    ("日期", 12),
    ("会议", 22),
    ("单位", 26),
    ("议程", 40),
    ("到会", 12),
    ("情况", 12),
    ("编号", 18),
)
COLUMNS: Final = ("kinds", "body", "about", "present", "state", "code")
STATES: Final = {
    "withdrawn": ("none", "已撤回"),
    "signed": ("done", "已确认"),
    "unsigned": ("open", "等签字"),
    "taken over": ("before", "旧簿导入"),
}
"""state → look and words"""


@requires_reader
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """The list: filtered by kind, year and words; a page of it costs the same however long it is."""
    asker = asker_of(request)
    chosen = _chosen(request)
    found = _filtered(with_totals(readable(asker.reader)), chosen)
    page = Paginator(found.order_by("-held_on", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    is_recorder = asker.reader.may("create", "meeting")
    drafts = _drafts(asker) if is_recorder else []
    asked = urlencode({name: value for name, value in chosen.items() if value})
    context = {
        "page": page,
        "rows": _rows(asker.reader, list(page)),
        "query": f"{asked}&" if asked else "",
        "export": f"{reverse('meetings_export')}?{asked}" if asker.reader.may("export", "meeting") else "",
        "chosen": chosen,
        "is_filtered": bool(asked),
        "kinds": Meeting.Kind.choices,
        "years": range(asker.today.year, asker.today.year - 6, -1),
        "drafts": drafts,
        "is_recorder": is_recorder,
        "is_announcer": asker.reader.may("create", "announcement"),
        "upcoming": upcoming(asker.reader),
    }
    return render(request, "meetings/list.html", context)


@requires("export", "meeting")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """What the list shows with the same words in its address, on all its pages, as a workbook: own records only."""
    asker = asker_of(request)
    chosen = _chosen(request)
    own = Meeting.objects.visible_to(asker.reader, "export")
    found = _filtered(with_totals(readable(asker.reader).filter(pk__in=own.values("pk"))), chosen)
    rows = _rows(asker.reader, list(found.order_by("-held_on", "-pk")))
    said = [dict(Meeting.Kind.choices).get(chosen["kind"], "全部会议"), f"{chosen['year'] or '各'}年"]
    said += [f"找“{chosen['q']}”"] if chosen["q"] else []
    return list_out(
        asker,
        "会议记录",
        about="，".join([*said, f"共 {len(rows)} 次"]),
        heads=HEADS,
        lines=[[row["day"].isoformat(), *(str(row[name]) for name in COLUMNS)] for row in rows],
    )


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:60] for name in ("kind", "year", "q")}


def _filtered(found: QuerySet[Meeting], chosen: dict[str, str]) -> QuerySet[Meeting]:
    if chosen["kind"] in Meeting.Kind.values:
        found = found.filter(kinds__kind=chosen["kind"])
    if chosen["year"].isdecimal() and len(chosen["year"]) == 4:
        found = found.filter(held_on__year=int(chosen["year"]))
    if chosen["q"]:
        words = chosen["q"]
        named = Q(org__name__contains=words) | Q(school__name__contains=words) | Q(code__contains=words)
        found = found.filter(named | Q(agenda__words__contains=words) | Q(resolutions__words__contains=words))
        found = found.distinct()
    return found.select_related("org", "school")


def _rows(reader: Reader, page: "Collection[Meeting]") -> list[dict[str, Any]]:
    kinds: dict[int, list[str]] = {}
    of_page = MeetingKind.objects.visible_to(reader).filter(meeting__in=list(page)).order_by("pk")
    for meeting, kind in of_page.values_list("meeting", "kind"):
        kinds.setdefault(meeting, []).append(kind)
    return [_row(meeting, kinds.get(meeting.pk, [])) for meeting in page]


def _row(meeting: Meeting, kinds: list[str]) -> dict[str, Any]:
    body = meeting.org or meeting.school
    look, words = STATES[_state(meeting)]
    return {
        "code": meeting.code,
        "day": meeting.held_on,
        "kinds": kinds_words(kinds),
        "body": body.name if body else "",
        "about": meeting.first_words or "",  # type: ignore[attr-defined]
        "present": attendance_words(meeting),
        "state": words,
        "look": look,
    }


def _state(meeting: Meeting) -> str:
    if meeting.withdrawn_at is not None:
        return "withdrawn"
    if meeting.is_signed:  # type: ignore[attr-defined]
        return "signed"
    return "unsigned" if meeting.entered_on else "taken over"


def _drafts(asker: Asker) -> list[dict[str, object]]:
    found = (
        Draft.objects.visible_to(asker.reader, "create").select_related("org", "school").order_by("-saved_at")
    )
    return [
        {
            "key": draft.key,
            "body": (draft.org or draft.school).name,  # type: ignore[union-attr]
            "what": _what(draft, asker.today),
            "saved_at": moment(draft.saved_at),
        }
        for draft in found[:5]
    ]


def _what(draft: Draft, today: date) -> str:
    """11月20日 支部委员会; a day that cannot be read stands as it was typed."""
    fields = draft.fields
    kind = (fields.get("kind") or [""])[0]
    label = Meeting.Kind(kind).label if kind in Meeting.Kind.values else "还没选是什么会"
    return f"{_typed_day((fields.get('held_on') or [''])[0], today)} {label}".strip()


def _typed_day(typed: str, today: date) -> str:
    try:
        return short_date(parse_date(typed, today))
    except ValueError:
        return typed
