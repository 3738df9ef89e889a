"""One talk: that it was held, by whom and with whom; withdrawn here."""

from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hongzhu.kit.dates import date_words, moment
from hongzhu.kit.forms import Form
from hongzhu.ledger.amending import earlier_versions, may_be_withdrawn
from hongzhu.people.doors import Asker, asker_of, requires_reader
from hongzhu.people.sheets import withdrawn
from hongzhu.study import actions
from hongzhu.study.forms import WithdrawTalkForm
from hongzhu.study.models import Talk
from hongzhu.study.reach import readable_talks
from hongzhu.study.words import late_days

SAID: Final = {
    "amended": "已更正，改过几次在下面能看到。",
    "withdrawn": "已撤回。这条记录不再算数。",
}


@requires_reader
@require_safe
def talk(request: HttpRequest, key: int) -> HttpResponse:
    """One talk."""
    asker = asker_of(request)
    return _page(request, asker, found_talk(asker, key))


@requires_reader
@require_POST
def withdraw_talk(request: HttpRequest, key: int) -> HttpResponse:
    """Take a wrong entry back."""
    asker = asker_of(request)
    found = found_talk(asker, key)
    if not found.may_withdraw:  # type: ignore[attr-defined]
        raise PermissionDenied
    form = WithdrawTalkForm(request.POST, today=asker.today)
    if not withdrawn(
        form, lambda reason: actions.withdraw_talk(found, reason=reason, by=asker.by, now=asker.now)
    ):
        return _page(request, asker, found, withdrawing=form, status=422)
    return HttpResponseRedirect(f"{reverse('talk', args=[key])}?said=withdrawn")


def found_talk(asker: Asker, key: int) -> Talk:
    """A talk that the reader may know of. Raises Http404."""
    found = readable_talks(asker.reader).select_related("talker", "object", "object__school", "object__org")
    return get_object_or_404(found, pk=key)


def _page(
    request: HttpRequest,
    asker: Asker,
    found: Talk,
    *,
    withdrawing: WithdrawTalkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    is_standing = found.withdrawn_at is None
    may_change = found.may_change  # type: ignore[attr-defined]
    entered = date_words(found.entered_on) if found.entered_on else "旧簿导入，按当天登记算"
    context = {
        "talk": found,
        "key": found.pk,
        "when": date_words(found.held_on),
        "facts": [
            ("谁谈的", found.talker.name),
            ("同谁谈的", found.object.name),
            ("日期", date_words(found.held_on)),
            ("登记", entered),
        ],
        "late": late_days(found.held_on, found.entered_on),
        "amended": _amended(found) if may_change else [],
        "form": withdrawing or Form(today=asker.today),
        "withdrawing": withdrawing or WithdrawTalkForm(today=asker.today),
        "said": SAID.get(request.GET.get("said", "")),
        "may_change": is_standing and may_change,
        "may_withdraw": found.may_withdraw  # type: ignore[attr-defined]
        and may_be_withdrawn(made_at=found.made_at, withdrawn_at=found.withdrawn_at, now=asker.now),
    }
    return render(request, "study/talk.html", context, status=status)


def _amended(found: Talk) -> list[tuple[str, str, str]]:
    """(when, by whom, why) of each amendment; the people of earlier versions stay in the trail."""
    about = actions.TALKS.about(found)
    return [(moment(each.at), each.by, each.reason) for each in earlier_versions(about)]
