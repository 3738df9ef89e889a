"""政策条款: the document with the live state beside each clause, layers side by side, what the district decides."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hongzhu.accounts.actor import actor_of
from hongzhu.accounts.models import User
from hongzhu.audit.actions import Conflict, once
from hongzhu.desk.answering import difference_of_answers
from hongzhu.desk.decision_form import AnswersForm, CalendarForm, DecisionForm, LayerForm
from hongzhu.desk.periods import first_of_year
from hongzhu.desk.places import Place, district_on, district_place
from hongzhu.desk.policy import (
    SHOWN,
    Looks,
    asks,
    decided_words,
    layer_lines,
    layer_values,
    looks_of,
    looks_on,
    own_duties,
    subject_words,
    tree,
)
from hongzhu.desk.words import LOOKS, clause_label, look_of
from hongzhu.ledger import in_force
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.stored import stored_pack, stored_standing
from hongzhu.obligations.access import may_decide
from hongzhu.obligations.actions import DecisionEntry, decide
from hongzhu.obligations.models import DistrictDecision
from hongzhu.orgs.access import Reader
from hongzhu.people.doors import reader_on, requires
from hongzhu.policy.days import to_day
from hongzhu.policy.deciding import ANSWERS, CALENDAR, LAYERS, OpenDuty, answer_days, open_duties
from hongzhu.policy.layers import LAYERS as LAYER_NAMES
from hongzhu.policy.pack import Pack

from .asking import Asked, asks_a_day, page

REASON: Final = "试算"
"""stands where a decision wants a reason while it is only tried; nobody will ever read it"""


@asks_a_day
@requires("read", "policy")
def policy(request: HttpRequest, reader: Reader, asked: Asked) -> HttpResponse:
    """The document as a tree."""
    only = request.GET.get("only", "")
    every = _places(reader, asked, is_superior=request.seat.is_superior)  # type: ignore[attr-defined]
    school = request.GET.get("school", "")
    places = [place for place in every if (place.kind, place.code) == ("school", school)] or every
    schools = [(place.code, place.name) for place in every if place.kind == "school" and not place.is_gone]
    subjects = _addresses(places)
    above = in_force.resolved_pack(in_force.known_layers())
    nodes = tree(
        asked.compiled,
        _looks_at(asked, subjects, is_many=len(places) > 1),
        subjects,
        on=asked.on,
        above=above,
        only=only if only in SHOWN else "",
    )
    waiting = [each for each in open_duties(asked.compiled.pack, asked.on) if not each.duty.confirmed]
    return page(
        request,
        "policy",
        asked,
        nodes=nodes,
        shown=SHOWN.items(),
        only=only,
        waiting=len(waiting),
        whose=_whose(places),
        several=len(places) > 1,
        schools=schools if len(schools) > 1 else [],
        school=school,
        may_decide=may_decide(reader),
    )


def _looks_at(asked: Asked, subjects: Mapping[int, str], *, is_many: bool) -> Looks:
    """How these stand; of many it is taken from what is kept of everybody."""
    if is_many:
        return looks_on(asked.compiled, asked.stamp, asked.on, asked.since)
    if not subjects:
        return {}
    return looks_of(stored_standing(asked.compiled, asked.on, asked.since, frozenset(subjects)), asked.on)


def _places(reader: Reader, asked: Asked, *, is_superior: bool) -> list[Place]:
    if not reader.may("count", "standing"):
        return []
    own = district_place(asked.compiled.pack.area) if is_superior else None
    return district_on(asked.on, reader, own).lines


def _addresses(places: list[Place]) -> dict[int, str]:
    """Subject → the place that answers for it; people answer to their organisation."""
    found: dict[int, str] = {}
    for place in places:
        for near in (*place.near, place):
            for subject in near.bodies:
                found.setdefault(subject, f"{near.kind}:{near.code}")
        host = place.near[0] if place.near else place
        for subject in place.people:
            found.setdefault(subject, f"{host.kind}:{host.code}")
    return found


def _whose(places: list[Place]) -> str:
    schools = [place for place in places if place.kind == "school"]
    if len(schools) > 1:
        return f"{len(schools)} 所学校"
    return schools[0].name if schools else places[0].name if places else ""


@asks_a_day
@requires("read", "policy")
def policy_layers(request: HttpRequest, reader: Reader, asked: Asked) -> HttpResponse:
    """What other documents say of the same duties, and which number binds."""
    above = in_force.resolved_pack(in_force.known_layers())
    pack = in_force.district_pack()
    lines = layer_lines(pack, above, asked.on)
    active = in_force.layers_in_force()
    titles = {each.id: f"“{each.title}”" for each in pack.obligations}
    return page(
        request,
        "policy-layers",
        asked,
        lines=[(line, clause_label(pack, line.clause)) for line in lines],
        further=[(each, subject_words(each)) for each in own_duties(pack, above)],
        findings=[
            each.words.replace(each.target, titles.get(each.target, each.target)) for each in above.findings
        ],
        documents=[
            (name, in_force.layer_pack(name), name in active, active.get(name))
            for name in in_force.known_layers()
        ],
        may_decide=may_decide(reader),
    )


@asks_a_day
@requires("read", "policy")
def policy_settings(request: HttpRequest, reader: Reader, asked: Asked) -> HttpResponse:
    """Everything the document leaves open: what is waiting first, then what was decided."""
    pack = asked.compiled.pack
    found = open_duties(pack, asked.on)
    order = {clause.id: number for number, clause in enumerate(pack.clauses)}
    found.sort(key=lambda each: (each.duty.confirmed, order.get(each.duty.clause, 0)))
    rows = [(each, clause_label(pack, each.duty.clause), _now(each, pack, asked.on)) for each in found]
    return page(
        request,
        "policy-settings",
        asked,
        waiting=[row for row in rows if not row[0].duty.confirmed],
        others=[row for row in rows if row[0].duty.confirmed],
        answer_days=answer_days(pack, asked.on),
        may_decide=may_decide(reader),
    )


def _now(each: OpenDuty, pack: Pack, on: date) -> str:
    """How the duty is judged while nobody decides otherwise, as far as numbers go."""
    words = [asks(pack, each.duty, on)] if each.duty.shape not in ("state", "steps", "derived") else []
    words += [
        f"{field.value} 天内办好" if field.name == "settle_days" else f"宽限 {field.value} 天"
        for field in each.fields
        if field.name in ("settle_days", "grace_days")
    ]
    return "，".join(words)


@requires("read", "policy")
@require_http_methods(["GET", "HEAD", "POST"])
def policy_setting(request: HttpRequest, duty: str) -> HttpResponse:
    """One duty's open fields: what they are, what becomes of whom if they change, and who decided what before."""
    reader, today = reader_on(request), timezone.localdate()
    pack = stored_pack().pack
    found = next((each for each in open_duties(pack, today) if each.duty.id == duty), None)
    if found is None:
        raise Http404("这一条没有要由本区设定的项。")
    about = f"{clause_label(pack, found.duty.clause)}　{found.duty.title}"
    given = {"since": date(today.year, 1, 1)}
    form = DecisionForm(request.POST or None, today=today, open_duty=found, initial=given)
    context = {"found": found, "about": about, "form": form, "pack": pack}
    return _decided(request, reader, "policy-setting", duty, form, lambda: form.values, context)


