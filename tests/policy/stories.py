"""Little stories of one school, its branch and one person, to be explained: every status of every shape."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from hongzhu import house
from hongzhu.policy.compiling import compile_pack
from hongzhu.policy.days import FOREVER, spoken, to_day
from hongzhu.policy.explaining import Explanation, explain
from hongzhu.policy.fitting import spells_of
from hongzhu.policy.loading import SHIPPED, load_pack
from hongzhu.policy.reference import Fact, Row, judge, known_on
from hongzhu.policy.rules import CONTINUOUS, COUNTED, Compiled, Rule
from hongzhu.policy.standing import status
from hongzhu.policy.vocabulary import ATTRIBUTES, EVIDENCE, STATUSES
from hongzhu.policy.world import Being, World

SCHOOL, BRANCH, PERSON, DISTRICT, CASE = 1, 2, 3, 4, 5
SUBJECTS = {"school": SCHOOL, "org": BRANCH, "person": PERSON, "district": DISTRICT, "decision": CASE}
USED = date(2019, 3, 1)
Done = tuple[str, str] | tuple[str, str, str] | tuple[str, str, str, float]
"""kind, day, day entered (the same if left out), quantity"""


@dataclass(frozen=True)
class Story:
    """Who did what, and on which day one asks about which duty and period."""

    name: str
    duty: str
    on: str
    period: str = ""
    done: tuple[Done, ...] = ()
    posts: tuple[tuple[str, str, str], ...] = ()
    """posts of the person: post, from, until"""
    member: tuple[str, str] = ("2010-07-01", "")
    """full member of the branch from, until"""
    founded: str = "2010-01-01"
    """of the branch"""
    retired: str = ""
    joined: str = "2010-01-01"
    """when the branch began to cover the school; empty: never"""
    used: date | None = USED
    excused: str = ""
    installed: bool = False
    """only what today's rooms record; otherwise as if everything could be recorded"""
    attributes: dict[str, str] = field(default_factory=dict)
    """attributes of the school"""


@cache
def rules(*, installed: bool) -> Compiled:
    every = {f"{kind}.{name}" for kind in ATTRIBUTES for name in ATTRIBUTES[kind]}
    return compile_pack(
        load_pack(SHIPPED / "dongchang-2017"),
        (date(2019, 1, 1), date(2029, 1, 1)),
        recordable_facts=set(house.FACT_KINDS) if installed else set(EVIDENCE),
        recordable_attributes=set(house.RECORDED_ATTRIBUTES) if installed else every,
    )


def day(text: str) -> int:
    return to_day(date.fromisoformat(text)) if text else FOREVER


def world_of(story: Story) -> World:
    world = World()
    world.beings = {
        SCHOOL: Being("school", "S1", 1, FOREVER),
        BRANCH: Being("org", "D1", day(story.founded), FOREVER),
        PERSON: Being("person", "P1", 1, FOREVER),
        DISTRICT: Being("district", "220502", 1, FOREVER),
        CASE: Being("decision", "2026-01", day("2026-03-01"), FOREVER),
    }
    world.add_attribute(SCHOOL, "kind", "public_primary", 1, FOREVER)
    for name, since in story.attributes.items():
        world.add_attribute(SCHOOL, name, "yes", day(since), FOREVER)
    world.add_attribute(BRANCH, "kind", "branch", 1, FOREVER)
    world.add_attribute(PERSON, "serving", "yes", 1, FOREVER)
    if story.retired:
        world.add_attribute(PERSON, "retired", "yes", day(story.retired), FOREVER)
    start, end = map(day, story.member)
    world.add_attribute(PERSON, "status", "full", start, end)
    world.add_link("branch", PERSON, BRANCH, 1, FOREVER)
    world.add_link("school", PERSON, SCHOOL, 1, FOREVER)
    if story.joined:
        world.add_link("covers", BRANCH, SCHOOL, day(story.joined), FOREVER)
    for post, since, until in story.posts:
        body = SCHOOL if "principal" in post else BRANCH
        world.add_link(f"post.{post}", PERSON, body, day(since), day(until))
    return world


