"""Why a row stands as it does: at most four sentences, with clause, quote, arithmetic and evidence.

Made on reading from the row, its spells and its facts; never stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .days import FOREVER, spoken
from .intervals import Span, covers, length
from .pack import Pack
from .reference import Fact
from .rules import Rule, Slot
from .standing import NEVER, Row
from .vocabulary import EVIDENCE, PERIODS, UNRECORDABLE

NEAR_DAYS = 10
"""evidence this close to a period is worth mentioning as not counted"""
OTHER_KINDS = {"talk": ("talk.other", "谈话人当天不是该校党组织的书记、副书记")}


@dataclass(frozen=True)
class Explanation:
    """steps: one sentence each, at most four; settle: what would settle it, empty where nothing is owed."""

    steps: tuple[str, ...]
    counted: tuple[str, ...]
    not_counted: tuple[str, ...]
    settle: str


def explain(
    pack: Pack,
    rule: Rule,
    row: Row,
    label: str,
    *,
    roles: Mapping[tuple[int, int], list[Span]],
    facts: list[Fact],
    used: int | None,
) -> Explanation:
    """`facts`: everything known of the row's subject on the day asked; `roles`: its spells."""
    slot = next((each for each in rule.slots if each.start == row.period), None)
    counted, others = _sort_facts(rule, row, slot, roles, facts)
    steps = [_basis(pack, rule, row), _owed(rule, row, slot, roles), _counted(rule, row, counted, others)]
    steps.append(_verdict(rule, row, slot, label, used))
    settle = (
        ""
        if label in {"met", "met_late", "exempt", "not_applicable"}
        else rule.obligations[row.rank].settled_by
    )
    return Explanation(
        steps=tuple(step for step in steps if step),
        counted=tuple(_named(fact, rule) for fact in counted),
        not_counted=tuple(f"{_named(fact, rule)}：{why}" for fact, why in others),
        settle=settle,
    )


def amount(tenths: int) -> str:
    """8.5 or 16: tenths as a reader writes them."""
    return f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths / 10:.1f}"


def _basis(pack: Pack, rule: Rule, row: Row) -> str:
    obligation = rule.obligations[row.rank]
    clause = next((each for each in pack.clauses if each.id == obligation.clause), None)
    where = f"{obligation.clause}“{clause.heading}”" if clause and clause.heading else obligation.clause
    return f"依据《{pack.title}》{where}：“{obligation.quote}”。"


def _owed(rule: Rule, row: Row, slot: Slot | None, roles: Mapping[tuple[int, int], list[Span]]) -> str:
    obligation = rule.obligations[row.rank]
    if not rule.recordable:
        return ""
    if rule.shape == "term":
        return (
            f"本届自{spoken(row.period)}起，任期到{spoken(row.due)}为止。"
            if row.due
            else "没有登记本届起始日期。"
        )
    if rule.shape == "state":
        return f"条件自{spoken(row.overdue - obligation.settle_days)}起成立，应在{obligation.settle_days}天内做到。"
    if rule.shape == "respond":
        return f"{spoken(row.period)}发生后，应在{obligation.within_days}天内办理，即{spoken(row.due)}以前。"
    assert slot is not None
    span = f"{row.label}期（{spoken(slot.start)}至{spoken(slot.end - 1)}）"
    if row.exempt:
        return f"{span}按本区设定免计。"
    need = f"应有{amount(row.need)}{obligation.unit}"
    if not rule.prorata:
        return f"{PERIODS[obligation.period]}一期，{span}{need}。"
    parts = []
    for each in rule.needs:
        if each.from_day <= slot.start < each.until_day and not each.is_exempt:
            held = length(roles.get((row.subject, each.role), []), slot.start, slot.end)
            if held:
                parts.append(f"{amount(each.need)}×{held}天")
    return f"{span}按在任天数折算：（{'＋'.join(parts)}）÷{slot.end - slot.start}天，向上取整，{need}。"


