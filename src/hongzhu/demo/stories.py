"""The gaps that README.md lists: what is taken out of an orderly district, or entered late, or put in its place.

Each is placed relative to the last day, so that it is there whenever the demo is made. Gaps that are a matter of
structure (a joint branch, a closed school, a term that is over) stand in plan.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hongzhu.meetings.actions import MeetingEntry, ReminderEntry
from hongzhu.obligations.actions import JustificationEntry
from hongzhu.policy.days import add_months
from hongzhu.study.actions import TalkEntry
from hongzhu.training.actions import TrainingEntry

from .frame import Frame, after, open_days
from .names import BUREAU
from .people import Household
from .plan import CLOSED, EXPLAINED, IN_GRACE, LATE_ENTRIES, NEW_SECRETARY, SECRETARYS_SCHOOL, SMALL, closing
from .roll import Roll
from .texts import REASONS
from .year import LONG

FORMER, FOLLOWING, MISSED = "P002-02", "P002-07", "P002-20"
"""the secretary until midyear, the one since, and someone only the second talked to, too early"""
MIDYEAR_MEMBER = "P003-08"


@dataclass
class Records:
    """What has been recorded, before the meetings are numbered."""

    meetings: list[MeetingEntry]
    trainings: list[TrainingEntry]
    talks: list[TalkEntry]
    justifications: list[JustificationEntry]


def change_people(home: Household) -> None:
    """A secretary appointed in mid-year; a member who came, one who left, one who retired."""
    midyear = home.frame.last(7)
    if home.plan.number == NEW_SECRETARY:
        _hand_over(home, midyear)
    elif home.plan.number == SMALL:
        home.add_member("幼儿教师", arrived_on=midyear)
        home.add_retired(date(home.frame.on.year - 2, 8, 1))
        home.add_member("幼儿教师", left_on=home.frame.school_year())


def _hand_over(home: Household, day: date) -> None:
    home.people = [replace(each, left_on=day) if each.code == FORMER else each for each in home.people]
    home.posts = [replace(each, until_on=day) if each.person == FORMER else each for each in home.posts]
    home.post(FOLLOWING, "secretary", origin="上级选派", from_on=day)


def change_records(records: Records, numbers: set[int], frame: Frame, roll: Roll) -> None:
    """Tell every story whose school is there."""
    stories: dict[int, Callable[[Records, Frame, Roll], None]] = {
        SECRETARYS_SCHOOL: _no_committee_last_month,
        NEW_SECRETARY: _talk_without_office,
        SMALL: _small_branch,
        CLOSED: _closed_in_order,
        IN_GRACE: _entered_in_grace,
        LATE_ENTRIES: _entered_late,
        EXPLAINED: _explained,
    }
    for number, tell in stories.items():
        if number in numbers:
            tell(records, frame, roll)
    # A story may reach back before the first day, or forward past the last.
    records.meetings = [each for each in records.meetings if _is_known(each, frame)]
    records.talks = [each for each in records.talks if _is_known(each, frame)]


def _is_known(each: MeetingEntry | TalkEntry, frame: Frame) -> bool:
    return frame.holds(each.held_on, each.entered_on or each.held_on)


def _no_committee_last_month(records: Records, frame: Frame, roll: Roll) -> None:
    _drop(records, "D001", "meeting.committee", frame.ago(1))
    _stayed_away(records, frame, roll)


def _stayed_away(records: Records, frame: Frame, roll: Roll) -> None:
    """One member stayed away without leave last month, and from the latest meeting of all."""
    held = [
        each
        for each in records.meetings
        if each.body == "D001" and each.kinds == ("meeting.theme-day",) and _is_known(each, frame)
    ]
    held.sort(key=lambda each: each.held_on)
    for each in [one for one in held if one.held_on < frame.ago(0)][-1:] + held[-1:]:
        others = [person for person in roll.members("D001", each.held_on) if person != each.chair]
        left = [person for person in others if person not in each.on_leave]
        absent = replace(each, absent=tuple(left[-1:]))
        records.meetings = [absent if one is each else one for one in records.meetings]


def reminders(meetings: list[MeetingEntry], frame: Frame) -> list[ReminderEntry]:
    """Whoever stayed away was reminded on the third day; of the last fortnight's meetings not yet."""
    return [
        ReminderEntry(meeting=each.code, reminded_on=day, entered_on=day)
        for each in meetings
        if each.absent and (day := after(each.held_on, 3)) <= after(frame.on, -11)
    ]


def _talk_without_office(records: Records, frame: Frame, _roll: Roll) -> None:
    """Before midyear the later secretary held no office, so this talk is kept but does not count."""
    day = open_days(add_months(frame.last(7), -2))[9]
    begins = date(day.year - (day.month < 9), 9, 1)
    ends = add_months(begins, 12)
    records.talks = [
        each for each in records.talks if each.object != MISSED or not begins <= each.held_on < ends
    ]
    records.talks.append(TalkEntry(held_on=day, talker=FOLLOWING, object=MISSED, entered_on=day))


