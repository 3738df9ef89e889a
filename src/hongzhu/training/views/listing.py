"""The trainings a reader may look at, the latest first."""

from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hongzhu.people.doors import asker_of, requires
from hongzhu.people.lists import list_out
from hongzhu.training.models import Training
from hongzhu.training.reach import readable
from hongzhu.training.words import days_words, hours_words, late_days

PER_PAGE: Final = 20
HEADS: Final = (
    ("日期", 22),
    ("主题", 34),
    ("类型", 12),
    ("单位", 26),
    ("学时", 12),
    ("参加人数", 10),
    ("情况", 12),
    ("编号", 18),
)
COLUMNS: Final = ("when", "title", "kind", "body", "hours", "comers", "state", "code")


@requires("read", "training")
@require_safe
def trainings(request: HttpRequest) -> HttpResponse:
    """The list: filtered by kind, year and words; a page of it costs the same however long it is."""
    asker = asker_of(request)
    chosen = _chosen(request)
    found = _filtered(readable(asker.reader), chosen)
    page = Paginator(found.order_by("-starts_on", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    asked = urlencode({name: value for name, value in chosen.items() if value})
    context = {
        "page": page,
        "rows": [_row(each) for each in page],
        "query": f"{asked}&" if asked else "",
        "export": f"{reverse('trainings_export')}?{asked}" if asker.reader.may("export", "training") else "",
        "chosen": chosen,
        "is_filtered": bool(asked),
        "kinds": Training.Kind.choices,
        "years": range(asker.today.year, asker.today.year - 6, -1),
        "is_recorder": asker.reader.may("create", "training"),
    }
    return render(request, "training/list.html", context)


@requires("export", "training")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """What the list shows with the same words in its address, on all its pages, as a workbook: own records only."""
    asker = asker_of(request)
    chosen = _chosen(request)
    own = Training.objects.visible_to(asker.reader, "export")
    found = _filtered(readable(asker.reader).filter(pk__in=own.values("pk")), chosen)
    rows = [_row(each) for each in found.order_by("-starts_on", "-pk")]
    said = [chosen["kind"] or "全部培训", f"{chosen['year'] or '各'}年"]
    said += [f"找“{chosen['q']}”"] if chosen["q"] else []
    return list_out(
        asker,
        "培训记录",
        about="，".join([*said, f"共 {len(rows)} 次"]),
        heads=HEADS,
        lines=[[str(row[name]) for name in COLUMNS] for row in rows],
    )


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:60] for name in ("kind", "year", "q")}


def _filtered(found: QuerySet[Training], chosen: dict[str, str]) -> QuerySet[Training]:
    if chosen["kind"] in Training.Kind.values:
        found = found.filter(kind=chosen["kind"])
    if chosen["year"].isdecimal() and len(chosen["year"]) == 4:
        found = found.filter(starts_on__year=int(chosen["year"]))
    if words := chosen["q"]:
        named = Q(org__name__contains=words) | Q(school__name__contains=words)
        found = found.filter(named | Q(title__contains=words) | Q(code__contains=words))
    return found.select_related("org", "school")


def _row(training: Training) -> dict[str, object]:
    body = training.org or training.school
    look, state = _state(training)
    return {
        "code": training.code,
        "when": f"{training.starts_on.year}年{days_words(training.starts_on, training.ends_on)}",
        "title": training.title,
        "kind": training.kind,
        "body": body.name if body else "没有写单位",
        "hours": hours_words(training.hours),
        "comers": training.comers,  # type: ignore[attr-defined]
        "look": look,
        "state": state,
    }


def _state(training: Training) -> tuple[str, str]:
    if training.withdrawn_at is not None:
        return "none", "已撤回"
    if training.entered_on is None:
        return "before", "旧簿导入"
    days = late_days(training)
    return "done", f"补记 {days} 天" if days else "已入簿"
