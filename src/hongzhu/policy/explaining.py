"""Why a row stands as it does: at most four sentences, with clause, quote, arithmetic and evidence.

Made on reading from the row, its spells and its facts; never stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from . import shape_words
from .days import FOREVER, spoken, to_date, to_day
from .expressions import Expr, Named
from .intervals import Span, covers, length
from .pack import Obligation, Pack
from .reference import Fact
from .rules import CONTINUOUS, COUNTED, Rule, Slot, is_on
from .standing import NEVER, NOT_APPLICABLE, Row
from .vocabulary import EVIDENCE, STATUSES, UNRECORDABLE, WEEKDAYS

NEAR_DAYS = 31
"""evidence this close to a period, or to a quarter of its length, is worth mentioning as not counted"""
OTHER_KINDS = {"talk": ("talk.other", "谈话人那天不是该校党组织的书记、副书记")}
SETTLED = {"met", "met_late", "explained", "exempt", "not_applicable"}
SHARES = {250: "四分之一", 500: "一半", 1000: "整期"}


@dataclass(frozen=True)
class Explanation:
    """steps: one sentence each, at most four; settle: what would settle it, empty where nothing is owed.

    `evidence` and `others` (with the reason why not) are the facts that `counted` and `not_counted` put into words.
    """

    steps: tuple[str, ...]
    counted: tuple[str, ...]
    not_counted: tuple[str, ...]
    settle: str
    evidence: tuple[Fact, ...] = ()
    others: tuple[tuple[Fact, str], ...] = ()


@dataclass(frozen=True)
class _Question:
    """What the sentences are made from."""

    pack: Pack
    rule: Rule
    row: Row
    label: str
    on: int
    roles: Mapping[tuple[int, int], list[Span]]
    facts: list[Fact]
    used: int | None

    @property
    def duty(self) -> Obligation:
        return self.rule.obligations[self.row.rank].on(to_date(max(self.row.period, 1)))

    @property
    def slot(self) -> Slot | None:
        return next((each for each in self.rule.slots if each.start == self.row.period), None)

    @property
    def short(self) -> str:
        return f"还差{amount(max(0, self.row.need - self.row.total))}{self.duty.unit}"

    def assumed(self, field: str) -> str:
        """A mark behind a number that the document does not state, or that another one states."""
        if field in self.duty.bound:
            return f"（按{self.duty.bound[field]}）"
        return "（本区设定）" if field in self.duty.assumptions else ""


def explain(
    pack: Pack,
    rule: Rule,
    row: Row,
    label: str,
    *,
    on: int,
    roles: Mapping[tuple[int, int], list[Span]],
    facts: list[Fact],
    used: int | None,
) -> Explanation:
    """`facts`: everything known of the row's subject on the day asked, `on`; `roles`: its spells."""
    asked = _Question(pack, rule, row, label, on, roles, facts, used)
    counted, others = _sort_facts(asked)
    steps = [_basis(asked), _owed(asked), _done(asked, counted, others), _verdict(asked, others)]
    return Explanation(
        steps=tuple(step for step in steps if step),
        counted=tuple(_named(asked, fact) for fact in counted),
        not_counted=tuple(f"{_named(asked, fact)}：{why}" for fact, why in others),
        settle=_settle(asked),
        evidence=tuple(counted),
        others=tuple(others),
    )


def amount(tenths: int) -> str:
    """8.5 or 16: tenths as a reader writes them."""
    return f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths / 10:.1f}"


def _basis(asked: _Question) -> str:
    duty = asked.duty
    clause = next((each for each in asked.pack.clauses if each.id == duty.clause), None)
    heading = f"（{clause.heading}）" if clause and clause.heading else ""
    said = f"“{duty.quote}”" if duty.quote else f"{duty.paraphrase}（大意，条文未核对）"
    return f"依据《{duty.document or asked.pack.title}》{duty.clause}{heading}：{said}。"


