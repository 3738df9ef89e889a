"""One training: what the book says, who came as far as the reader may know, what it feeds; withdrawn here."""

from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hongzhu.attachments.section import section_of
from hongzhu.kit.dates import date_words, moment
from hongzhu.kit.forms import Form
from hongzhu.ledger.amending import earlier_versions, may_be_withdrawn, recorder_of
from hongzhu.ledger.feeding import count_updates, fed_by, feed_words
from hongzhu.people.doors import Asker, asker_of, requires_reader
from hongzhu.people.sheets import withdrawn
from hongzhu.training.actions import TRAININGS, withdraw_training
from hongzhu.training.actions.entries import entry_from
from hongzhu.training.attached import KIND
from hongzhu.training.forms import WithdrawForm
from hongzhu.training.models import Attendee, Training
from hongzhu.training.reach import readable
from hongzhu.training.words import days_words, hours_words, late_days

SAID: Final = {
    "amended": "已更正，原来的一稿留着，在下面能看到。",
    "withdrawn": "已撤回。这条记录不再算数，内容还留着。",
}


@requires_reader
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One training."""
    asker = asker_of(request)
    return _page(request, asker, _training(asker, code))


@requires_reader
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a wrong entry back."""
    asker = asker_of(request)
    training = _training(asker, code)
    if not training.may_withdraw:  # type: ignore[attr-defined]
        raise PermissionDenied
    form = WithdrawForm(request.POST, today=asker.today)
    if not withdrawn(
        form, lambda reason: withdraw_training(training, reason=reason, by=asker.by, now=asker.now)
    ):
        return _page(request, asker, training, withdrawing=form, status=422)
    return HttpResponseRedirect(f"{reverse('training', args=[code])}?said=withdrawn")


def _training(asker: Asker, code: str) -> Training:
    return get_object_or_404(readable(asker.reader).select_related("org", "school"), code=code)


def _page(
    request: HttpRequest,
    asker: Asker,
    training: Training,
    *,
    withdrawing: WithdrawForm | None = None,
    status: int = 200,
) -> HttpResponse:
    is_saved, about = "saved" in request.GET, TRAININGS.about(training)
    feeds = fed_by([about], asker.today) if is_saved else []
    is_standing = training.withdrawn_at is None
    may_change = is_standing and training.may_change  # type: ignore[attr-defined]
    body = training.org or training.school
    context = {
        "training": training,
        "code": training.code,
        "body_name": body.name if body else "",
        "when": f"{training.starts_on.year}年{days_words(training.starts_on, training.ends_on)}",
        "facts": _facts(training),
        "came": _names(asker, training),
        "may_see_reason": training.may_change,  # type: ignore[attr-defined]
        "late": late_days(training),
        "amended": _amended(about) if training.may_change else [],  # type: ignore[attr-defined]
        "recorder": recorder_of(about, TRAININGS.name) if training.may_change else "",  # type: ignore[attr-defined]
        "form": withdrawing or Form(today=asker.today),
        "withdrawing": withdrawing or WithdrawForm(today=asker.today),
        "said": SAID.get(request.GET.get("said", "")),
        "saved": is_saved and is_standing,
        "feeds": [("入簿", f"编号 {training.code}"), *map(feed_words, feeds)],
        "updated": count_updates(feeds),
        "may_change": may_change and body is not None,
        "attached": section_of(
            request,
            asker,
            KIND,
            training.code,
            may_read=training.may_pictures,  # type: ignore[attr-defined]
            may_change=may_change,
        ),
        "may_withdraw": training.may_withdraw  # type: ignore[attr-defined]
        and may_be_withdrawn(made_at=training.made_at, withdrawn_at=training.withdrawn_at, now=asker.now),
    }
    return render(request, "training/show.html", context, status=status)


def _facts(training: Training) -> list[tuple[str, str]]:
    found = [("类型", training.kind), ("学时", f"每人 {hours_words(training.hours)}")]
    found.append(("参加", f"{training.comers} 人"))  # type: ignore[attr-defined]
    entered = date_words(training.entered_on) if training.entered_on else "旧簿导入，按当天登记算"
    return [*found, ("登记", entered)]


def _names(asker: Asker, training: Training) -> str:
    """Those whom the reader may know by name."""
    rows = Attendee.objects.visible_to(asker.reader).filter(training=training)
    return "、".join(rows.order_by("pk").values_list("person__name", flat=True))


def _amended(about: str) -> list[dict[str, object]]:
    """Earlier versions: when and why each was replaced, what it said; of people the number."""
    found = []
    for each in earlier_versions(about):
        was = []
        if each.was is not None:
            entry = entry_from(each.was)
            was = [
                ("主题", entry.title),
                ("类型", entry.kind),
                ("日期", f"{entry.starts_on.year}年{days_words(entry.starts_on, entry.ends_on)}"),
                ("学时", hours_words(entry.hours)),
                ("参加", f"{len(entry.attendees)} 人"),
            ]
        found.append(
            {
                "number": each.number,
                "when": moment(each.at),
                "by": each.by,
                "reason": each.reason,
                "was": was,
            }
        )
    return found
