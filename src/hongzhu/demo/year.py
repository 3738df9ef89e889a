"""The meetings of a school and of its organisations, month by month, as diligent as the school is."""

from collections.abc import Iterator, Sequence
from datetime import date, time

from hongzhu.meetings.actions import ALL, AgendaEntry, MeetingEntry, ResolutionEntry
from hongzhu.orgs.actions import OrgEntry

from .dice import Dice
from .frame import Frame, after, part_of
from .names import BUREAU
from .people import COMMITTEE_FROM, COMMITTEE_POSTS
from .plan import ATTACHED, GENERAL, JOINT, SchoolPlan
from .roll import LEADERS, Roll
from .texts import TEXTS

SKIPPED_AND_LATE = {
    "diligent": (0, 0),
    "late_start": (0, 0),
    "busy": (4, 6),
    "behind": (28, 20),
    "silent": (100, 0),
}
"""percent of meetings that were not held, and percent that were entered long after, by habit"""

LONG = {"meeting.theme-day": (time(14), time(16), 10), "meeting.lecture": (time(15), time(17), 20)}
"""kinds that count hours: begin, end, tenths of an hour"""
BY_NAME = ("meeting.joint", "meeting.school-affairs", "meeting.principal-report")
"""kinds whose minutes name those present"""
USUAL = (time(15, 30), time(16, 30), 0)


class Diary:
    """What one school and its organisations enter."""

    def __init__(self, plan: SchoolPlan, orgs: Sequence[OrgEntry], frame: Frame, roll: Roll) -> None:
        self.plan = plan
        self.orgs = {org.code: org for org in orgs}
        self.frame = frame
        self.roll = roll
        self.begins = plan.begins(frame)

    def meetings(self) -> Iterator[MeetingEntry]:
        """Everything that had been entered by the last day."""
        for month in self.frame.months():
            if month < self.begins.replace(day=1):
                continue
            yield from self._of_school(month)
            if self.plan.is_host:
                for code in self.plan.branches:
                    yield from self._of_branch(code, month)
                for code in self.plan.groups:
                    yield from self._meeting(code, month, (1, 3), "meeting.group")
                if self.plan.tie == GENERAL and month.month in (6, 12):
                    kind = "meeting.democratic-life" if month.month == 12 else "meeting.committee"
                    yield from self._meeting(self.plan.org, month, (2, 4), kind)

    def _of_school(self, month: date) -> Iterator[MeetingEntry]:
        code, number = self.plan.code, self.plan.number
        yield from self._meeting(code, month, (0, 3), "meeting.staff-study")
        yield from self._meeting(code, month, (2, 3), "meeting.staff-study")
        if month.month % 2:
            kind = "meeting.joint" if self.plan.staff >= 20 else "meeting.school-affairs"
            yield from self._meeting(code, month, (1, 4), kind)
        if month.month == (12 if self.plan.habit == "late_start" else (3, 6, 12)[number % 3]):
            yield from self._meeting(code, month, (1, 2), "meeting.principal-report")

    def _of_branch(self, code: str, month: date) -> Iterator[MeetingEntry]:
        number = self.plan.number
        if self._has_committee():
            yield from self._meeting(code, month, (0, 4), "meeting.committee")
        yield from self._meeting(code, month, (2, 4), "meeting.theme-day")
        quarter = month.month % 3
        # July and August are holidays, so what is due in the third quarter is done in September.
        if quarter == 0 if month.month in (7, 8, 9) else quarter == (0, 2)[number % 2]:
            yield from self._meeting(code, month, (1, 4), "meeting.assembly")
        if quarter == 0 if month.month in (7, 8, 9) else quarter == (2, 1, 0)[number % 3]:
            yield from self._meeting(code, month, (3, 4), "meeting.lecture")
        if month.month == (12, 11)[number % 4 == 0]:
            yield from self._meeting(code, month, (1, 3), "meeting.org-life")
            if self._has_committee():
                yield from self._meeting(code, month, (2, 3), "meeting.democratic-life")

    def _has_committee(self) -> bool:
        return self.plan.tie == ATTACHED or (self.plan.tie != JOINT and self.plan.members >= COMMITTEE_FROM)

    def _meeting(self, body: str, month: date, part: tuple[int, int], kind: str) -> Iterator[MeetingEntry]:
        dice = Dice("meeting", body, kind, part, self.frame.back(month))
        held = dice.pick(part_of(month, *part))
        skipped, late = SKIPPED_AND_LATE[self.plan.habit]
        is_skipped, is_late = dice.chance(skipped), dice.chance(late)
        entered = max(self.begins, after(held, dice.between(20, 60) if is_late else dice.between(0, 3)))
        if not is_skipped and self.frame.holds(held, entered) and self._exists(body, held):
            yield self._entry(body, kind, held, entered, dice)

    def _exists(self, body: str, day: date) -> bool:
        org = self.orgs.get(body)
        opened = org.founded_on if org else self.plan.opened_on
        closed = org.closed_on if org else self.plan.closed_on
        return (opened is None or opened <= day) and (closed is None or day < closed)

    def _entry(self, body: str, kind: str, held: date, entered: date, dice: Dice) -> MeetingEntry:
        starts, ends, hours = LONG.get(kind, USUAL)
        agenda, resolutions = lines_of(dice.pick(TEXTS[kind]))
        chair, recorder = self._officers(body, kind, held)
        return MeetingEntry(
            code="",
            body=body,
            kinds=(kind,),
            held_on=held,
            starts_at=starts,
            ends_at=ends,
            place="多功能教室" if kind in ("meeting.staff-study", "meeting.principal-report") else "会议室",
            chair=chair,
            recorder=recorder,
            agenda=agenda,
            resolutions=resolutions,
            hours=hours or None,
            present=self._present(kind, held) or ALL,
            on_leave=self._on_leave(body, kind, held, dice, chair),
            entered_on=entered,
        )

    def _present(self, kind: str, day: date) -> tuple[str, ...]:
        """By name where not everybody is meant: leaders of both sides, or representatives."""
        school, org, roll = self.plan.code, self.plan.org, self.roll
        staff = roll.staff(school, day)
        if kind == "meeting.principal-report":
            return tuple(staff[::3])
        if kind not in BY_NAME:
            return ()
        found = roll.holders(school, ("principal", "vice_principal", "union_chair"), day)
        if kind == "meeting.joint":
            found += roll.holders(org, (*LEADERS, *COMMITTEE_POSTS), day)
        return tuple(dict.fromkeys([*found, *staff[:3]]))

    def _officers(self, body: str, kind: str, day: date) -> tuple[str | None, str | None]:
        """(chair, recorder): groups and schools have their own heads."""
        org = self.plan.org
        head = self.roll.first(body, ("group_leader",) if kind == "meeting.group" else LEADERS, day)
        if body == self.plan.code:
            head = self.roll.first(body, ("principal",), day)
        recorders = ("organization_member", "party_worker", "publicity_member")
        recorder = self.roll.first(body, recorders, day) or (
            self.roll.first(org, recorders, day) if org else None
        )
        return head or (self.roll.first(org, LEADERS, day) if org else None), recorder

    def _on_leave(self, body: str, kind: str, day: date, dice: Dice, chair: str | None) -> tuple[str, ...]:
        """Somebody is on leave now and then; a small meeting is postponed instead."""
        if kind in ("meeting.committee", "meeting.democratic-life", *BY_NAME) or not dice.chance(30):
            return ()
        everyone = self.roll.staff(body, day) if body == self.plan.code else self.roll.members(body, day)
        others = [each for each in everyone if each != chair]
        return tuple(sorted(dice.some(others, dice.between(1, 2)))) if len(others) >= COMMITTEE_FROM else ()


