"""Trainings, talks and study plans of the district."""

from collections.abc import Iterator, Sequence
from datetime import date

from hongzhu.meetings.actions import MeetingEntry
from hongzhu.policy.days import add_months
from hongzhu.study.actions import PlanEntry, TalkEntry
from hongzhu.training.actions import TrainingEntry

from .dice import Dice
from .frame import Frame, after, open_days, part_of
from .names import BUREAU
from .people import COMMITTEE_POSTS
from .plan import ATTACHED, LATE_ENTRIES, SchoolPlan
from .roll import LEADERS, Roll
from .texts import STUDY_PLANS

# month, third of the month, days, hours in tenths, kind, title, who, percent who come
COURSES = (
    (5, 1, 3, 160, "集中培训", "学校党组织书记集中培训", "secretaries", 100),
    (6, 1, 1, 80, "业务培训", "党务工作者业务培训", "workers", 100),
    (9, 0, 1, 80, "任职培训", "新任书记任职培训", "new secretaries", 100),
    (9, 2, 1, 80, "其他", "党员秋季集中轮训", "members", 94),
    (10, 1, 2, 160, "专题培训", "学校党组织班子成员培训", "teams", 100),
)
TALKED_TO = {"diligent": 100, "late_start": 100, "busy": 88, "behind": 45, "silent": 0}
"""percent of staff talked to in a school year, by habit of the school"""
PLANNED = {"diligent": 100, "late_start": 100, "busy": 85, "behind": 40, "silent": 0}
"""percent of the years in which a branch makes its plan for study, by habit of the school"""
DECIDING = ("meeting.assembly", "meeting.committee")
"""kinds of meeting that decide on it"""
TALK_MONTHS = (0, 1, 2, 3, 5, 6, 7, 8, 9)
"""months of the school year in which talks are held; February is short"""


def trainings(plans: Sequence[SchoolPlan], frame: Frame, roll: Roll) -> list[TrainingEntry]:
    """The bureau's courses, entered within the week, and what late beginners carry over."""
    found = [each for plan in plans for each in _carried_over(plan, frame, roll)]
    for month in frame.months():
        for number, (when, third, days, hours, kind, title, who, percent) in enumerate(COURSES, 1):
            if month.month != when:
                continue
            starts = part_of(month, third, 3)[0]
            entered = after(starts, days + Dice("course", number, frame.back(month)).between(0, 4))
            comers = [
                each
                for each in _invited(plans, roll, who, starts)
                if Dice("comes", number, each, frame.back(month)).chance(percent)
            ]
            if comers and frame.holds(starts, entered):
                found.append(
                    TrainingEntry(
                        code=f"{BUREAU}-{starts.year}-P{number}",
                        title=f"{starts.year}年{title}",
                        kind=kind,
                        body=BUREAU,
                        starts_on=starts,
                        ends_on=after(starts, days - 1),
                        hours=hours,
                        attendees=tuple(comers),
                        entered_on=entered,
                    )
                )
    return found


def _carried_over(plan: SchoolPlan, frame: Frame, roll: Roll) -> Iterator[TrainingEntry]:
    """A school that begins late brings the hours of that year over from its paper book."""
    day = plan.begins(frame)
    if plan.habit == "late_start" and day <= frame.on:
        yield TrainingEntry(
            code=f"{plan.org}-{day.year}-P1",
            title="本年集中学习（据学时登记簿转记）",
            kind="其他",
            body=plan.org,
            starts_on=day,
            hours=80,
            attendees=tuple(roll.members(plan.org, day)),
            entered_on=day,
        )


def _invited(plans: Sequence[SchoolPlan], roll: Roll, who: str, day: date) -> list[str]:
    """Who is meant; the bureau's own committee attends what it holds for members and leaders."""
    orgs = dict.fromkeys(code for plan in plans for code in (plan.org, *plan.branches) if code)
    found = {person: None for org in orgs for person in _invited_of(roll, who, org, day)}
    if who in ("members", "secretaries", "teams"):
        found |= dict.fromkeys(roll.holders(BUREAU, (*LEADERS, *COMMITTEE_POSTS), day))
    return list(found)


