"""Standing as a page to read: by subject, by duty, one line a period; under a single body also why and what to do."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from hongzhu.ledger.explaining import explanations
from hongzhu.ledger.in_force import pack_in_force
from hongzhu.ledger.reading import Line
from hongzhu.policy.days import iso
from hongzhu.policy.explaining import Explanation, amount
from hongzhu.policy.vocabulary import STATUSES, UNRECORDABLE

if TYPE_CHECKING:
    from hongzhu.ledger.layering import Layered


def print_table(lines: list[Line], on: date, *, explained: bool, beside: "Layered | None" = None) -> None:
    """Print every row; with `explained` also the steps behind each row that is not done; `beside`: other layers."""
    # Models can be imported only once Django is set up, which --help is not.
    from .names import names_of

    names = names_of((line.subject_kind, line.subject_code) for line in lines)
    reasons = explanations(lines, on, pack=pack_in_force()) if explained else [None] * len(lines)
    pairs = list(zip(lines, reasons, strict=True))
    for subject, some in groupby(pairs, key=lambda pair: (pair[0].subject_kind, pair[0].subject_code)):
        print(f"\n{names[subject]}（{subject[1]}）")
        _print_subject(list(some), beside)
    counts = {status: sum(line.status == status for line in lines) for status in STATUSES}
    listed = "，".join(f"{STATUSES[key]}{value}" for key, value in counts.items() if value)
    print(f"\n{on} 共{len(lines)}项：{listed or '没有要做的事'}。")
    if beside is not None:
        _print_further(beside)


def _print_further(beside: "Layered") -> None:
    """Duties that only layers ask: how many bodies, and how many of them do not keep them; and what to decide."""
    from .names import names_of

    names = names_of((line.subject_kind, line.subject_code) for line in beside.further)
    for (_duty, title), some in groupby(
        sorted(beside.further, key=lambda line: line.obligation.id),
        key=lambda line: (line.obligation.id, line.obligation.title),
    ):
        group = list(some)
        broken = [
            names[line.subject_kind, line.subject_code] for line in group if line.row.total < line.row.need
        ]
        words = f"{len(broken)} 个没有做到：{'、'.join(broken)}" if broken else "都做到了"
        said = group[0].obligation.paraphrase or group[0].obligation.quote
        print(f"上位规定另有（未启用）：{title}，{said}；{len(group)} 个组织{words}。")
    for words in beside.findings:
        print(f"请核定：{words}。")


Pair = tuple[Line, Explanation | None]


def _print_subject(pairs: list[Pair], beside: "Layered | None") -> None:
    recordable = [pair for pair in pairs if pair[0].rule.recordable]
    for _duty, some in groupby(recordable, key=lambda pair: pair[0].obligation.id):
        group = list(some)
        obligation = group[0][0].obligation
        doubt = "" if obligation.confirmed else "（次数或周期原文未写，待区确认）"
        print(
            f"  {obligation.title}　{obligation.clause}“{obligation.quote or obligation.paraphrase}”{doubt}"
        )
        for text in _rows(group):
            print(text)
        for text in _layers(group, beside):
            print(text)
    later = dict.fromkeys(line.obligation.title for line, _reason in pairs if not line.rule.recordable)
    if later:
        print(f"  {UNRECORDABLE}：{'、'.join(later)}")


def _layers(group: list[Pair], beside: "Layered | None") -> Iterator[str]:
    """What each document asks; periods that are asked the same share a line."""
    if beside is None:
        return
    words = [(line, beside.words(line)) for line, _reason in group]
    for told, some in groupby(words, key=lambda pair: pair[1]):
        run = [line for line, _words in some]
        if told:
            labels = dict.fromkeys(line.row.label for line in (run[0], run[-1]) if line.row.label)
            yield f"      {'至'.join(labels)}{'　' if labels else ''}{told}"


def _rows(group: list[Pair]) -> Iterator[str]:
    """One line a period; what to do stands once under the periods in a row that it settles."""
    for settle, some in groupby(group, key=lambda pair: pair[1].settle if pair[1] else ""):
        yield from _periods(list(some))
        if settle:
            yield f"      怎么办：{settle}"


def _periods(group: list[Pair]) -> Iterator[str]:
    """Periods in a row that were never entered share one line."""
    for unknown, some in groupby(
        group, key=lambda pair: pair[0].status == "unknown" and bool(pair[0].row.due)
    ):
        run = list(some)
        if unknown and len(run) > 1:
            first, last = run[0][0], run[-1][0]
            size = f"{amount(first.row.need)}{first.obligation.unit}"
            yield f"    {STATUSES['unknown']}　{first.row.label} 至 {last.row.label}，{len(run)}期，每期应有{size}"
            yield from _steps(run[-1])
            continue
        for pair in run:
            yield _row(pair[0])
            yield from _steps(pair)


def _row(line: Line) -> str:
    row = line.row
    parts = [
        STATUSES[line.status],
        row.label,
        f"{amount(row.total)}/{amount(row.need)}{line.obligation.unit}",
    ]
    if row.due and line.rule.shape != "state":
        parts.append(f"至{iso(row.due)}")
    if line.evidence:
        parts.append(
            "、".join(line.evidence[:4]) + (f"等{len(line.evidence)}条" if len(line.evidence) > 4 else "")
        )
    return "    " + "　".join(part for part in parts if part)


def _steps(pair: Pair) -> Iterator[str]:
    line, reason = pair
    if reason is None or line.status in {"met", "exempt", "not_applicable"}:
        return
    for step in reason.steps[1:]:
        yield f"      {step}"
    for each in reason.not_counted[:3]:
        yield f"      不计：{each}"