@requires("read", "policy")
@require_http_methods(["GET", "HEAD", "POST"])
def policy_answers(request: HttpRequest) -> HttpResponse:
    """Within how many days superiors answer 说明 and 判断有误."""
    reader, today = reader_on(request), timezone.localdate()
    days = answer_days(stored_pack().pack, today)
    if days is None:
        raise Http404("这份文件没有要定的答复天数。")
    form = AnswersForm(request.POST or None, today=today, initial={"value": days, "since": today})
    context = {"form": form, "days": days}

    def difference(entry: DecisionEntry) -> list[tuple[str, str, str]]:
        return difference_of_answers(reader, days, entry.values["value"], entry.since)

    def values() -> dict[str, Any]:
        return {"value": form.cleaned_data["value"]}

    return _decided(request, reader, "policy-answers", ANSWERS, form, values, context, difference)


@requires("read", "policy")
@require_http_methods(["GET", "HEAD", "POST"])
def policy_layer(request: HttpRequest, name: str) -> HttpResponse:
    """Another document: what would bind, what of it nobody has compared yet; put in force, or out of force."""
    reader, today = reader_on(request), timezone.localdate()
    if name not in in_force.known_layers():
        raise Http404("没有这份文件。请从“和上位规定并排看”里点开。")
    active = in_force.layers_in_force()
    values = layer_values(in_force.layer_pack(name), in_force.district_pack())
    unverified = sum(not each.verified for each in values)
    given = {"since": today, "wanted": "off" if name in active else "on"}
    form = LayerForm(request.POST or None, today=today, unverified=unverified, initial=given)
    context = {
        "form": form,
        "layer": in_force.layer_pack(name),
        "layer_words": LAYER_NAMES.get(in_force.layer_pack(name).layer, ""),
        "values": values,
        "unverified": unverified,
        "is_on": name in active,
        "since": active.get(name),
        "field": name,
    }
    return _decided(
        request,
        reader,
        "policy-layer",
        LAYERS,
        form,
        lambda: {name: form.cleaned_data["wanted"] == "on"},
        context,
    )


