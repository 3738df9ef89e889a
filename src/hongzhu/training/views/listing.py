"""The trainings a reader may look at, the latest first."""

from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hongzhu.people.doors import asker_of, requires
from hongzhu.training.models import Training
from hongzhu.training.reach import readable
from hongzhu.training.words import days_words, hours_words, late_days

PER_PAGE: Final = 20


@requires("read", "training")
@require_safe
def trainings(request: HttpRequest) -> HttpResponse:
    """The list: filtered by kind, year and words; a page of it costs the same however long it is."""
    asker = asker_of(request)
    chosen = {name: request.GET.get(name, "").strip()[:60] for name in ("kind", "year", "q")}
    found = _filtered(readable(asker.reader), chosen)
    page = Paginator(found.order_by("-starts_on", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    asked = urlencode({name: value for name, value in chosen.items() if value})
    context = {
        "page": page,
        "rows": [_row(each) for each in page],
        "query": f"{asked}&" if asked else "",
        "chosen": chosen,
        "is_filtered": bool(asked),
        "kinds": Training.Kind.choices,
        "years": range(asker.today.year, asker.today.year - 6, -1),
        "is_recorder": asker.reader.may("create", "training"),
    }
    return render(request, "training/list.html", context)


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