def lines_of(texts: tuple[str, str]) -> tuple[tuple[AgendaEntry, ...], tuple[ResolutionEntry, ...]]:
    """Agenda and resolutions of a text, a line each."""
    agenda, resolutions = (filter(None, text.split("；")) for text in texts)
    return (
        tuple(AgendaEntry(words=words) for words in agenda),
        tuple(ResolutionEntry(words=words.removesuffix("。") + "。") for words in resolutions),
    )


def district_meetings(frame: Frame) -> Iterator[MeetingEntry]:
    """The bureau's committee meets about schools every spring, and at the end of the first year."""
    for month in frame.months():
        if month.month != 3 and month != date(frame.since.year, 12, 1):
            continue
        held = part_of(month, 1, 3)[0]
        agenda, resolutions = lines_of(TEXTS["meeting.district-topic"][0])
        if frame.holds(held, after(held, 1)):
            yield MeetingEntry(
                code="",
                body=BUREAU,
                kinds=("meeting.district-topic",),
                held_on=held,
                starts_at=time(9),
                ends_at=time(11),
                place="教育局会议室",
                chair="P000-01",
                recorder="P000-03",
                agenda=agenda,
                resolutions=resolutions,
                present=ALL,
                entered_on=after(held, 1),
            )


def numbered(meetings: Sequence[MeetingEntry]) -> list[MeetingEntry]:
    """Meetings in order, with numbers such as D001-2026-007: body, year, place in the year."""
    counts: dict[tuple[str, int], int] = {}
    found = []
    for each in sorted(meetings, key=lambda each: (each.body, each.held_on, each.kinds)):
        year = each.body, each.held_on.year
        counts[year] = counts.get(year, 0) + 1
        values = vars(each) | {"code": f"{each.body}-{each.held_on.year}-{counts[year]:03}"}
        found.append(MeetingEntry(**values))
    return found
