"""One meeting from a form: recorded under a number of its own, amended with a reason."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError
from django.utils import timezone

from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import CODE_LENGTH
from hongzhu.meetings.models import Meeting
from hongzhu.meetings.signed import is_confirmed
from hongzhu.orgs.bodies import find_bodies
from hongzhu.orgs.models import PartyOrg, School

from .entries import MeetingEntry
from .recording import Change, store_meetings

DIGITS: Final = 3
"""of the running number in a code, at least"""
TRIES: Final = 5
"""how often a number is drawn anew when an import has taken it meanwhile"""
CHANGED_MEANWHILE: Final = "这份记录刚刚被别人改过，请刷新页面，看过新的内容再操作。"


def record_meeting(entry: MeetingEntry, *, by: By, now: datetime) -> Meeting:
    """Record a meeting under the next number of its body and year; entered on the day of `now`. Raises Refusals."""
    today = timezone.localdate(now)
    _check_day(entry, today)
    for tries in range(TRIES):
        try:
            with posting(now=now):
                code = _next_code(entry)
                store_meetings([replace(entry, code=code, entered_on=today)], by=by, now=now, change=Change())
                return Meeting.objects.everything("actions see all").get(code=code)
        except IntegrityError:
            if tries == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _next_code(entry: MeetingEntry) -> str:
    """D001-2026-014: body, year, running number. Whoever records for the same body waits for his turn."""
    body = find_bodies([entry.body]).get(entry.body)
    if body is not None:
        model: type[PartyOrg] | type[School] = PartyOrg if isinstance(body, PartyOrg) else School
        model.objects.everything("actions see all").select_for_update(no_key=True).get(pk=body.pk)
    tail = f"-{entry.held_on.year}-"
    start = entry.body[: CODE_LENGTH - len(tail) - 2 * DIGITS] + tail
    taken = (
        Meeting.objects.everything("actions see all")
        .filter(code__startswith=start)
        .values_list("code", flat=True)
    )
    numbers = [
        int(code.removeprefix(start)) for code in taken if re.fullmatch(r"\d+", code.removeprefix(start))
    ]
    return f"{start}{max(numbers, default=0) + 1:0{DIGITS}}"


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
