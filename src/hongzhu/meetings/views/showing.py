"""One meeting: what the book says, who signed, what it feeds; signed and withdrawn here."""

from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hongzhu.attachments.section import section_of
from hongzhu.kit.forms import DateField, Form, TextField
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.feeding import count_updates, fed_by, feed_words
from hongzhu.meetings.actions import WITHDRAWAL_LASTS, confirm_meeting, withdraw_meeting
from hongzhu.meetings.attached import KIND
from hongzhu.meetings.models import Announcement, Meeting, Signature
from hongzhu.meetings.reach import own_signatures, readable
from hongzhu.meetings.record import Record, record_of
from hongzhu.people.doors import Asker, asker_of, requires_reader
from hongzhu.people.models import Person
from hongzhu.people.sheets import withdrawn

SAID: Final = {
    "signed": "签好了。",
    "amended": "已更正，原来的一稿留着，在下面能看到。要重新签字才算确认。",
    "withdrawn": "已撤回。这条记录不再算数，内容还留着。",
}


class PaperForm(Form):
    """纸质已签: the day that stands on the paper."""

    signed_on = DateField(label="纸上签字的日期", may_be_future=False)


class WithdrawForm(Form):
    """撤回, with the reason."""

    reason = TextField(label="为什么撤回", max_length=500)


@requires_reader
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One meeting."""
    asker = asker_of(request)
    return _page(request, asker, _meeting(asker, code))


@requires_reader
@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """A signature of the chair, of the recorder, or word that the paper is signed."""
    asker = asker_of(request)
    meeting = _meeting(asker, code)
    kind = request.POST.get("kind", "")
    form = PaperForm(request.POST, today=asker.today)
    if kind in own_signatures(asker.reader, meeting):
        signed_on = asker.today
    elif kind == Signature.Kind.PAPER and meeting.may_confirm:  # type: ignore[attr-defined]
        if not form.is_valid():
            return _page(request, asker, meeting, paper=form, status=422)
        signed_on = form.cleaned_data["signed_on"]
    else:
        raise PermissionDenied
    try:
        confirm_meeting(
            meeting,
            kind=kind,
            person=None if kind == Signature.Kind.PAPER else _signer(meeting, kind),
            signed_on=signed_on,
            version=_number(request.POST.get("version", "")),
            by=asker.by,
            now=asker.now,
        )
    except Refused as refused:
        form.add_error("signed_on" if refused.field == "signed_on" else None, refused.message)
        return _page(request, asker, meeting, paper=form, status=422)
    return HttpResponseRedirect(f"{reverse('meeting', args=[code])}?said=signed")


@requires_reader
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a wrong entry back."""
    asker = asker_of(request)
    meeting = _meeting(asker, code)
    if not meeting.may_withdraw:  # type: ignore[attr-defined]
        raise PermissionDenied
    form = WithdrawForm(request.POST, today=asker.today)
    if not withdrawn(
        form, lambda reason: withdraw_meeting(meeting, reason=reason, by=asker.by, now=asker.now)
    ):
        return _page(request, asker, meeting, withdrawing=form, status=422)
    return HttpResponseRedirect(f"{reverse('meeting', args=[code])}?said=withdrawn")


def _meeting(asker: Asker, code: str) -> Meeting:
    related = ("org", "school", "chair", "recorder")
    return get_object_or_404(readable(asker.reader).select_related(*related), code=code)


def _page(
    request: HttpRequest,
    asker: Asker,
    meeting: Meeting,
    *,
    paper: PaperForm | None = None,
    withdrawing: WithdrawForm | None = None,
    status: int = 200,
) -> HttpResponse:
    may_minutes = meeting.may_minutes  # type: ignore[attr-defined]
    record = record_of(asker.reader, meeting, sees_minutes=may_minutes)
    saved = request.GET.get("saved", "")
    feeds = fed_by([f"meeting:{meeting.code}"], asker.today) if saved else []
    is_standing = meeting.withdrawn_at is None
    may_change = is_standing and meeting.may_change  # type: ignore[attr-defined]
    context = {
        "meeting": meeting,
        "record": record,
        "code": meeting.code,
        "today": asker.today,
        "form": withdrawing or paper or Form(today=asker.today),
        "paper": paper or PaperForm(today=asker.today),
        "withdrawing": withdrawing or WithdrawForm(today=asker.today),
        "said": SAID.get(request.GET.get("said", "")),
        "saved": saved,
        "feeds": [("入簿", f"编号 {meeting.code}"), *map(feed_words, feeds)],
        "updated": count_updates(feeds),
        "announced": _announced(asker, meeting),
        "may_change": may_change,
        "attached": section_of(
            request, asker, KIND, meeting.code, may_read=may_minutes, may_change=may_change
        ),
        "may_withdraw": is_standing and _may_withdraw(asker, meeting, record),
        "signing": _signing(asker, meeting, record) if is_standing else [],
        "may_paper": is_standing and meeting.may_confirm and not record.is_confirmed,  # type: ignore[attr-defined]
    }
    return render(request, "meetings/show.html", context, status=status)


def _announced(asker: Asker, meeting: Meeting) -> str:
    """The number of what called it, where the reader may look at who could come."""
    found = Announcement.objects.visible_to(asker.reader, "change").filter(meeting=meeting)
    return found.values_list("code", flat=True).first() or ""


def _may_withdraw(asker: Asker, meeting: Meeting, record: Record) -> bool:
    is_fresh = asker.now - meeting.made_at < WITHDRAWAL_LASTS
    return is_fresh and not record.is_confirmed and meeting.may_withdraw  # type: ignore[attr-defined]


def _signing(asker: Asker, meeting: Meeting, record: Record) -> list[tuple[str, str]]:
    """(kind, what the button says) of the signatures the reader has still to give."""
    if record.is_confirmed:
        return []
    mine = own_signatures(asker.reader, meeting)
    if len(mine) > 1:
        return []  # one person for both: signed on paper
    return [
        (kind, f"我是{Signature.Kind(kind).label}，签字") for kind in mine if kind not in record.signed_kinds
    ]


def _signer(meeting: Meeting, kind: str) -> Person | None:
    return meeting.chair if kind == Signature.Kind.CHAIR else meeting.recorder


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