def _small_branch(records: Records, frame: Frame, _roll: Roll) -> None:
    """One meeting that was both assembly and lecture; one entered long after; one study session only in a month
    that asks for two; courses the newcomer missed.
    """
    quarter = frame.last_quarter()
    _drop(records, "D003", "meeting.lecture", quarter, months=3)
    starts, ends, hours = LONG["meeting.lecture"]
    merged = {
        "kinds": ("meeting.assembly", "meeting.lecture"),
        "starts_at": starts,
        "ends_at": ends,
        "hours": hours,
    }
    _change(records, "D003", "meeting.assembly", quarter, merged, months=3)
    late = frame.ago(4)
    _change(records, "D003", "meeting.theme-day", late, {"entered_on": after(add_months(late, 1), 20)})
    _drop(records, "S003", "meeting.staff-study", frame.ago(2), last_only=True)
    records.trainings = [
        replace(each, attendees=tuple(person for person in each.attendees if person != MIDYEAR_MEMBER))
        for each in records.trainings
    ]


def _closed_in_order(records: Records, frame: Frame, roll: Roll) -> None:
    """Before it closed, the school talked with everyone and its members studied once more."""
    closed = closing(frame)
    day = open_days(add_months(closed, -1))[-1]
    begins = date(closed.year - 1, 9, 1)
    secretary, *others = roll.staff("S008", day)
    heard = {each.object for each in records.talks if begins <= each.held_on}
    if not frame.holds(day, day):
        return
    records.talks += [
        TalkEntry(held_on=day, talker=secretary, object=each, entered_on=day)
        for each in others
        if each not in heard
    ]
    records.trainings.append(
        TrainingEntry(
            code=f"D008-{day.year}-P1",
            title="撤并前党员集中学习",
            kind="其他",
            body="D008",
            starts_on=day,
            hours=30,
            attendees=tuple(roll.members("D008", day)),
            entered_on=day,
        )
    )


def _entered_in_grace(records: Records, frame: Frame, _roll: Roll) -> None:
    """Held on the month's last open day, entered on the fifth of the next month: still in time."""
    month = frame.ago(1)
    changed = {"held_on": open_days(month)[-1], "entered_on": after(add_months(month, 1), 4), "on_leave": ()}
    _change(records, "D014", "meeting.theme-day", month, changed)


def _entered_late(records: Records, frame: Frame, _roll: Roll) -> None:
    for months_ago, body, kind, days in (
        (2, "D015", "meeting.committee", 20),
        (3, "D015", "meeting.theme-day", 35),
        (2, "S015", "meeting.staff-study", 12),
    ):
        month = frame.ago(months_ago)
        entered = after(add_months(month, 1), days)
        _change(records, body, kind, month, {"entered_on": entered})
    quarter = frame.last_quarter()
    entered = after(add_months(quarter, 3), 19)
    _change(records, "D015", "meeting.assembly", quarter, {"entered_on": entered}, months=3)


def _explained(records: Records, frame: Frame, _roll: Roll) -> None:
    """Four meetings not held, with reasons: refused, pending, accepted, and accepted where no reason helps."""
    month, quarter = frame.ago(2), frame.last_quarter()
    label = f"{quarter.year}Q{quarter.month // 3 + 1}"
    earlier = frame.ago(3)
    _drop(records, "D016", "meeting.committee", month)
    _drop(records, "D016", "meeting.committee", earlier)
    _drop(records, "D016", "meeting.assembly", quarter, months=3)
    _drop(records, "D016", "meeting.lecture", quarter, months=3)
    accepted = after(add_months(quarter, 3), 11)
    refused = after(add_months(earlier, 1), 11)
    if refused <= frame.on:
        records.justifications.append(
            JustificationEntry(
                obligation="meeting.committee",
                subject_kind="org",
                subject="D016",
                period=f"{earlier.year}-{earlier.month:02}",
                reason=REASONS[0],
                refused_by=BUREAU,
                refused_on=refused,
            )
        )
    for obligation, period, reason, day in (
        ("meeting.committee", f"{month.year}-{month.month:02}", REASONS[0], None),
        ("meeting.assembly", label, REASONS[1], accepted),
        ("meeting.lecture", label, REASONS[2], accepted),
    ):
        is_accepted = day is not None and day <= frame.on
        records.justifications.append(
            JustificationEntry(
                obligation=obligation,
                subject_kind="org",
                subject="D016",
                period=period,
                reason=reason,
                accepted_by=BUREAU if is_accepted else None,
                accepted_on=day if is_accepted else None,
            )
        )


def _is(each: MeetingEntry, body: str, kind: str, month: date, months: int) -> bool:
    return each.body == body and kind in each.kinds and month <= each.held_on < add_months(month, months)


def _drop(
    records: Records, body: str, kind: str, month: date, months: int = 1, *, last_only: bool = False
) -> None:
    """Take out the meetings of a kind that a body held in a month or a few; or only the last of them."""
    found = [each for each in records.meetings if _is(each, body, kind, month, months)]
    dropped = found[-1:] if last_only else found
    records.meetings = [each for each in records.meetings if each not in dropped]


def _change(
    records: Records,
    body: str,
    kind: str,
    month: date,
    changed: dict[str, Any],
    months: int = 1,
) -> None:
    """Change something about them."""
    records.meetings = [
        replace(each, **changed) if _is(each, body, kind, month, months) else each
        for each in records.meetings
    ]
