"""What superiors have asked: one thing that is over and closed, one that half have answered, one of a township."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from hongzhu.assignments.actions import AssignmentEntry, ItemEntry, RespondedEntry, SentEntry
from hongzhu.orgs.actions import OrgEntry

from .dice import Dice
from .frame import Frame, after
from .names import BUREAU
from .plan import SECRETARYS_SCHOOL, SchoolPlan

QUIET: Final = "silent"
"""the habit of a school that does not use the system"""
PLAN_ITEMS: Final = (
    ItemEntry(title="书记", figure="people.secretary"),
    ItemEntry(title="党员人数", figure="people.members"),
    ItemEntry(title="入党积极分子人数", figure="people.activists"),
    ItemEntry(title="明年打算发展几人"),
)


def assignments(plans: Iterable[SchoolPlan], orgs: Iterable[OrgEntry], frame: Frame) -> list[SentEntry]:
    """In the order in which they were sent; nothing from before the demo begins."""
    chosen = list(plans)
    founded = {each.code: each for each in orgs}
    found = [
        _over(chosen, founded, frame),
        _of_township(chosen, founded, frame),
        _open(chosen, founded, frame),
    ]
    return _numbered(each for each in found if each.sent_on >= frame.since and each.asked.asked)


def _over(plans: list[SchoolPlan], orgs: dict[str, OrgEntry], frame: Frame) -> SentEntry:
    """Sent forty days ago, due after ten; nearly all answered in time."""
    sent_on, due_on = after(frame.on, -40), after(frame.on, -30)
    asked = _asked(plans, orgs, sent_on)
    responses = []
    for code in asked:
        dice = Dice("asked-over", code)
        day = after(due_on, dice.between(1, 2)) if dice.chance(8) else after(sent_on, dice.between(1, 9))
        responses.append(RespondedEntry(org=code, responded_on=day, words="已经部署，按时落实。"))
    entry = AssignmentEntry(
        org=BUREAU,
        title="报主题党日活动安排",
        words="写一句打算什么时候办、办什么就行，不用另附方案。",
        due_on=due_on,
        asked=asked,
    )
    return SentEntry(
        code="",
        asked=entry,
        sent_on=sent_on,
        responses=tuple(responses),
        closed_on=after(frame.on, -20),
        closed_reason="都回了，谢谢各支部。",
    )


def _open(plans: list[SchoolPlan], orgs: dict[str, OrgEntry], frame: Frame) -> SentEntry:
    """Sent ten days ago, due in four; two of three have answered, the secretary of the demo has not."""
    sent_on = after(frame.on, -10)
    asked, responses, read = _asked(plans, orgs, sent_on), [], []
    habits = {plan.org: plan.habit for plan in plans}
    for code in asked:
        dice = Dice("asked-open", code)
        if habits.get(code) == QUIET:
            continue
        if code != f"D{SECRETARYS_SCHOOL:03}" and dice.chance(65):
            given = (
                "书记本人",
                f"{dice.between(3, 20)}人",
                f"{dice.between(0, 3)}人",
                f"{dice.between(0, 2)}",
            )
            day = min(after(sent_on, dice.between(1, 9)), frame.on)
            responses.append(RespondedEntry(org=code, responded_on=day, given=given))
        elif code != f"D{SECRETARYS_SCHOOL:03}" and dice.chance(60):
            read.append(code)
    entry = AssignmentEntry(
        org=BUREAU,
        title="明年发展党员计划",
        words="请核对系统带出的三项，再填明年打算发展几人。有疑问打党建办电话。",
        due_on=after(frame.on, 4),
        items=PLAN_ITEMS,
        asked=asked,
    )
    return SentEntry(code="", asked=entry, sent_on=sent_on, read=tuple(read), responses=tuple(responses))


def _of_township(plans: list[SchoolPlan], orgs: dict[str, OrgEntry], frame: Frame) -> SentEntry:
    """The first township that leads a branch; the first of its branches has answered."""
    sent_on = after(frame.on, -15)
    leading = next((orgs[plan.org].led_by for plan in plans if _leader(plan, orgs) != BUREAU), None)
    asked = _asked([plan for plan in plans if _leader(plan, orgs) == leading], orgs, sent_on)
    answered = [
        RespondedEntry(org=code, responded_on=after(sent_on, 2), words="本月25日前开完，届时请派人参加。")
        for code in asked[:1]
    ]
    entry = AssignmentEntry(
        org=leading or BUREAU,
        title="组织生活会准备情况",
        words="写一句准备到哪一步。",
        due_on=after(frame.on, 6),
        asked=asked if leading else (),
    )
    return SentEntry(code="", asked=entry, sent_on=sent_on, responses=tuple(answered))


def _leader(plan: SchoolPlan, orgs: dict[str, OrgEntry]) -> str | None:
    """The organisation that leads the school's; the bureau where there is none."""
    return orgs[plan.org].led_by if plan.org in orgs else BUREAU


def _asked(plans: Iterable[SchoolPlan], orgs: dict[str, OrgEntry], on: date) -> tuple[str, ...]:
    """The organisations of schools that were there on the day, each once."""
    open_schools = (
        plan
        for plan in plans
        if (plan.opened_on is None or plan.opened_on <= on)
        and (plan.closed_on is None or plan.closed_on > on)
    )
    codes = dict.fromkeys(plan.org for plan in open_schools if plan.org)
    return tuple(
        code
        for code in codes
        if code in orgs and orgs[code].founded_on <= on and (orgs[code].closed_on or on + timedelta(1)) > on
    )


def _numbered(entries: Iterable[SentEntry]) -> list[SentEntry]:
    counts: dict[tuple[str, int], int] = {}
    found = []
    for each in sorted(entries, key=lambda entry: entry.sent_on):
        year = each.asked.org, each.sent_on.year
        counts[year] = counts.get(year, 0) + 1
        code = f"{each.asked.org}-{each.sent_on.year}-R{counts[year]}"
        found.append(SentEntry(**(vars(each) | {"code": code})))
    return found