def _invited_of(roll: Roll, who: str, org: str, day: date) -> list[str]:
    match who:
        case "members":
            return roll.members(org, day)
        case "secretaries":
            return roll.holders(org, ("secretary",), day)
        case "workers":
            return roll.holders(org, ("party_worker",), day)
        case "teams":
            return roll.holders(org, (*LEADERS, *COMMITTEE_POSTS), day)
    before = roll.holders(org, ("secretary",), add_months(day, -3))
    return [each for each in roll.holders(org, ("secretary",), day) if each not in before]


def talks(plans: Sequence[SchoolPlan], frame: Frame, roll: Roll) -> Iterator[TalkEntry]:
    """The secretary, or a deputy, talks to everyone on the staff once in a school year."""
    for plan in plans:
        for years_ago in range(frame.on.year - frame.since.year + 1, -1, -1):
            for person in roll.ever(plan.code) if plan.org else ():
                talk = _talk(plan, person, years_ago, frame, roll)
                if talk is not None:
                    yield talk


def _talk(plan: SchoolPlan, person: str, years_ago: int, frame: Frame, roll: Roll) -> TalkEntry | None:
    """The talk with someone in a school year, if it was held and entered by the last day."""
    dice = Dice("talk", person, years_ago)
    if not dice.chance(TALKED_TO["busy" if plan.tie == ATTACHED else plan.habit]):
        return None
    months = [add_months(frame.school_year(years_ago), each) for each in TALK_MONTHS]
    months = [each for each in months if each >= plan.begins(frame).replace(day=1)]
    if not months:
        return None
    held = dice.pick(open_days(dice.pick(months)))
    entered = max(plan.begins(frame), after(held, dice.between(0, 4)))
    leaders = roll.holders(plan.org, LEADERS, held)
    is_meant = person in roll.staff(plan.code, held) and person not in leaders
    if not leaders or not is_meant or not frame.holds(held, entered):
        return None
    talker = leaders[dice.chance(40) and len(leaders) > 1]
    return TalkEntry(held_on=held, talker=talker, object=person, entered_on=entered)


def study_plans(
    plans: Sequence[SchoolPlan], meetings: Sequence[MeetingEntry], frame: Frame
) -> Iterator[PlanEntry]:
    """Every branch's plan for a year, decided on in March by a meeting if there was one, which has its number."""
    deciding: dict[tuple[str, int], MeetingEntry] = {}
    for each in meetings:
        if each.held_on.month == 3 and set(each.kinds) & set(DECIDING):
            deciding.setdefault((each.body, each.held_on.year), each)
    for plan in plans:
        for org in plan.branches if plan.is_host else ():
            for year in range(frame.since.year, frame.on.year + 1):
                entry = _study_plan(plan, org, year, deciding.get((org, year)), frame)
                if entry is not None:
                    yield entry


def _study_plan(
    plan: SchoolPlan, org: str, year: int, meeting: MeetingEntry | None, frame: Frame
) -> PlanEntry | None:
    dice = Dice("plan", org, frame.on.year - year)
    march = date(year, 3, 1)
    decided = meeting.held_on if meeting else dice.pick(part_of(march, 1, 3))
    is_late = plan.number == LATE_ENTRIES and year == frame.last(5).year
    entered = date(year, 4, 24) if is_late else after(decided, dice.between(0, 4))
    is_made = dice.chance(PLANNED["busy" if plan.tie == ATTACHED else plan.habit])
    exists = (plan.opened_on or decided) <= decided and (plan.closed_on is None or decided < plan.closed_on)
    if not is_made or not exists or decided < plan.begins(frame) or not frame.holds(decided, entered):
        return None
    return PlanEntry(
        org=org,
        year=year,
        decided_on=decided,
        meeting=meeting.code if meeting else None,
        words=dice.pick(STUDY_PLANS),
        entered_on=entered,
    )