def facts_of(story: Story, subject: int) -> Iterator[Fact]:
    for number, (kind, happened, *rest) in enumerate(story.done, 1):
        entered = day(str(rest[0])) if rest else day(happened)
        size = float(rest[1]) if len(rest) > 1 else 0 if kind == "election" else 1
        qty = round(size) if kind == "election" else round(size * 10)
        since = max(day(happened), entered)
        room = kind.partition(".")[0]
        source = (
            f"{room}:{room[0].upper()}{number}" if room in {"meeting", "training"} else f"{room}:1:{number}"
        )
        yield Fact(kind, subject, day(happened), entered, since, FOREVER, qty, source)


@dataclass(frozen=True)
class Told:
    """A story with its row, label and explanation."""

    story: Story
    rule: Rule
    row: Row
    label: str
    explanation: Explanation


def tell(story: Story) -> Told:
    """Judge and explain a story."""
    compiled, on = rules(installed=story.installed), day(story.on)
    rule = compiled.rule(story.duty)
    subject = SUBJECTS[rule.subject]
    world = world_of(story)
    roles = spells_of(compiled, world, [subject])
    known = known_on(facts_of(story, subject), on).get(subject, [])
    rows = list(judge(rule, subject, roles, known, compiled.effective))
    if rule.shape in COUNTED:
        (row,) = [each for each in rows if each.label == story.period]
    elif rule.shape in CONTINUOUS:
        (row,) = [each for each in rows if each.period <= on < each.until]
    else:
        row = [each for each in rows if each.period <= on][-1 if not story.period else int(story.period)]
    used = story.used and to_day(story.used)
    label = status(row, rule, on, used=used, excused=day(story.excused) if story.excused else None)
    explanation = explain(compiled.pack, rule, row, label, on=on, roles=roles, facts=known, used=used)
    return Told(story, rule, row, label, explanation)


def printed(told: Told) -> str:
    """As a branch secretary would read it."""
    story, found = told.story, told.explanation
    duty = told.rule.obligations[told.row.rank]
    period = f" {told.row.label}" if told.row.label else ""
    lines = [
        f"## {story.name}",
        f"{duty.title}{period}，{spoken(day(story.on))}看：【{STATUSES[told.label]}】",
    ]
    lines += [f"  {number}. {step}" for number, step in enumerate(found.steps, 1)]
    lines += [f"  计入：{each}" for each in found.counted]
    lines += [f"  不计：{each}" for each in found.not_counted]
    lines += [f"  怎么办：{found.settle}"] if found.settle else []
    return "\n".join(lines) + "\n"


def assembly(name: str, on: str, *done: Done, **words) -> Story:
    return Story(f"按季度、一般：{name}", "meeting.assembly", on, "2026Q3", done, **words)


def study(name: str, on: str, *done: Done, **words) -> Story:
    return Story(f"按月、必须：{name}", "staff.study", on, "2026-10", done, **words)


def hours(name: str, on: str, *done: Done, **words) -> Story:
    return Story(f"学时：{name}", "hours.member", on, "2025", done, **words)


def term(name: str, on: str, *done: Done, **words) -> Story:
    return Story(f"换届：{name}", "term.election", on, done=done, **words)


ASSEMBLY, STUDY, HOURS, VOTE = "meeting.assembly", "meeting.staff-study", "training.hours", "election"
SECRETARY = (("secretary", "2020-01-01", ""),)
HALF_SECRETARY = (("secretary", "2025-07-01", ""),)
EIGHT: Done = (HOURS, "2025-04-10", "2025-04-10", 8)
VOTED: Done = (VOTE, "2023-11-22")

CONSULTED: Done = ("step.consulted", "2026-03-02")
HEARD: Done = ("step.opinions-heard", "2026-03-05")
MET: Done = ("step.meeting-held", "2026-03-09")
DISCLOSED: Done = ("step.disclosed", "2026-03-12")