def _owed(asked: _Question) -> str:
    row, duty = asked.row, asked.duty
    if not asked.rule.recordable and not row.exempt:
        return ""
    match asked.rule.shape:
        case "term":
            return _term(asked)
        case "state":
            return _state(asked)
        case "respond":
            return shape_words.response_owed(duty, row, asked.assumed)
        case "steps":
            return shape_words.steps_owed(duty, asked.assumed)
        case "share":
            return shape_words.share_owed(asked.pack, duty, row, asked.assumed)
        case "derived":
            return shape_words.derived_owed(duty)
    span = _period(asked)
    if row.exempt == NOT_APPLICABLE:
        share = SHARES.get(asked.rule.share, f"{asked.rule.share / 10:g}%")
        return f"{span}里，承担这项任务的日子不满{share}{asked.assumed('partial')}，所以是不适用。"
    if row.exempt:
        return f"{span}里，每一天都符合免计的条件{asked.assumed('exempt_when')}，所以是免计。"
    span += f"的{WEEKDAYS[asked.rule.weekday - 1]}" if asked.rule.weekday else ""
    return _prorated(asked) or f"{span}应有{amount(row.need)}{duty.unit}{_choices(duty)}{_from_above(duty)}。"


def _period(asked: _Question) -> str:
    """The period as people say it; with its dates where the name alone does not tell them."""
    slot = asked.slot
    assert slot is not None
    label, dates = asked.row.label, f"{spoken(slot.start)}至{spoken(slot.end - 1)}"
    plain = (slot.start, slot.end) == (slot.base_start, slot.base_end)
    match asked.duty.period:
        case "month":
            name = f"{label[:4]}年{int(label[5:])}月"
        case "quarter":
            name = f"{label[:4]}年第{label[5:]}季度"
        case "half":
            name = f"{label[:4]}年{'上' if label.endswith('1') else '下'}半年"
        case "year":
            name = f"{label}年"
        case "biennium":
            name = f"{label[:4]}年至{label[5:]}年"
        case "semester":
            name, plain = f"{label[:4]}年{label[4:]}季学期", False
        case "schoolyear":
            name, plain = label, False
        case _:
            return dates
    return name if plain else f"{name}（{dates}）"


def _choices(duty: Obligation) -> str:
    """Which of the numbers in this sentence are the district's."""
    names = {"min": "数量" if duty.unit == "学时" else f"{duty.unit}数", "period": "周期", "window": "时间"}
    chosen = [name for field, name in names.items() if field in duty.assumptions]
    return f"（{'、'.join(chosen)}是本区设定的）" if chosen else ""


def _from_above(duty: Obligation) -> str:
    """Where the number or the period comes from another document."""
    sources = dict.fromkeys(duty.bound[name] for name in ("min", "period") if name in duty.bound)
    return f"（按{'、'.join(sources)}）" if sources else ""


def _prorated(asked: _Question) -> str:
    """The arithmetic of a need weighed by days; empty where one role was held throughout."""
    row, slot, unit = asked.row, asked.slot, asked.duty.unit
    assert slot is not None
    if not asked.rule.prorata:
        return ""
    held: dict[int, int] = {}
    freed = 0
    for each in asked.rule.needs:
        if each.from_day <= slot.start < each.until_day:
            days = length(asked.roles.get((row.subject, each.role), []), slot.start, slot.end)
            freed += days * each.is_exempt
            if days and not each.is_exempt:
                held[each.need] = held.get(each.need, 0) + days
    whole = slot.end - slot.start
    if [*held.values()] == [whole]:
        return ""
    weight = sum(need * days for need, days in held.items()) * 10
    sign, hundredths = "≈" if weight % whole else "＝", (weight * 2 + whole) // (whole * 2)
    size = f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")
    parts = "＋".join(f"{amount(need)}×{days}天" for need, days in sorted(held.items()))
    weighed = f"（{parts}）" if len(held) > 1 else parts
    without = f"，免计的{freed}天不算" if freed else ""
    rounding = f"，按{amount(asked.rule.step)}{unit}向上进位" if weight != row.need * 10 * whole else ""
    return (
        f"{_period(asked)}按天数折算{asked.assumed('partial')}{without}：{weighed}÷{whole}天{sign}{size}{rounding}，"
        f"应有{amount(row.need)}{unit}{_from_above(asked.duty)}。"
    )


def _term(asked: _Question) -> str:
    row = asked.row
    if row.due == NEVER:
        return "没有登记本届从哪天开始。"
    stated = max((fact.qty for fact in _elections(asked, row.period)), default=0)
    months = stated or asked.duty.every_months
    mark = "" if stated else asked.assumed("every_months")
    return f"本届从{spoken(row.period)}算起，任期{months}个月{mark}，到{spoken(row.due)}届满。"


def _elections(asked: _Question, day: int) -> list[Fact]:
    return [fact for fact in asked.facts if fact.kind in asked.rule.kinds and fact.day == day]


