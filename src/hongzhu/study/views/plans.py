"""The study plans a reader may look at, the latest year first."""

from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hongzhu.people.doors import asker_of, requires
from hongzhu.people.lists import list_out
from hongzhu.study.models import StudyPlan
from hongzhu.study.reach import readable_plans
from hongzhu.study.words import day_words, state_of

PER_PAGE: Final = 20
HEADS: Final = (("年度", 10), ("单位", 30), ("制定日期", 20), ("情况", 14))


@requires("read", "plan")
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The list, filtered by year and organisation; a page of it costs the same however long it is."""
    asker = asker_of(request)
    chosen = _chosen(request)
    found = _filtered(readable_plans(asker.reader), chosen)
    page = Paginator(found.order_by("-year", "org__code", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    asked = urlencode({name: value for name, value in chosen.items() if value})
    context = {
        "page": page,
        "rows": [_row(each) for each in page],
        "query": f"{asked}&" if asked else "",
        "chosen": chosen,
        "is_filtered": bool(asked),
        "years": range(asker.today.year + 1, asker.today.year - 6, -1),
        "is_recorder": asker.reader.may("create", "plan"),
        "export": f"{reverse('plans_export')}?{asked}" if asker.reader.may("export", "plan") else "",
    }
    return render(request, "study/plans.html", context)


@requires("export", "plan")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """What the list shows with the same words in its address, on all its pages, as a workbook."""
    asker = asker_of(request)
    chosen = _chosen(request)
    own = StudyPlan.objects.visible_to(asker.reader, "export")
    found = _filtered(readable_plans(asker.reader).filter(pk__in=own.values("pk")), chosen)
    rows = [_row(each) for each in found.order_by("-year", "org__code", "-pk")]
    said = [f"{chosen['year'] or '各'}年", *([f"单位含“{chosen['q']}”"] if chosen["q"] else [])]
    return list_out(
        asker,
        "学习计划",
        about="，".join([*said, f"共 {len(rows)} 份"]),
        heads=HEADS,
        lines=[[str(row[name]) for name in ("year", "org", "decided", "state")] for row in rows],
    )


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:60] for name in ("year", "q")}


def _filtered(found: QuerySet[StudyPlan], chosen: dict[str, str]) -> QuerySet[StudyPlan]:
    if chosen["year"].isdecimal() and len(chosen["year"]) == 4:
        found = found.filter(year=int(chosen["year"]))
    if chosen["q"]:
        found = found.filter(org__name__contains=chosen["q"])
    return found.select_related("org")


def _row(plan: StudyPlan) -> dict[str, object]:
    look, state = state_of(plan.withdrawn_at, plan.entered_on, plan.decided_on)
    return {
        "key": plan.pk,
        "year": plan.year,
        "org": plan.org.name,
        "decided": day_words(plan.decided_on),
        "is_in_meeting": plan.meeting_id is not None,
        "look": look,
        "state": state,
    }