STORIES = [
    assembly("还早", "2026-08-01"),
    assembly("快到期", "2026-09-10", (ASSEMBLY, "2026-06-28")),
    assembly("按时开了", "2026-09-20", (ASSEMBLY, "2026-08-20")),
    assembly("季末开，宽限最后一天登记", "2026-10-20", (ASSEMBLY, "2026-09-30", "2026-10-10")),
    assembly("季末开，宽限过后第一天登记", "2026-10-20", (ASSEMBLY, "2026-09-30", "2026-10-11")),
    assembly("宽限过了才登记", "2026-11-22", (ASSEMBLY, "2026-08-20", "2026-10-20")),
    assembly("本季最后一天", "2026-09-30"),
    assembly("下一季第一天", "2026-10-01"),
    assembly("宽限期", "2026-10-05"),
    assembly("过期，十月初补开的不算", "2026-10-11", (ASSEMBLY, "2026-10-08")),
    assembly("理由已认可", "2026-10-20", excused="2026-10-15"),
    assembly("新成立，不满半季", "2026-10-20", founded="2026-08-20"),
    assembly("还没有用本系统", "2026-10-20", used=None),
    assembly("后来才用本系统", "2026-11-22", used=date(2026, 11, 1)),
    study("差一次", "2026-10-10", (STUDY, "2026-10-08")),
    study("月底差一次", "2026-10-28", (STUDY, "2026-10-08")),
    study("够了", "2026-10-31", (STUDY, "2026-10-08"), (STUDY, "2026-10-22")),
    study("一次补记", "2026-11-22", (STUDY, "2026-10-08"), (STUDY, "2026-10-22", "2026-11-20")),
    study("两次都补记，还有一次是上月的", "2026-11-22", (STUDY, "2026-09-28"), (STUDY, "2026-10-08", "2026-11-20"),
          (STUDY, "2026-10-22", "2026-11-21")),
    study("宽限期", "2026-11-07", (STUDY, "2026-10-08")),
    study("过期", "2026-11-08", (STUDY, "2026-10-08")),
    study("还没有用本系统", "2026-11-22", used=None),
    Story("每学年、原则上：别人谈的不算", "staff.talk", "2026-09-30", "2025学年",
          (("talk.other", "2026-05-06"), ("talk", "2026-09-10"))),
    Story("每学年、原则上：谈了", "staff.talk", "2026-05-06", "2025学年", (("talk", "2026-05-06"),)),
    Story("次数是本区设定：组织生活会", "life.org", "2026-12-01", "2026"),
    Story("有期限：计划该在三月底以前定", "plan.study", "2026-04-20", "2026"),
    Story("有期限：过期以后才定", "plan.study", "2026-05-20", "2026", (("plan.study", "2026-05-10"),)),
    Story("半年一次", "moral.analysis", "2026-06-20", "2026H1"),
    Story("有时间段：年末或次年初", "secretary.appraisal", "2027-01-10", "2026",
          (("appraisal.secretary", "2026-11-20"),), SECRETARY),
    Story("须在职：任书记以前的培训不算", "secretary.training", "2026-12-20", "2026",
          (("training.secretary", "2026-02-10"), ("training.secretary", "2026-09-10")),
          (("secretary", "2026-04-01", ""),)),
    Story("须在职：任书记不满半年", "secretary.training", "2026-12-20", "2026", (), (("secretary", "2026-08-01", ""),)),
    Story("两年一次", "honours.biennial", "2026-12-20", "2025-2026"),
    hours("全年党员，差一点", "2026-01-10", EIGHT, (HOURS, "2025-10-09", "2025-10-09", 7.5)),
    hours("全年党员，够了", "2025-12-31", EIGHT, (HOURS, "2025-10-09", "2025-10-09", 8)),
    hours("年中入党，按天折算", "2026-02-01", EIGHT, member=("2025-07-01", "")),
    hours("下半年任书记，两段相加", "2026-02-01", EIGHT, posts=HALF_SECRETARY),
    hours("下半年任书记，够了", "2026-02-01", EIGHT, (HOURS, "2025-09-10", "2025-09-10", 16.5), posts=HALF_SECRETARY),
    hours("补记够了", "2026-03-01", EIGHT, (HOURS, "2025-10-09", "2026-02-20", 8)),
    hours("还有时间", "2025-05-01", EIGHT),
    hours("年底将近", "2025-11-01", EIGHT),
    hours("离退休", "2026-02-01", retired="2020-01-01"),
    hours("离退休，也参加了培训", "2026-02-01", EIGHT, retired="2020-01-01"),
    hours("年中离退休", "2026-02-01", EIGHT, retired="2025-07-01"),
    hours("理由已认可", "2026-02-10", EIGHT, excused="2026-02-05"),
    hours("还没有用本系统", "2026-02-10", used=None),
    term("还早", "2025-01-01", VOTED),
    term("半年以内", "2026-09-01", VOTED),
    term("到期当天", "2026-11-22", VOTED),
    term("过期一天", "2026-11-23", VOTED),
    term("写明任期五年", "2026-11-23", (VOTE, "2023-11-22", "2023-11-22", 60)),
    term("按期换了", "2026-11-23", VOTED, (VOTE, "2026-11-20"), period="0"),
    term("到期当天换了", "2026-11-23", VOTED, (VOTE, "2026-11-22"), period="0"),
    term("换晚了", "2027-01-10", VOTED, (VOTE, "2026-12-20"), period="0"),
    term("按期换了，登记晚了", "2027-01-10", VOTED, (VOTE, "2026-11-20", "2026-12-20"), period="0"),
    term("没有起始日期", "2026-11-23"),
    Story("状态：已经单独建立", "setup.joint", "2026-11-22"),
    Story("状态：没有配备党务工作者", "workers.assigned", "2026-11-22", installed=True),
    Story("状态：一项制度没有登记", "workers.workload", "2026-11-22"),
    Story("状态：后来才做到", "workers.workload", "2026-11-22", attributes={"workload_rule": "2026-09-01"}),
    Story("状态：不足三人，还没有挂靠", "setup.joint", "2026-11-22", joined=""),
    Story("状态：刚有党员，还在九十天以内", "setup.joint", "2026-11-22", joined="", member=("2026-10-01", "")),
    Story("状态、可以：理由已认可", "setup.joint", "2026-11-22", joined="", excused="2026-11-01"),
    Story("状态、一般：党员校长不在班子里", "team.cross", "2026-11-22", posts=(("principal", "2025-09-01", ""),)),
    Story("状态：本系统尚不能登记", "workers.workload", "2026-11-22", installed=True),
    Story("回应：还有时间", "setup.newschool", "2026-10-01", done=(("school.opened", "2026-09-01"),)),
    Story("回应：按期办了", "setup.newschool", "2026-12-20",
          done=(("school.opened", "2026-09-01"), ("setup.plan", "2026-11-30"))),
    Story("回应：办晚了", "setup.newschool", "2026-12-20",
          done=(("school.opened", "2026-09-01"), ("setup.plan", "2026-12-05"))),
    Story("回应：按期办了，登记晚了", "setup.newschool", "2026-12-20",
          done=(("school.opened", "2026-09-01"), ("setup.plan", "2026-11-20", "2026-12-15"))),
    Story("回应：没有办", "setup.newschool", "2026-12-20", done=(("school.opened", "2026-09-01"),)),
    Story("步骤：还没有开始", "decision.procedure", "2026-03-20"),
    Story("步骤：走到一半", "decision.procedure", "2026-03-20", done=(CONSULTED, HEARD)),
    Story("步骤：依次走完", "decision.procedure", "2026-03-20", done=(CONSULTED, HEARD, MET, DISCLOSED)),
    Story("步骤：没有听取意见就决定", "decision.procedure", "2026-03-20", done=(CONSULTED, MET)),
    Story("步骤：后来补齐", "decision.procedure", "2026-04-20",
          done=(CONSULTED, MET, ("step.opinions-heard", "2026-03-16"), ("step.meeting-held", "2026-03-18"),
                ("step.disclosed", "2026-03-20"))),
    Story("步骤：本系统尚不能登记", "decision.procedure", "2026-03-20", installed=True),
    Story("自动形成：四簿一册", "books.four-and-one", "2026-03-20", done=((ASSEMBLY, "2026-02-20"),)),
    Story("自动形成：还没有登记", "books.four-and-one", "2026-03-20"),
    Story("计次：本系统尚不能登记", "secretary.appraisal", "2027-05-20", "2026", (), SECRETARY, installed=True),
    Story("计次：本系统尚不能登记，又不满半年", "life.dual", "2026-12-20", "2026", installed=True,
          posts=(("secretary", "2026-09-01", ""),)),
]  # fmt: skip
