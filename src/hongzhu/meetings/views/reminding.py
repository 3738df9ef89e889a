"""已提醒: one button on the secretary's home, with the day; nothing else is asked."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from hongzhu.kit.forms import DateField, Form
from hongzhu.kit.notice import notice
from hongzhu.ledger.entries import Refused
from hongzhu.meetings.access import absences_to_remind_of
from hongzhu.meetings.actions import remind_absent
from hongzhu.people.doors import asker_of, requires


class RemindForm(Form):
    """The day; today unless another is written."""

    reminded_on = DateField(label="提醒日期", required=False, may_be_future=False)


@requires("create", "reminder")
@require_POST
def remind(request: HttpRequest, code: str) -> HttpResponse:
    """Those who stayed away from a meeting have been reminded. Pressing twice says the same."""
    asker = asker_of(request)
    meeting = get_object_or_404(absences_to_remind_of(asker.reader), code=code)
    form = RemindForm(request.POST, today=asker.today)
    if not form.is_valid():
        return notice(request, "没有登记成", "；".join(map(str, form.errors["reminded_on"])), 422)
    try:
        day = form.cleaned_data["reminded_on"] or asker.today
        remind_absent(meeting, reminded_on=day, by=asker.by, now=asker.now)
    except Refused as refused:
        return notice(request, "没有登记成", refused.message, 422)
    return HttpResponseRedirect(reverse("home"))
