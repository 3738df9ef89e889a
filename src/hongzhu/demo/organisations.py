"""Party organisations of the district: the bureau's committee, the townships', branches, groups; their terms."""

from collections.abc import Iterator, Sequence
from datetime import date

from hongzhu.orgs.actions import ElectionEntry, OrgEntry, SchoolEntry
from hongzhu.policy.days import add_months

from .dice import Dice
from .frame import Frame, after, open_days
from .names import BUREAU, RURAL, TOWNSHIPS
from .plan import ATTACHED, FOUNDED_LATELY, GENERAL, JOINT, TERM_ENDING, TERM_OVER, SchoolPlan

YEARS_OF_A_COMMITTEE = 5
YEARS_OF_A_BRANCH = 3


def school_entry(plan: SchoolPlan, frame: Frame) -> SchoolEntry:
    """The row of the sheet 学校."""
    dice = Dice("school", plan.number)
    return SchoolEntry(
        code=plan.code,
        name=plan.name,
        kind=plan.kind,
        township=TOWNSHIPS[plan.township][0],
        opened_on=plan.opened_on or date(frame.on.year - dice.between(12, 60), 9, 1),
        closed_on=plan.closed_on,
        pupils=plan.staff * dice.between(9, 16),
        is_large=plan.is_large,
    )


def organisations(plans: Sequence[SchoolPlan], frame: Frame) -> tuple[list[OrgEntry], list[ElectionEntry]]:
    """Every organisation, superiors first, and their elections."""
    orgs, elections = [], []
    for org, term in _all(plans, frame):
        orgs.append(org)
        elections += term
    return orgs, elections


Made = tuple[OrgEntry, list[ElectionEntry]]


def _all(plans: Sequence[SchoolPlan], frame: Frame) -> Iterator[Made]:
    yield _superior(BUREAU, "东昌区教育局党委", "committee", frame)
    for code, (name, kind) in TOWNSHIPS.items():
        yield _superior(code, f"{name}{'党工委' if kind == 'work_committee' else '党委'}", kind, frame)
    for plan in plans:
        if not plan.is_host:
            continue
        covered = [each for each in plans if each.org == plan.org]
        yield _answering(plan, covered, frame)
        if plan.tie == GENERAL:
            for code, word in zip(plan.branches, ("第一", "第二"), strict=True):
                yield _branch(code, f"{plan.name}{word}党支部", plan, frame, led_by=plan.org)
        for code in plan.groups:
            name = f"{plan.name}党支部第{'一二三'[int(code[-1]) - 1]}党小组"
            founded = _founded(plan, frame)
            yield OrgEntry(code=code, name=name, kind="party_group", led_by=plan.org, founded_on=founded), []


def _superior(code: str, name: str, kind: str, frame: Frame) -> Made:
    """A committee elects; a 党工委 is sent by the committee above it, so it has no term of its own."""
    org = OrgEntry(code=code, name=name, kind=kind, founded_on=date(2002, 3, 1))
    if kind == "work_committee":
        return org, []
    held = _some_day(
        Dice("term", code), add_months(frame.on.replace(day=1), -Dice("months", code).between(8, 50))
    )
    months = 12 * YEARS_OF_A_COMMITTEE
    return org, [ElectionEntry(org=code, held_on=held, months=months, entered_on=held)]


def _answering(plan: SchoolPlan, covered: Sequence[SchoolPlan], frame: Frame) -> Made:
    """The organisation that names schools in its coverage."""
    led_by, guided_by = _lines(plan)
    names = {
        JOINT: f"{plan.name}等{'〇一二三四五六七八九'[len(covered)]}校联合党支部",
        GENERAL: f"{plan.name}党总支",
        ATTACHED: f"{TOWNSHIPS[plan.township][0]}东篱社区党支部",
    }
    kinds = {JOINT: "joint_branch", GENERAL: "general_branch"}
    return _branch(
        plan.org,
        names.get(plan.tie, f"{plan.name}党支部"),
        plan,
        frame,
        led_by=led_by,
        guided_by=guided_by,
        kind=kinds.get(plan.tie, "branch"),
        covers=tuple(each.code for each in covered),
    )


def _lines(plan: SchoolPlan) -> tuple[str, str | None]:
    """(leads, guides). Rural and private ones: the township leads, the bureau guides; else the other way round."""
    if plan.tie == ATTACHED:
        return plan.township, None
    if plan.township in RURAL or plan.kind == "private_kindergarten":
        return plan.township, BUREAU
    return BUREAU, None if plan.number % 3 == 1 else plan.township


def _branch(
    code: str,
    name: str,
    plan: SchoolPlan,
    frame: Frame,
    *,
    led_by: str,
    guided_by: str | None = None,
    kind: str = "branch",
    covers: tuple[str, ...] = (),
) -> Made:
    founded = _founded(plan, frame)
    held = _last_election(code, plan, frame)
    # The election before that one: terms are renewed a little before they run out.
    before = after(add_months(held, -12 * YEARS_OF_A_BRANCH), Dice("early", code).between(10, 50))
    org = OrgEntry(
        code=code,
        name=name,
        kind=kind,
        led_by=led_by,
        guided_by=guided_by,
        covers=covers or ((plan.code,) if plan.tie == GENERAL else ()),
        founded_on=founded,
        closed_on=plan.closed_on,
        term_started_on=before if before >= founded else held,
        has_committee=plan.has_committee if kind == "branch" else None,
    )
    if before < founded:
        return org, []
    return org, [ElectionEntry(org=code, held_on=held, entered_on=after(held, 2))]


def _founded(plan: SchoolPlan, frame: Frame) -> date:
    if plan.number == FOUNDED_LATELY:
        return frame.school_year().replace(day=15)
    return date(frame.on.year - Dice("founded", plan.org).between(7, 25), 6, 20)


def _last_election(code: str, plan: SchoolPlan, frame: Frame) -> date:
    """The election that began the present term."""
    term = -12 * YEARS_OF_A_BRANCH
    match plan.number:
        case n if n == TERM_ENDING:
            return add_months(after(frame.on, 45), term)
        case n if n == TERM_OVER:
            return add_months(after(frame.on, -40), term)
        case n if n == FOUNDED_LATELY:
            return _founded(plan, frame)
    end = plan.closed_on or frame.on
    dice = Dice("term", code)
    return _some_day(dice, add_months(end.replace(day=1), -dice.between(4, 32)))


def _some_day(dice: Dice, month: date) -> date:
    return dice.pick(open_days(month))
