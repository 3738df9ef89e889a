"""The sheets of study plans: a new one, one put right."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hongzhu.kit.dates import date_words
from hongzhu.meetings.models import Meeting
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.doors import Asker, asker_of, requires, requires_reader
from hongzhu.people.sheets import (
    Panel,
    answer_once,
    as_typed,
    before_saving,
    computed,
    day_of,
    key_of,
    late_words,
    number_of,
)
from hongzhu.study import actions
from hongzhu.study.feeding import preview_plan
from hongzhu.study.forms import AmendPlanForm, PlanForm
from hongzhu.study.models import StudyPlan

from .choosing import address_of, choose, org_named
from .plan import found_plan

TITLE: Final = "登记学习计划"
ABOUT: Final = "一年一份。带星号的必填。"
NAMES: Final = {"org": "year"}
"""field of the entry → field of the form"""
LATELY: Final = timedelta(days=400)
MOST_MEETINGS: Final = 40
Made = Callable[..., PlanForm]


@requires("create", "plan")
@require_http_methods(["GET", "HEAD", "POST"])
def new_plan(request: HttpRequest) -> HttpResponse:
    """Record the plan of a year."""
    asker, sent = asker_of(request), request.POST
    org = org_named(request, asker, "plan")
    if org is None:
        return choose(request, asker, "plan", title=TITLE, about="先选是哪个单位的计划。")
    meetings = _meetings(asker, org)
    years = range(asker.today.year + 1, asker.today.year - 3, -1)

    def made(*data: QueryDict, **words: Any) -> PlanForm:
        return PlanForm(*data, today=asker.today, years=years, meetings=meetings, **words)

    words: dict[str, Any] = {
        "title": TITLE,
        "about": ABOUT,
        "verb": "保存并入簿",
        "address": address_of(org, "plan"),
        "was": 0,
    }
    words |= {"place": org.name}
    if request.method != "POST":
        on = day_of(request.GET.get("on", ""), asker.today)
        return _page(request, made(initial={"year": on.year, "decided_on": on}), before_saving(), **words)
    if "live" in sent or "preview" in sent:
        return _previewed(request, asker, made, org, None, words)
    form = made(sent)
    if not form.is_valid():
        return _page(request, form, before_saving(), status=422, **words)

    def act() -> str:
        return str(actions.record_plan(form.entry(org.code), by=asker.by, now=asker.now).pk)

    answer = answer_once(request, form, asker, act, names=NAMES)
    if answer is None:
        return _page(request, form, before_saving(), status=422, **words)
    return HttpResponseRedirect(f"{reverse('plan', args=[int(answer.text)])}?saved=1")


@requires_reader
@require_http_methods(["GET", "HEAD", "POST"])
def amend_plan(request: HttpRequest, key: int) -> HttpResponse:
    """Put a plan right."""
    asker, sent = asker_of(request), request.POST
    plan = found_plan(asker, key)
    if not plan.may_change or plan.withdrawn_at is not None:  # type: ignore[attr-defined]
        raise PermissionDenied
    stored = actions.plan_entry_of(plan)
    meetings = _meetings(asker, plan.org)
    if stored.meeting and stored.meeting not in dict(meetings):
        meetings.append((stored.meeting, stored.meeting))
    years = sorted({plan.year, *range(asker.today.year - 2, asker.today.year + 2)}, reverse=True)

    def made(*data: QueryDict, **words: Any) -> PlanForm:
        return AmendPlanForm(*data, today=asker.today, years=years, meetings=meetings, **words)

    was = number_of(sent.get("was", "")) or plan.version
    words: dict[str, Any] = {
        "title": f"更正：{plan.year}年学习计划",
        "about": "原来的一稿会留着。带星号的必填。",
        "was": was,
    }
    words |= {"verb": "保存更正", "address": reverse("plan_amend", args=[key]), "place": plan.org.name}
    if request.method != "POST":
        stands = {"year": plan.year, "decided_on": plan.decided_on, "words": plan.words}
        return _page(
            request, made(initial=stands | {"meeting": stored.meeting or ""}), before_saving(), **words
        )
    if "live" in sent or "preview" in sent:
        return _previewed(request, asker, made, plan.org, plan, words)
    form = made(sent)
    if not form.is_valid():
        return _page(request, form, before_saving(), status=422, **words)

    def act() -> str:
        entry, reason = form.entry(plan.org.code), form.cleaned_data["reason"]
        return str(actions.amend_plan(plan, entry, reason=reason, by=asker.by, now=asker.now, version=was).pk)

    if answer_once(request, form, asker, act, names=NAMES) is None:
        return _page(request, form, before_saving(), status=422, **words | {"was": plan.version})
    return HttpResponseRedirect(f"{reverse('plan', args=[key])}?said=amended")


def _previewed(
    request: HttpRequest,
    asker: Asker,
    made: Made,
    org: PartyOrg,
    plan: StudyPlan | None,
    words: dict[str, Any],
) -> HttpResponse:
    """看看会记到哪里, with scripts or without."""
    form = made(request.POST)
    panel = computed(
        form,
        lambda: preview_plan(form.entry(org.code), by=asker.by, now=asker.now, replacing=plan),
        lambda: [("入簿", f"{form.cleaned_data['year']}年学习计划")],
    )
    if form.is_valid() and plan is None:
        panel.late = late_words(form.cleaned_data["decided_on"], asker.today, "制定的计划")
    if "live" in request.POST:
        return render(request, "study/panel.html", {"panel": panel})
    again = made()
    again.initial = as_typed(again, request.POST)
    return _page(request, again, panel, **words)


def _page(
    request: HttpRequest, form: PlanForm, panel: Panel, *, status: int = 200, **words: Any
) -> HttpResponse:
    context = {"form": form, "panel": panel, "key": key_of(request)}
    return render(request, "study/plan_sheet.html", context | words, status=status)


def _meetings(asker: Asker, org: PartyOrg) -> list[tuple[str, str]]:
    """(code, words) of the organisation's meetings of the last year, the latest first."""
    held = Meeting.objects.visible_to(asker.reader).filter(org=org, withdrawn_at__isnull=True)
    rows = held.filter(held_on__gte=asker.today - LATELY).order_by("-held_on", "-pk")
    found = list(rows[:MOST_MEETINGS])
    kinds: dict[int, list[str]] = {}
    for key, kind in rows.filter(pk__in=[each.pk for each in found]).values_list("pk", "kinds__kind"):
        kinds.setdefault(key, []).append(Meeting.Kind(kind).label)
    return [(each.code, f"{date_words(each.held_on)} {'、'.join(kinds.get(each.pk, []))}") for each in found]
