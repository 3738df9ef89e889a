"""One study plan: what stands in it, when and by which meeting it was decided on, what it feeds; withdrawn here."""

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
from hongzhu.meetings.models import Meeting
from hongzhu.people.doors import Asker, asker_of, requires_reader
from hongzhu.people.sheets import withdrawn
from hongzhu.study import actions
from hongzhu.study.actions.plans import plan_entry_from
from hongzhu.study.attached import KIND
from hongzhu.study.facts import source_of_plan
from hongzhu.study.forms import WithdrawForm
from hongzhu.study.models import StudyPlan
from hongzhu.study.reach import readable_plans
from hongzhu.study.words import late_days

SAID: Final = {
    "amended": "已更正，原来的一稿留着，在下面能看到。",
    "withdrawn": "已撤回。这条记录不再算数，内容还留着。",
}


@requires_reader
@require_safe
def plan(request: HttpRequest, key: int) -> HttpResponse:
    """One plan."""
    asker = asker_of(request)
    return _page(request, asker, found_plan(asker, key))


@requires_reader
@require_POST
def withdraw_plan(request: HttpRequest, key: int) -> HttpResponse:
    """Take a wrong entry back."""
    asker = asker_of(request)
    found = found_plan(asker, key)
    if not found.may_withdraw:  # type: ignore[attr-defined]
        raise PermissionDenied
    form = WithdrawForm(request.POST, today=asker.today)
    if not withdrawn(
        form, lambda reason: actions.withdraw_plan(found, reason=reason, by=asker.by, now=asker.now)
    ):
        return _page(request, asker, found, withdrawing=form, status=422)
    return HttpResponseRedirect(f"{reverse('plan', args=[key])}?said=withdrawn")


def found_plan(asker: Asker, key: int) -> StudyPlan:
    """A plan that the reader may look at. Raises Http404."""
    return get_object_or_404(readable_plans(asker.reader).select_related("org"), pk=key)


def _page(
    request: HttpRequest,
    asker: Asker,
    found: StudyPlan,
    *,
    withdrawing: WithdrawForm | None = None,
    status: int = 200,
) -> HttpResponse:
    about, is_standing = actions.PLANS.about(found), found.withdrawn_at is None
    is_saved = "saved" in request.GET and is_standing
    feeds = fed_by([source_of_plan(found.org.code, found.year)], asker.today) if is_saved else []
    may_change = found.may_change  # type: ignore[attr-defined]
    entered = date_words(found.entered_on) if found.entered_on else "旧簿导入，按当天登记算"
    context = {
        "plan": found,
        "key": found.pk,
        "org_name": found.org.name,
        "facts": [("年度", f"{found.year}年"), ("制定", date_words(found.decided_on)), ("登记", entered)],
        "meeting": _meeting(asker, found),
        "lines": found.words.splitlines(),
        "late": late_days(found.decided_on, found.entered_on),
        "amended": _amended(about) if may_change else [],
        "recorder": recorder_of(about, actions.PLANS.name) if may_change else "",
        "may_see_reason": may_change,
        "form": withdrawing or Form(today=asker.today),
        "withdrawing": withdrawing or WithdrawForm(today=asker.today),
        "said": SAID.get(request.GET.get("said", "")),
        "saved": is_saved,
        "feeds": [("入簿", f"{found.year}年学习计划"), *map(feed_words, feeds)],
        "updated": count_updates(feeds),
        "may_change": is_standing and may_change,
        "attached": section_of(
            request, asker, KIND, str(found.pk), may_read=True, may_change=is_standing and may_change
        ),
        "may_withdraw": found.may_withdraw  # type: ignore[attr-defined]
        and may_be_withdrawn(made_at=found.made_at, withdrawn_at=found.withdrawn_at, now=asker.now),
    }
    return render(request, "study/plan.html", context, status=status)


def _meeting(asker: Asker, found: StudyPlan) -> tuple[str, str] | None:
    """(words, address) of the meeting that decided on it, where the reader may look at that."""
    if found.meeting_id is None:
        return None
    seen = Meeting.objects.visible_to(asker.reader).filter(pk=found.meeting_id).first()
    if seen is None:
        return None
    return f"{date_words(seen.held_on)}的会议", reverse("meeting", args=[seen.code])


def _amended(about: str) -> list[dict[str, object]]:
    """Earlier versions: when and why each was replaced, and what it said."""
    found = []
    for each in earlier_versions(about):
        was = []
        if each.was is not None:
            entry = plan_entry_from(each.was)
            was = [
                ("年度", f"{entry.year}年"),
                ("制定", date_words(entry.decided_on)),
                ("要点", entry.words or "没有写"),
            ]
        told = {"number": each.number, "when": moment(each.at), "by": each.by, "reason": each.reason}
        found.append(told | {"was": was})
    return found
