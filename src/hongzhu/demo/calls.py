"""Meetings that have been called: some to come, with the answers so far; one that nobody has recorded yet."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Final

from hongzhu.meetings.actions import AnnouncementEntry, ReplyEntry

from .dice import Dice
from .frame import Frame, after
from .plan import NEW_SECRETARY, SECRETARYS_SCHOOL, SMALL, SchoolPlan
from .roll import LEADERS, Roll

ASKED: Final = "P001-09"
"""the member whose account the demo has: the question still waits for him"""
AGENDA: Final = {
    "meeting.assembly": "传达上级会议精神\n通报上季度工作\n讨论下一步安排",
    "meeting.theme-day": "走访困难党员",
    "meeting.staff-study": "学习师德规范",
}


def announcements(plans: Iterable[SchoolPlan], frame: Frame) -> list[AnnouncementEntry]:
    """In the order of their numbers."""
    found = []
    for plan in plans:
        if plan.number == SECRETARYS_SCHOOL:
            found += [
                _call(plan.org, "meeting.theme-day", _weekday(after(frame.on, -2), -1), "会议室"),
                _call(plan.org, "meeting.assembly", _weekday(after(frame.on, 4)), "会议室"),
                _call(plan.code, "meeting.staff-study", _weekday(after(frame.on, 8)), "多功能教室"),
            ]
        elif plan.number in (NEW_SECRETARY, SMALL):
            found.append(_call(plan.org, "meeting.assembly", _weekday(after(frame.on, 6)), "会议室"))
    return _numbered(found)


def replies(announced: Iterable[AnnouncementEntry], frame: Frame, roll: Roll) -> list[ReplyEntry]:
    """Two of three have answered, all of them where it is over; one in eight asks for leave. Leaders come."""
    found = []
    for each in announced:
        is_staff = each.kinds == ("meeting.staff-study",)
        everyone = roll.staff(each.body, each.held_on) if is_staff else roll.members(each.body, each.held_on)
        leaders = roll.holders(each.body, LEADERS, each.held_on)
        is_over = each.held_on <= frame.on
        for person in everyone:
            dice = Dice("reply", each.kinds, person)
            has_answered, is_away = dice.chance(67), dice.chance(12)
            if person in leaders or is_over or (has_answered and person != ASKED):
                answer = "on_leave" if is_away and person not in leaders else "can_come"
                found.append(ReplyEntry(announcement=each.code, person=person, answer=answer))
    return found


def _call(body: str, kind: str, day: date, place: str) -> AnnouncementEntry:
    return AnnouncementEntry(
        code="",
        body=body,
        kinds=(kind,),
        held_on=day,
        starts_at=time(15, 30),
        place=place,
        agenda=AGENDA[kind],
    )


def _weekday(day: date, step: int = 1) -> date:
    """That day, or the next one that is no weekend."""
    while day.weekday() > 4:
        day += timedelta(days=step)
    return day


def _numbered(entries: Iterable[AnnouncementEntry]) -> list[AnnouncementEntry]:
    counts: dict[tuple[str, int], int] = {}
    found = []
    for each in entries:
        year = each.body, each.held_on.year
        counts[year] = counts.get(year, 0) + 1
        found.append(replace(each, code=f"{each.body}-{each.held_on.year}-T{counts[year]:03}"))
    return found
