"""提醒: that those who stayed away from a meeting without leave were reminded, and when; never what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import F
from django.utils import timezone

from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Refused, Saved
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import Checks, Sorting
from hongzhu.ledger.trail import Trail
from hongzhu.meetings.facts import OF_LIFE, post_meetings
from hongzhu.meetings.models import Attendance, Meeting, Reminder
from hongzhu.orgs.bodies import stream_of


@dataclass(frozen=True, kw_only=True)
class ReminderEntry:
    """That the branch reminded whoever stayed away from a meeting."""

    meeting: str
    reminded_on: date
    entered_on: date


REMINDERS: Final = Trail(
    name="reminder",
    model=Reminder,
    about=lambda row: f"reminder:{row.pk}",
    paths={"meeting": F("meeting__code")},
)


def remind_absent(meeting: Meeting, *, reminded_on: date, by: By, now: datetime) -> Saved:
    """Record that everybody who stayed away from one meeting was reminded on a day. Raises Refused."""
    today = timezone.localdate(now)
    if reminded_on > today:
        raise Refused("提醒日期还没有到，提醒过了再登记。", field="reminded_on")
    entry = ReminderEntry(meeting=meeting.code, reminded_on=reminded_on, entered_on=today)
    return record_reminders([entry], by=by, now=now)


def record_reminders(entries: Sequence[ReminderEntry], *, by: By, now: datetime) -> Saved:
    """Record reminders, one per meeting; saying it again changes the day. Raises Refusals."""
    with posting(now=now) as post:
        wanted = {entry.meeting: entry for entry in entries}
        meetings = (
            Meeting.objects.everything("actions see all")
            .select_related("org", "school")
            .in_bulk(wanted, field_name="code")
        )
        _check(list(wanted.values()), meetings)
        stored = {
            row.meeting_id: row
            for row in Reminder.objects.everything("actions see all").filter(
                meeting__in=[each.pk for each in meetings.values()]
            )
        }
        sorting = Sorting(REMINDERS, by=by, now=now)
        for code, entry in wanted.items():
            meeting = meetings[code]
            values = {"reminded_on": entry.reminded_on, "entered_on": entry.entered_on}
            told = entry, stream_of(meeting.org or meeting.school)
            row = stored.get(meeting.pk)
            if row is None:
                sorting.add(code, values | {"meeting_id": meeting.pk}, told)
            elif row.reminded_on != entry.reminded_on:
                sorting.compare(code, row, values, told)
            else:
                sorting.saved.unchanged.append(code)
        sorting.store(post)
        by_key = {each.pk: each for each in meetings.values()}
        post_meetings(post, [by_key[row.meeting_id] for row in sorting.touched])
    return sorting.saved


def _check(entries: Sequence[ReminderEntry], meetings: dict[str, Meeting]) -> None:
    checks = Checks()
    away = set(
        Attendance.objects.everything("actions see all")
        .filter(
            meeting__in=[each.pk for each in meetings.values()],
            state=Attendance.State.ABSENT,
            meeting__kinds__kind__in=OF_LIFE,
        )
        .values_list("meeting", flat=True)
    )
    for index, entry in enumerate(entries):
        checks.known(index, "meeting", entry.meeting, meetings, "会议")
        meeting = meetings.get(entry.meeting)
        if meeting is None:
            continue
        if meeting.withdrawn_at is not None or meeting.pk not in away:
            checks.refuse(index, "meeting", "这次会议没有人无故缺席，不用登记提醒。请刷新页面看看。")
        words = ("会议日期", "提醒日期")
        checks.order(index, "reminded_on", meeting.held_on, entry.reminded_on, words)
        checks.order(index, "entered_on", entry.reminded_on, entry.entered_on, ("提醒日期", "登记日期"))
    checks.settle()