def _sort_facts(
    rule: Rule, row: Row, slot: Slot | None, roles: Mapping[tuple[int, int], list[Span]], facts: list[Fact]
) -> tuple[list[Fact], list[tuple[Fact, str]]]:
    """(counted, not counted and why). Late ones count, and are named as late in the sentence."""
    if rule.shape == "state" or row.due == NEVER:
        return [], []
    start, end = (slot.start, slot.end) if slot else (row.period, FOREVER)
    counted, others = [], []
    for fact in sorted(facts, key=lambda each: (each.day, each.source)):
        unlike = next(
            (
                why
                for kind in rule.kinds
                for other, why in [OTHER_KINDS.get(kind, ("", ""))]
                if other == fact.kind
            ),
            "",
        )
        inside = start <= fact.day < end
        if unlike and inside:
            others.append((fact, unlike))
        if fact.kind not in rule.kinds or (rule.shape == "term" and fact.day == row.period):
            continue
        if rule.during and inside and not covers(roles.get((row.subject, rule.during), []), fact.day):
            others.append((fact, "当天不担任这一职务"))
        elif inside:
            counted.append(fact)
        elif start - NEAR_DAYS <= fact.day < end + NEAR_DAYS:
            others.append((fact, "不在本期内"))
    return counted, others


def _counted(rule: Rule, row: Row, counted: list[Fact], others: list[tuple[Fact, str]]) -> str:
    unit = rule.obligations[row.rank].unit
    if rule.shape == "state" or row.due == NEVER or not rule.recordable:
        return ""
    if rule.shape == "term":
        return f"{spoken(row.until)}已选举。" if row.total else "还没有登记新的选举。"
    late = [fact for fact in counted if fact.entered >= row.overdue]
    sentence = f"已计入{amount(row.total)}{unit}" if counted else "没有可以计入的登记"
    if late:
        sentence += f"，其中{len(late)}条是逾期后补记的（{'、'.join(f'补记{fact.entered - fact.day}天' for fact in late[:3])}）"
    if others:
        sentence += f"；另有{len(others)}条没有计入"
    return sentence + "。"


def _verdict(rule: Rule, row: Row, slot: Slot | None, label: str, used: int | None) -> str:
    obligation = rule.obligations[row.rank]
    if not rule.recordable:
        return f"这一项{UNRECORDABLE}，不算逾期。"
    short = amount(max(0, row.need - row.total))
    grace = f"，再过宽限（本区设定）到{spoken(row.overdue - 1)}" if slot and row.overdue > row.due + 1 else ""
    match label:
        case "met":
            return "所以已完成。"
        case "met_late":
            return f"在{spoken(row.overdue)}及以后才登记够，所以是补记完成。"
        case "exempt":
            return ""
        case "explained":
            return "理由已得到上级认可，所以是已说明。"
        case "unknown":
            if row.due == NEVER:
                return "所以是未登记，不是逾期。"
            since = f"，{spoken(used)}才开始登记" if used else ""
            return f"到{spoken(row.overdue)}为止还没有用本系统登记过{since}，所以是未登记，不是未开展。"
        case "overdue":
            return f"期限是{spoken(row.due)}{grace}，已经过了，还差{short}{obligation.unit}，所以逾期。"
        case "grace":
            return f"期限{spoken(row.due)}已过{grace}，还差{short}{obligation.unit}。"
        case _ if rule.shape == "state":
            return f"期限是{spoken(row.due)}。"
        case _:
            return f"期限是{spoken(row.due)}，还差{short}{obligation.unit}。"


def _named(fact: Fact, rule: Rule) -> str:
    kind = EVIDENCE.get(fact.kind, fact.kind)
    size = f"，{amount(fact.qty)}{rule.obligations[0].unit}" if rule.is_sum else ""
    return f"{spoken(fact.day)} {kind}（{fact.source}{size}）"
