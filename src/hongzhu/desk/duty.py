"""One duty of one subject over a year: its periods, why each is not done, what counted and what did not.

Plain functions over standings and facts; nothing here asks the database.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from hongzhu.ledger.stored import Standing
from hongzhu.policy.days import FOREVER, to_day
from hongzhu.policy.explaining import Explanation, amount
from hongzhu.policy.period_words import period_words
from hongzhu.policy.reference import Fact
from hongzhu.policy.rules import COUNTED, Slot
from hongzhu.policy.vocabulary import EVIDENCE, STATUSES

from .counting import NEAR
from .periods import cell_words, day_words, late_words, left_words, short_day
from .words import LOOKS, look_of, percent

OUTSIDE: Final = "不在这一期内"
UNCONFIRMED: Final = "原文没有写几次、多久一次，由区里确认；确认以前，只列出已有的登记，不算过期。"
PRESSING: Final = ("late", "soon", "blank", "open", "ask", "excused", "free", "done", "before")
"""looks in the order in which a period is chosen to be explained"""
TITLES: Final = {
    "late": "为什么算过期",
    "soon": "为什么现在要办",
    "open": "现在到哪一步",
    "blank": "为什么写未登记",
    "before": "为什么写未登记",
    "ask": "为什么待区确认",
    "excused": "为什么不算过期",
    "free": "为什么免计",
    "done": "为什么算已办",
}


class Cell(NamedTuple):
    """One period of the year: its name, its look, what stands under it."""

    title: str
    look: str
    words: str


class Proof(NamedTuple):
    """One record that counted, or did not and why; `source` names it."""

    day: int
    kind: str
    source: str
    amount: str
    note: str
    is_counted: bool


@dataclass(frozen=True)
class Period:
    """One period with its reasons."""

    title: str
    look: str
    tag: str
    value: str
    due: str
    steps: tuple[str, ...]
    not_counted: tuple[str, ...]
    settle: str
    standing: Standing


@dataclass(frozen=True)
class DutyYear:
    """The whole page: strip, sentence, the period that is explained, the others, the records."""

    cells: list[Cell]
    summary: str
    tag: tuple[str, str]
    chosen: Period | None
    others: list[Period] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)


def duty_year(
    year: int,
    on: date,
    standings: Sequence[Standing],
    reasons: Sequence[Explanation],
    facts: Iterable[Fact],
) -> DutyYear:
    """The page of one duty: the standings of one rule and subject, their explanations, all facts of the subject."""
    day = to_day(on)
    pairs = list(zip(standings, reasons, strict=True))
    periods = [_period(each, reason, on) for each, reason in pairs]
    order = {look: number for number, look in enumerate(PRESSING)}
    periods.sort(key=lambda each: (order[each.look], each.standing.row.period))
    done = [each for each in periods if each.look == "done"]
    chosen = periods[0] if periods and periods[0].look != "done" else done[-1] if done else None
    others = [each for each in periods if each is not chosen and each.look in ("late", "soon", "blank")]
    cells = _cells(year, on, pairs)
    return DutyYear(
        cells=cells,
        summary=_summary(periods, cells, on),
        tag=_whole_tag(periods, day),
        chosen=chosen,
        others=others,
        proofs=_proofs(pairs, chosen, facts),
    )


def in_year(standings: Iterable[Standing], year: int) -> list[Standing]:
    """Those whose period touches a calendar year; terms, states and responses stay."""
    found = []
    for each in standings:
        starts = (
            {slot.start for slot in year_slots(each, year)}
            if each.rule.shape in COUNTED
            else {each.row.period}
        )
        if each.row.period in starts:
            found.append(each)
    return found


def year_slots(standing: Standing, year: int) -> list[Slot]:
    """The periods of a rule that touch a calendar year."""
    first, last = to_day(date(year, 1, 1)), to_day(date(year + 1, 1, 1))
    return [slot for slot in standing.rule.slots if slot.base_start < last and slot.base_end > first]


def seen_look(each: Standing, day: int) -> str:
    """As `look_of`; but what the district has not confirmed yet and is done anyway is done."""
    look = look_of(each, day)
    if look == "ask" and each.status in ("met", "met_late"):
        return "done"
    return "soon" if look == "open" and each.status == "at_risk" else look


def _period(each: Standing, reason: Explanation, on: date) -> Period:
    row, duty, day = each.row, each.obligation, to_day(on)
    look = seen_look(each, day)
    name = period_words(duty.period, row.label, on.year)
    if each.rule.shape == "term":
        name = f"{day_words(row.period, on)}起的一届" if row.period else "本届"
    elif each.rule.shape == "respond":
        name = f"{day_words(row.period, on)}的{EVIDENCE[duty.trigger]}"
    return Period(
        title=name or "现在",
        look=look,
        tag=tag_words(each, look, day),
        value=_value(each),
        due=day_words(row.due, on) if row.due and row.due < FOREVER else "",
        steps=reason.steps
        if look != "ask"
        else (reason.steps[0], f"已登记{amount(row.total)}{duty.unit}。", UNCONFIRMED),
        not_counted=reason.not_counted,
        settle=reason.settle if look != "ask" else duty.settled_by,
        standing=each,
    )


def _value(each: Standing) -> str:
    row, unit = each.row, each.obligation.unit
    if each.rule.shape == "share":
        return f"现在 {percent(row.total)}，应有 {percent(row.need)}"
    if each.rule.shape == "steps":
        return f"{amount(row.total)} / {amount(row.need)} {unit}"
    if each.rule.shape not in COUNTED:
        return ""
    if not each.obligation.confirmed:
        return f"已记 {amount(row.total)} {unit}"
    return f"{amount(row.total)} / {amount(row.need)} {unit}"


def tag_words(each: Standing, look: str, day: int) -> str:
    """The state of one period in few words."""
    row = each.row
    if look == "ask":
        return LOOKS["ask"]
    match each.status:
        case "overdue":
            return late_words(row.overdue, day)
        case "grace":
            return f"宽限剩 {row.overdue - day} 天"
        case "at_risk" | "open":
            return left_words(row.due, day) if row.due >= day else "还没到期"
        case "met":
            return "已办"
    return STATUSES[each.status]


def _whole_tag(periods: list[Period], day: int) -> tuple[str, str]:
    """(look, words) of the duty as a whole."""
    late = [each for each in periods if each.look == "late"]
    if len(late) > 1:
        return "late", f"过期 {len(late)} 期"
    for each in periods:
        if each.look != "done":
            return each.look, tag_words(each.standing, each.look, day)
    return ("done", "已办") if periods else ("none", LOOKS["none"])


def _cells(year: int, on: date, pairs: list[tuple[Standing, Explanation]]) -> list[Cell]:
    if not pairs:
        return []
    day, first = to_day(on), pairs[0][0]
    duty = first.obligation
    if first.rule.shape not in COUNTED:
        return []
    by_period = {each.row.period: (each, reason) for each, reason in pairs}
    cells = []
    for slot in year_slots(first, year):
        title = cell_words(duty.period, slot.label)
        found = by_period.get(slot.start)
        if found is None:
            is_future = slot.start > day
            cells.append(Cell(title, "open" if is_future else "none", "未到" if is_future else "不适用"))
            continue
        each, reason = found
        look = seen_look(each, day)
        cells.append(Cell(title, "soon" if look == "open" else look, _cell_note(each, look, reason, day)))
    return cells


def _cell_note(each: Standing, look: str, reason: Explanation, day: int) -> str:
    row, duty = each.row, each.obligation
    if look == "done":
        if each.status == "met_late":
            return "补记"
        days = sorted({fact.day for fact in reason.evidence})
        if each.rule.is_sum or len(days) != 1:
            return f"{amount(row.total)}{duty.unit}"
        return f"{short_day(days[0]).partition('月')[2]}" if duty.period == "month" else short_day(days[0])
    if look == "late":
        return f"缺{amount(row.need - row.total)}{duty.unit}"
    if look in ("soon", "open"):
        return (
            f"宽{row.overdue - day}天"
            if each.status == "grace"
            else f"{row.due - day}天"
            if row.due > day
            else "今天"
        )
    return {"ask": "待确认", "free": "免计"}.get(look, LOOKS[look])


def _summary(periods: list[Period], cells: list[Cell], on: date) -> str:
    """已办 8 期，7月免计；10月缺 1 次；11月还剩 10 天。"""
    if not cells:
        return ""
    parts = []
    done = sum(cell.look == "done" for cell in cells)
    if done:
        parts.append(f"已办 {done} 期")
    for look, words in (("free", "免计"), ("excused", "已说明"), ("before", "未登记"), ("blank", "未登记")):
        if titles := [cell.title for cell in cells if cell.look == look]:
            parts.append(f"{'、'.join(titles)}{words}")
    parts += [f"{cell.title}{cell.words}" for cell in cells if cell.look == "late"]
    for each in periods:
        if each.look in ("soon", "open") and not each.standing.row.period > to_day(on):
            parts.append(f"{each.title}{each.tag}")
    return "；".join(parts) + "。" if parts else ""


def _proofs(
    pairs: list[tuple[Standing, Explanation]], chosen: Period | None, facts: Iterable[Fact]
) -> list[Proof]:
    """Everything that counted in the year, and for the explained period what did not and why; the latest first."""
    counted: dict[tuple[int, str], Proof] = {}
    for each, reason in pairs:
        for fact in reason.evidence:
            is_late = fact.entered >= each.row.overdue
            note = f"补记 {fact.entered - fact.day} 天" if is_late else ""
            counted[fact.day, fact.source] = _proof(each, fact, note, is_counted=True)
    missed: dict[tuple[int, str], Proof] = {}
    for each, reason in pairs:
        is_chosen = chosen is not None and each is chosen.standing
        for fact, why in reason.others:
            if (fact.day, fact.source) not in counted and (is_chosen or why != OUTSIDE):
                missed[fact.day, fact.source] = _proof(each, fact, why, is_counted=False)
    if chosen is not None:
        for fact, why in _near(chosen.standing, facts):
            missed.setdefault((fact.day, fact.source), _proof(chosen.standing, fact, why, is_counted=False))
    rows = [*counted.values(), *(proof for key, proof in missed.items() if key not in counted)]
    return sorted(rows, key=lambda proof: (-proof.day, proof.source))


def _proof(each: Standing, fact: Fact, note: str, *, is_counted: bool) -> Proof:
    size = f"{amount(fact.qty)} {each.obligation.unit}" if each.rule.is_sum else ""
    return Proof(fact.day, fact.kind, fact.source, size, note, is_counted)


def _near(each: Standing, facts: Iterable[Fact]) -> Iterable[tuple[Fact, str]]:
    """Meetings of a near kind in the period, which look as if they might have counted."""
    near: Mapping[str, str] = {kind: EVIDENCE[own] for own in each.rule.kinds for kind in NEAR.get(own, ())}
    slot = next((slot for slot in each.rule.slots if slot.start == each.row.period), None)
    for fact in facts:
        if slot and fact.kind in near and slot.start <= fact.day < slot.end:
            yield fact, f"是{EVIDENCE[fact.kind]}，不是{near[fact.kind]}"