def _state(asked: _Question) -> str:
    row, duty = asked.row, asked.duty
    who = _title(asked, duty.when)
    since = row.overdue - duty.settle_days
    began = f"从{spoken(since)}{'（文件施行之日）' if since == to_day(asked.pack.effective) else ''}起"
    began += f"属于“{who}”" if who else "符合条件" if duty.when else ""
    days = f"在{duty.settle_days}天内{asked.assumed('settle_days')}" if duty.settle_days else ""
    return f"{began}，应{days}做到“{_title(asked, duty.holds) or duty.title}”。"


def _title(asked: _Question, expr: Expr | None) -> str:
    return shape_words.title_of(asked.pack, expr)


def _sort_facts(asked: _Question) -> tuple[list[Fact], list[tuple[Fact, str]]]:
    """(counted, not counted and why). Late ones count, and are named as late in the sentence."""
    rule, row, slot = asked.rule, asked.row, asked.slot
    if rule.shape == "steps" and rule.recordable:
        return shape_words.sort_steps(rule.kinds, asked.facts)
    if rule.shape in CONTINUOUS or row.due == NEVER or not rule.recordable:
        return [], []
    if rule.shape == "term":
        return (_elections(asked, row.until) if row.total else []), []
    start, end = (slot.start, slot.end) if slot else (row.period, FOREVER)
    near = min(NEAR_DAYS, (end - start) // 4)
    unlike = dict(OTHER_KINDS[kind] for kind in rule.kinds if kind in OTHER_KINDS)
    counted, others = [], []
    for fact in sorted(asked.facts, key=lambda each: (each.day, each.source)):
        inside = start <= fact.day < end
        if fact.kind in unlike and inside:
            others.append((fact, unlike[fact.kind]))
        if fact.kind not in rule.kinds:
            continue
        if rule.during and inside and not covers(asked.roles.get((row.subject, rule.during), []), fact.day):
            others.append((fact, f"那天不是{_title(asked, Named(asked.duty.while_role))}"))
        elif inside and rule.weekday and not is_on(fact.day, rule.weekday):
            others.append((fact, f"那天不是{WEEKDAYS[rule.weekday - 1]}"))
        elif inside:
            counted.append(fact)
        elif start - near <= fact.day < end + near:
            others.append((fact, "不在这一期内"))
    return counted, others


def _is_late(asked: _Question, fact: Fact) -> bool:
    return fact.entered >= asked.row.overdue


def _done(asked: _Question, counted: list[Fact], others: list[tuple[Fact, str]]) -> str:
    row, unit = asked.row, asked.duty.unit
    if not asked.rule.recordable or row.exempt or asked.rule.shape in CONTINUOUS:
        return ""
    if row.due == NEVER and asked.rule.shape == "term":
        return ""
    if asked.rule.shape == "term":
        if not row.total:
            return "还没有登记新的选举。"
        late = [fact.entered for fact in counted if fact.entered > fact.day]
        return f"{spoken(row.until)}已选举" + (f"，{spoken(min(late))}登记。" if late else "。")
    if not counted:
        return f"有{len(others)}条登记，但不能计入。" if others else "还没有登记。"
    sentence = f"已计入{amount(row.total)}{unit}"
    late = [fact.entered - fact.day for fact in counted if _is_late(asked, fact) and fact.entered > fact.day]
    if late:
        days = "、".join(f"{each}天" for each in late[:3]) + ("等" if len(late) > 3 else "")
        sentence += f"，其中{len(late)}条是补记的（补记{days}）"
    if others:
        sentence += f"；另有{len(others)}条登记不能计入"
    return sentence + "。"


def _verdict(asked: _Question, others: list[tuple[Fact, str]]) -> str:
    row, shape, label = asked.row, asked.rule.shape, asked.label
    so = f"所以是{STATUSES[label]}"
    if row.exempt:
        return ""
    if label == "explained":
        return f"没有做{'够' if row.total else ''}的理由已得到上级认可，{so}。"
    if label == "exempt":
        return f"上级批准这一期免计，{so}。"
    if not asked.rule.recordable:
        return f"这一项{UNRECORDABLE}，{so}，不算过期。"
    if shape == "derived":
        return shape_words.derived_verdict(label)
    if label == "unknown":
        return _unknown(asked, so)
    if shape == "steps":
        return shape_words.steps_verdict(asked.duty, row, label, others, asked.assumed)
    if shape == "share":
        return shape_words.share_verdict(row, label)
    if shape == "term":
        return _verdict_of_term(asked, so)
    if shape == "state":
        return _verdict_of_state(asked, so)
    if label == "met":
        return f"数量够了，登记也及时，{so}。"
    due, last = spoken(row.due) + asked.assumed("due"), spoken(row.overdue - 1)
    has_grace = row.overdue > row.due + 1
    if label == "met_late":
        grace = f"，即宽限的最后一天{asked.assumed('grace_days')}，" if has_grace else ""
        return f"到{last}{grace}还没有登记够，后来才补上，{so}。"
    if label == "grace":
        return f"期限{due}已过，{asked.short}；登记可以宽限到{last}{asked.assumed('grace_days')}，{so}。"
    if label == "overdue":
        grace = f"，宽限的最后一天{last}{asked.assumed('grace_days')}也已过" if has_grace else ""
        return f"期限{due}已过{grace}，{asked.short}，{so}。"
    hurry = "，时间不多了" if label == "at_risk" else ""
    return f"期限到{due}，{asked.short}{hurry}，{so}。"


def _unknown(asked: _Question, so: str) -> str:
    if asked.row.due == NEVER:
        return f"不知道哪天届满，{so}，不算过期。"
    if asked.used is None or asked.used > asked.on:
        return f"本单位还没有用本系统登记过会议、培训或谈话，不知道做了没有，{so}，不算过期。"
    late = f"{spoken(asked.used)}才开始用本系统登记，晚于这一期的最后时限{spoken(asked.row.overdue)}"
    return f"本单位{late}，不知道做了没有，{so}，不算过期。"


def _verdict_of_state(asked: _Question, so: str) -> str:
    row, settle = asked.row, asked.duty.settle_days
    since = "" if row.period == row.overdue - settle else f"从{spoken(row.period)}起"
    if row.total:
        return f"{since}已经做到，{so}。"
    limit = f"，期限{'' if asked.label == 'overdue' else '到'}{spoken(row.due)}" if settle else ""
    passed = "已过" if limit and asked.label == "overdue" else ""
    return f"{since or '还'}没有做到{limit}{passed}，{so}。"


def _verdict_of_term(asked: _Question, so: str) -> str:
    row, days = asked.row, asked.row.due - asked.on
    match asked.label:
        case "met":
            return f"在届满以前换届，{so}。" if row.until < row.due else f"在届满当天换届，{so}。"
        case "met_late":
            late = "换届" if row.until > row.due else "登记"
            return f"届满以后才{late}，{so}。"
        case "overdue":
            return f"届满已过{-days}天，{so}。"
    return f"离届满还有{days}天，{so}。" if days else f"当天届满，{so}。"


def _settle(asked: _Question) -> str:
    """What would settle it: once a period is over, only what was done in it can still be entered."""
    if asked.label in SETTLED:
        return ""
    if not asked.rule.recordable:
        return "照文件的要求做；这一项现在不用在本系统登记。"
    if asked.rule.shape == "term" and asked.row.due == NEVER:
        return "登记最近一次选举的日期，或者本届的起始日期。"
    if asked.rule.shape == "term" and asked.label == "overdue":
        return "尽快换届，并登记选举日期。"
    if asked.rule.shape == "steps" and asked.label == "overdue":
        missing = EVIDENCE[asked.rule.kinds[asked.row.total // 10]]
        return f"补做“{missing}”，再依次走完后面的步骤；已经登记的照实保留，不要改日期。"
    slot, said, reason = asked.slot, asked.duty.settled_by, "不能做"
    if asked.rule.shape in COUNTED and slot and asked.on >= slot.end:
        last = spoken(asked.row.overdue - 1)
        until = f"在{last}以前（含当天）登记，仍算按时" if asked.label == "grace" else "可以补记"
        said = f"这一期已经结束：期内做了、还没有登记的，{until}；没有做的，照实留空。"
        reason = "没有做"
    if asked.duty.modality == "must" or asked.label == "unknown":
        return said
    return f"{said}确有原因{reason}的，可以写说明报上级认可。"


def _named(asked: _Question, fact: Fact) -> str:
    """One record: day, kind, number where it has one, size, and how late it was entered."""
    code = fact.source.partition(":")[2]
    notes = [
        f"编号{code}" if code and ":" not in code else "",
        f"{amount(fact.qty)}{asked.duty.unit}" if asked.rule.is_sum else "",
        f"补记{fact.entered - fact.day}天" if _is_late(asked, fact) and fact.entered > fact.day else "",
    ]
    said = "，".join(note for note in notes if note)
    return f"{spoken(fact.day)} {EVIDENCE.get(fact.kind, fact.kind)}" + (f"（{said}）" if said else "")