@requires("read", "policy")
@require_http_methods(["GET", "HEAD", "POST"])
def policy_calendar(request: HttpRequest) -> HttpResponse:
    """Semesters and holidays of a school year."""
    reader, today = reader_on(request), timezone.localdate()
    calendar = stored_pack().pack.calendar
    first = today.year if today.month >= 7 else today.year - 1
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else first
    form = CalendarForm(
        request.POST or None, today=today, year=year, initial=_calendar_initial(calendar, year)
    )
    context = {"form": form, "year": year, "years": range(first - 1, first + 3)}
    return _decided(
        request, reader, "policy-calendar", CALENDAR, form, lambda: form.values(calendar), context
    )


def _calendar_initial(calendar: Any, year: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "skip_vacation_months": calendar.skip_vacation_months,
    }
    labels = {f"{year}秋": "autumn", f"{year + 1}春": "spring"}
    for each in calendar.semesters:
        if each.label in labels:
            found[f"{labels[each.label]}_from"] = each.start
            found[f"{labels[each.label]}_to"] = date.fromordinal(each.end.toordinal() - 1)
    for start, end in calendar.vacations:
        if date(year, 9, 1) <= start < date(year + 1, 9, 1):
            name = "winter" if start.month in (12, 1, 2) else "summer"
            found[f"{name}_from"], found[f"{name}_to"] = start, date.fromordinal(end.toordinal() - 1)
    return found


def _decided(
    request: HttpRequest,
    reader: Reader,
    template: str,
    target: str,
    form: Any,
    values: Any,
    context: dict[str, Any],
    difference: Callable[[DecisionEntry], list[Any]] | None = None,
) -> HttpResponse:
    """Show the form; try what would change; decide. Only who stands for the district may post."""
    allowed = may_decide(reader)
    context |= {
        "may_decide": allowed,
        "history": [(each, decided_words(each)) for each in _history(reader, target)],
        "said": "已经定好，全区照此重新算过。" if "decided" in request.GET else "",
        "key": request.POST.get("key") or uuid4().hex,
        "wrong": None,
    }
    if request.method != "POST":
        return render(request, f"desk/{template}.html", context)
    if not allowed:
        raise PermissionDenied
    if not form.is_valid():
        return render(request, f"desk/{template}.html", context | {"wrong": form}, status=422)
    entry = DecisionEntry(
        target=target,
        values=values(),
        since=form.cleaned_data.get("since", timezone.localdate()),
        basis=form.cleaned_data["basis"],
    )
    try:
        if "preview" in request.POST:
            return render(
                request, f"desk/{template}.html", context | {"difference": (difference or _difference)(entry)}
            )
        once(
            key=context["key"],
            user=str(request.user.pk),
            content={"target": target, **_typed(request)},
            now=timezone.now(),
            act=lambda: _act(request, entry),
        )
    except (Refused, Conflict) as refused:
        field = refused.field if isinstance(refused, Refused) and refused.field in form.fields else None
        form.add_error(field, str(refused))
        return render(request, f"desk/{template}.html", context | {"wrong": form}, status=422)
    return HttpResponseRedirect(f"{request.path}?decided=1")


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST[name] for name in request.POST if name not in ("key", "csrfmiddlewaretoken")}


def _history(reader: Reader, target: str) -> Iterable[DistrictDecision]:
    """The latest first; what was decided together stands together."""
    found = DistrictDecision.objects.visible_to(reader, "read").filter(target=target)
    return found.order_by("-saved_at", "pk")


def _act(request: HttpRequest, entry: DecisionEntry) -> str:
    assert isinstance(request.user, User)
    decide(entry, by=actor_of(request.user), now=timezone.now())
    return reverse("policy_settings")


def _difference(entry: DecisionEntry) -> list[tuple[str, int, int]]:
    """(look, rows before, rows after) over the whole district, by the same engine, all of it undone."""
    before = _looks(entry)
    with transaction.atomic():
        decide(entry, by=REASON, now=timezone.now())
        after = _looks(entry)
        transaction.set_rollback(True)
    return [
        (words, before[look], after[look]) for look, words in LOOKS.items() if before[look] or after[look]
    ]


def _looks(entry: DecisionEntry) -> Counter[str]:
    compiled = stored_pack()
    today = timezone.localdate()
    day = to_day(today)
    stack = {each.id: each.stack for each in compiled.pack.obligations}
    own = {entry.target, *(each for each in stack if stack[each] and stack[each] == stack.get(entry.target))}
    return Counter(
        look_of(each, day)
        for each in stored_standing(compiled, today, first_of_year(today))
        if entry.target in (CALENDAR, LAYERS) or each.obligation.id in own
    )
