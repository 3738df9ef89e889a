"""`./run standing`: one row per obligation, subject and period, as it stands on a day."""

import csv
import json
import sys
from typing import Any

from django.utils import timezone

from hongzhu.ledger.in_force import pack_in_force
from hongzhu.ledger.reading import Line, Question, default_since, standing, subjects_under
from hongzhu.policy.days import iso

from .arguments import Parser, day
from .standing_table import print_table

KEYS = (
    *("pack", "layer", "clause", "obligation", "title", "subject_kind", "subject_code", "period"),
    *("need", "actual", "unit", "status", "due_on", "overdue_on", "assumed", "confirmed", "evidence"),
)


def main(argv: list[str]) -> int:
    """Print the standing. 0 fine, 1 an unknown code or obligation."""
    options = _options(argv)
    pack = pack_in_force()
    if options.obligation and options.obligation not in {each.id for each in pack.obligations}:
        print(
            f"没有编号为“{options.obligation}”的义务；用 ./run check-pack {pack.id} 查看政策包。",
            file=sys.stderr,
        )
        return 1
    subjects = None
    if options.org:
        subjects = subjects_under("org", options.org) or subjects_under("school", options.org)
        if subjects is None:
            print(f"没有代码为“{options.org}”的学校或党组织；请核对代码。", file=sys.stderr)
            return 1
    since = options.since or default_since(options.on)
    question = Question(options.on, since, subjects, options.obligation, options.all)
    lines = standing(question)
    beside = _beside(lines, question) if options.layers else None
    if options.format == "json":
        found = [described(line, pack) | _layers(line, beside) for line in lines]
        rows = ",\n".join(json.dumps(each, ensure_ascii=False) for each in found)
        print(f"[\n{rows}\n]")
    elif options.format == "csv":
        _print_csv(lines, pack, beside)
    else:
        print_table(lines, options.on, explained=bool(options.org), beside=beside)
    return 0


def _beside(lines: list[Line], question: Question) -> Any:
    from hongzhu.ledger.layering import layered

    return layered(lines, question)


def _layers(line: Line, beside: Any) -> dict[str, Any]:
    """The key `layers`, only where it is asked for: what each document asks, and which binds."""
    if beside is None:
        return {}
    return {"layers": [each.described() for each in beside.of(line)]}


def _options(argv: list[str]) -> Any:
    parser = Parser("standing", "某日应做、已做、过期的事项和依据")
    parser.add_argument("--on", type=day, help="哪一天（默认今天）")
    parser.add_argument("--from", dest="since", type=day, help="从哪一天起的期间（默认上一年1月1日）")
    parser.add_argument("--org", help="只看一所学校或一个党组织（代码），并说明原因")
    parser.add_argument("--obligation", help="只看一条义务（编号）")
    parser.add_argument("--format", choices=["table", "json", "csv"], default="table", help="输出格式")
    parser.add_argument("--layers", action="store_true", help="并排列出上位规定的数，以哪个为准")
    parser.add_argument("--all", action="store_true", help="也列出不适用的事项")
    options = parser.parse_args(argv)
    options.on = options.on or timezone.localdate()  # only now: --help is answered without settings
    return options


def described(line: Line, pack: Any) -> dict[str, Any]:
    """The keys of the contract, in order; numbers as numbers, days as ISO dates or null."""
    row, obligation = line.row, line.obligation
    values = (
        pack.id,
        pack.layer,
        obligation.clause,
        obligation.id,
        obligation.title,
        line.subject_kind,
        line.subject_code,
        row.label,
        _number(row.need),
        _number(row.total),
        obligation.unit,
        line.status,
        iso(row.due) if row.due else None,
        iso(row.overdue) if row.overdue else None,
        list(obligation.assumptions),
        obligation.confirmed,
        list(line.evidence),
    )
    return dict(zip(KEYS, values, strict=True))


def _number(tenths: int) -> int | float:
    return tenths // 10 if tenths % 10 == 0 else tenths / 10


def _print_csv(lines: list[Line], pack: Any, beside: Any) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(KEYS if beside is None else (*KEYS, "layers"))
    for line in lines:
        cells = described(line, pack)
        if beside is not None:
            cells["layers"] = beside.words(line)
        writer.writerow(
            [
                "、".join(value) if isinstance(value, list) else "" if value is None else value
                for value in cells.values()
            ]
        )
