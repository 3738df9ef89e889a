"""更正: the sheet filled with what stands; the version before stays readable."""

from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hongzhu.orgs.bodies import Body
from hongzhu.people.doors import Asker, asker_of, requires_reader
from hongzhu.people.sheets import Panel, answer_once, before_saving, number_of
from hongzhu.training.actions import TrainingEntry, amend_training, entry_of
from hongzhu.training.forms import CAME, DID_NOT, AmendForm, TrainingForm
from hongzhu.training.inviting import Guest
from hongzhu.training.models import Attendee, Training
from hongzhu.training.reach import readable

from .sheet import Sheet, live, sheet_page
from .writing import NAMES

ABOUT: Final = "原来的一稿会留着，谁都能看到改了什么。带星号的必填。"


@requires_reader
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, code: str) -> HttpResponse:
    """Put a record right."""
    asker = asker_of(request)
    training = get_object_or_404(readable(asker.reader).select_related("org", "school"), code=code)
    body = training.org or training.school
    if not training.may_change or training.withdrawn_at is not None or body is None:  # type: ignore[attr-defined]
        raise PermissionDenied
    stored = entry_of(training)
    sheet = _sheet(asker, training, stored, body)
    if request.method != "POST":
        form = sheet.made(stored.starts_on)
        form.initial = _initial(stored, form)
        return _page(request, sheet, form, training)
    if "live" in request.POST:
        return live(request, sheet)
    if "list" in request.POST:
        return _page(request, sheet, sheet.again(request.POST, recall=True), training)
    if "preview" in request.POST:
        panel = sheet.panel(sheet.checked(request.POST))
        return _page(request, sheet, sheet.again(request.POST), training, panel=panel)
    return _save(request, sheet, training)


def _sheet(asker: Asker, training: Training, stored: TrainingEntry, body: Body) -> Sheet:
    """Whoever the reader cannot see by name stays on the record as they are."""
    rows = Attendee.objects.visible_to(asker.reader).filter(training=training).select_related("person")
    named = tuple(Guest(code=row.person.code, name=row.person.name) for row in rows.order_by("person__code"))
    seen = {each.code for each in named}
    return Sheet(
        asker=asker,
        body=body,
        address=reverse("training_amend", args=[training.code]),
        form_class=AmendForm,
        replacing=training,
        named=named,
        kept=tuple(each for each in stored.attendees if each not in seen),
    )


def _initial(stored: TrainingEntry, form: TrainingForm) -> dict[str, Any]:
    """What stands, as the sheet shows it."""
    came = set(stored.attendees)
    return {
        "title": stored.title,
        "kind": stored.kind,
        "starts_on": stored.starts_on,
        "ends_on": stored.ends_on,
        "hours": Decimal(stored.hours) / 10,
        "called": "",
        "who": {each.code: CAME if each.code in came else DID_NOT for each in form.choices.expected},
        "also": [each.code for each in form.choices.others if each.code in came],
    }


def _save(request: HttpRequest, sheet: Sheet, training: Training) -> HttpResponse:
    form, asker = sheet.checked(request.POST), sheet.asker
    if not form.is_valid():
        return _page(request, sheet, form, training, status=422)
    entry = form.entry(code=training.code, body=sheet.body.code)

    def act() -> str:
        reason, was = form.cleaned_data["reason"], number_of(request.POST.get("was", ""))
        return amend_training(training, entry, reason=reason, by=asker.by, now=asker.now, version=was).code

    if answer_once(request, form, asker, act, names=NAMES) is None:
        return _page(request, sheet, form, training, status=422, is_new="version")
    return HttpResponseRedirect(f"{reverse('training', args=[training.code])}?said=amended")


def _page(
    request: HttpRequest,
    sheet: Sheet,
    form: TrainingForm,
    training: Training,
    *,
    panel: Panel | None = None,
    status: int = 200,
    is_new: str = "",
) -> HttpResponse:
    was = 0 if is_new else number_of(request.POST.get("was", ""))
    words = {"title": f"更正：{training.title}", "about": ABOUT, "verb": "保存更正"}
    return sheet_page(
        request, sheet, form, panel or before_saving(), status=status, was=was or training.version, **words
    )
