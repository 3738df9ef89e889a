"""One meeting from a form: recorded under a number of its own, amended with a reason."""

from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError
from django.utils import timezone

from hongzhu.audit.actions import By
from hongzhu.ledger.amending import CHANGED_MEANWHILE
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import posting
from hongzhu.meetings.models import Announcement, Meeting
from hongzhu.meetings.signed import is_confirmed
from hongzhu.orgs.numbering import TRIES, next_code

from .announcing import close_announcement
from .entries import MeetingEntry
from .recording import Change, store_meetings


def record_meeting(
    entry: MeetingEntry, *, by: By, now: datetime, announced: Announcement | None = None
) -> Meeting:
    """Record a meeting under the next number of its body and year; entered on the day of `now`. Raises Refusals.

    `announced`: what called it; closed by the record.
    """
    today = timezone.localdate(now)
    _check_day(entry, today)
    for tries in range(TRIES):
        try:
            with posting(now=now) as post:
                every = Meeting.objects.everything("actions see all")
                code = next_code(every, entry.body, entry.held_on.year)
                store_meetings([replace(entry, code=code, entered_on=today)], by=by, now=now, change=Change())
                meeting = Meeting.objects.everything("actions see all").get(code=code)
                if announced is not None:
                    close_announcement(post, announced, meeting, by=by, now=now)
                return meeting
        except IntegrityError:
            if tries == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def amend_meeting(
    meeting: Meeting, entry: MeetingEntry, *, reason: str, by: By, now: datetime, version: int | None = None
) -> Meeting:
    """Change a recorded meeting (更正); a confirmed one needs a reason. What it was stays readable.

    `version`: the one that the form showed. The day of entry stays, unless day or body changed: what is proved
    newly was not entered earlier, nor is a kind that is added. Raises Refusals.
    """
    today = timezone.localdate(now)
    _check_day(entry, today)
    with posting(now=now):
        stored = Meeting.objects.everything("actions see all").select_for_update().get(pk=meeting.pk)
        if version not in (None, stored.version):
            raise Refused(CHANGED_MEANWHILE, field="version")
        if not reason.strip() and is_confirmed(stored):
            raise Refused("这份记录已经确认，更正要写明理由，请填写更正理由。", field="reason")
        entered = stored.entered_on
        body = stored.org or stored.school
        if entry.held_on != stored.held_on or body is None or entry.body != body.code:
            entered = today
        amended = replace(entry, code=stored.code, entered_on=entered)
        store_meetings([amended], by=by, now=now, change=Change(reason.strip(), late=today))
    return Meeting.objects.everything("actions see all").get(pk=meeting.pk)


def _check_day(entry: MeetingEntry, today: date) -> None:
    if entry.held_on > today:
        day = f"{entry.held_on.month}月{entry.held_on.day}日"
        raise Refused(f"{day}还没有到，开过会才能登记；现在可以先存草稿。", field="held_on")
