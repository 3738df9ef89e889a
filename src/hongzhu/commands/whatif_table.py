"""A trial as a page to read: what changes, by period, by school in the order of codes, never by how much is missing."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import east_asian_width

from hongzhu.ledger.tallying import Tally, joined
from hongzhu.ledger.whatif import Trial
from hongzhu.policy.changing import Change
from hongzhu.policy.explaining import amount

if TYPE_CHECKING:
    from .whatif import Found

WORDS: Final = {
    "min": "至少",
    "grace_days": "宽限",
    "every_months": "每届",
    "within_days": "限期",
    "settle_days": "办结期限",
}
ONLY_TRIED: Final = "只是试算，没有改动任何记录。"


class Column(NamedTuple):
    """A heading and what stands under it; `always`, or only where some line says something."""

    title: str
    value: Callable[[Tally], str]
    always: bool = True


def print_table(found: "list[Found]", names: dict[str, str], on: date, since: date) -> None:
    """Print every changed rule, and that nothing was written."""
    print(f"试算：按 {on} 的情况，看 {since} 以来的各期。箭头前是现在，箭头后是改了以后。")
    for each in found:
        print()
        for line in (*_head(each), *_everyone(each), *_schools(each, names), *_single(each)):
            print(line)
    print(f"\n{ONLY_TRIED}")


def _head(found: "Found") -> Iterator[str]:
    changes = found.changed.changes
    for change in changes:
        each = change.obligation
        doubt = "" if each.confirmed else "（次数或周期原文未写，待区确认）"
        words = f"{WORDS[change.field]} {_amount(change.now)} → {_amount(change.then)} {_unit(change)}"
        yield f"{each.title}（{each.id}）　{each.clause}　{words}{doubt}"
    changed = {change.obligation.id for change in changes}
    others = [each.title for each in found.changed.rule.obligations if each.id not in changed]
    if len(found.changed.rule.obligations) > 1:
        partners = f"与“{'”“'.join(others)}”" if others else ""
        shared = "，宽限天数一起改" if any(change.field == "grace_days" for change in changes) else ""
        yield f"  {partners}合并计算，一人一期只算一项{shared}。"
    if any(change.field == "every_months" for change in changes):
        yield "  登记换届时写明了届期的，仍按写明的算。"


def _unit(change: Change) -> str:
    if change.field == "min":
        return change.obligation.unit
    return "个月" if change.field == "every_months" else "天"


def _amount(value: float) -> str:
    return amount(round(value * 10))


def _everyone(found: "Found") -> Iterator[str]:
    tallies = found.tallies.everyone
    if not tallies:
        yield "  这段时间没有谁有这项义务。"
        return
    lines = [(period or "当天", tally) for period, tally in tallies.items()]
    if len(lines) > 1:
        lines.append(("合计", joined(tallies.values())))
    yield from _aligned("期间", lines, found)


def _schools(found: "Found", names: dict[str, str]) -> Iterator[str]:
    tallies = found.tallies
    if found.by_school and tallies.schools:
        several = "（以上各期合计）" if len(tallies.everyone) > 1 else ""
        yield f"  各学校，按代码排{several}："
        lines = [
            (f"{code} {names[code]}", joined(periods.values())) for code, periods in tallies.schools.items()
        ]
        yield from _aligned("学校", lines, found)
        if tallies.is_shared:
            yield "  联合党支部等覆盖几所学校的，在每所学校各算一次，各校相加会多于合计。"
    if not found.by_school:
        yield "  这项义务涉及个人的敏感情况，不分学校列出；用 --org 看一所学校或一个党支部。"
    elif tallies.elsewhere:
        yield f"  另有 {tallies.elsewhere} 项不属于哪一所学校，只算在合计里。"


def _single(found: "Found") -> Iterator[str]:
    if not found.single:
        return
    yield "  改了以后还差的，按编号："
    unit = found.changed.rule.obligations[0].unit
    for _kind, code, trial in found.single:
        yield "    " + "　".join(part for part in (code, trial.either.row.label, _step(trial, unit)) if part)


def _step(trial: Trial, unit: str) -> str:
    sides = [f"{amount(each.row.total)}/{amount(each.row.need)}" for each in trial if each]
    late = "已过期" if trial.then and trial.then.status == "overdue" else "还没到期"
    return f"{' → '.join(dict.fromkeys(sides))}{unit}　{late}"


def _columns(found: "Found") -> list[Column]:
    unit = found.changed.rule.obligations[0].unit
    return [
        Column("应办", lambda each: _pair(each.now.owe, each.then.owe)),
        Column("还差", lambda each: _pair(each.now.short, each.then.short)),
        Column("其中已过期", _labelled("overdue")),
        Column("还没到期", lambda each: _pair(each.now.pending, each.then.pending)),
        Column(f"共差（{unit}）", lambda each: _pair(amount(each.now.missing), amount(each.then.missing))),
        Column("新增还差", lambda each: str(each.newly_short)),
        Column("不再差", lambda each: str(each.no_longer_short), always=False),
        Column("已补记完成", _labelled("met_late"), always=False),
        Column("已说明", _labelled("explained"), always=False),
        Column("未登记", _labelled("unknown"), always=False),
    ]


def _labelled(label: str) -> Callable[[Tally], str]:
    return lambda each: _pair(each.now.count(label), each.then.count(label))


def _pair(now: object, then: object) -> str:
    return str(now) if now == then else f"{now}→{then}"


def _aligned(first: str, lines: list[tuple[str, Tally]], found: "Found") -> Iterator[str]:
    """Columns that line up where a Han character is two wide; the same columns in every table of a rule."""
    everyone = found.tallies.everyone.values()
    columns = [
        column
        for column in _columns(found)
        if column.always or any(column.value(tally) != "0" for tally in everyone)
    ]
    table = [[first, *(column.title for column in columns)]]
    table += [[name, *(column.value(tally) for column in columns)] for name, tally in lines]
    widths = [max(map(_width, cells)) for cells in zip(*table, strict=True)]
    for cells in table:
        name, *figures = (
            (text, " " * (width - _width(text))) for text, width in zip(cells, widths, strict=True)
        )
        yield "  ".join(["  " + "".join(name), *(f"{space}{text}" for text, space in figures)])


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
