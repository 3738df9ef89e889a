"""`./run whatif`: who would fall short if a duty had another number. Reads only."""

import argparse
import csv
import json
import sys
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils import timezone

from hongzhu.ledger.reading import default_since, subjects_under
from hongzhu.ledger.seats import is_school_or_branch, seats
from hongzhu.ledger.stored import NotStored, stored_days, stored_pack
from hongzhu.ledger.tallying import Tallies, Tally, is_short, tallied
from hongzhu.ledger.whatif import Trial, trials
from hongzhu.policy.changing import CannotBeTried, Changed, Setting, changed_rules, usable
from hongzhu.policy.rules import Compiled

from .arguments import Parser, day

KEYS: Final = (
    *("scope", "code", "name", "duty", "period", "unit", "owe_now", "owe_then", "short_now", "short_then"),
    *("overdue_now", "overdue_then", "pending_now", "pending_then", "missing_now", "missing_then"),
    *("newly_short", "no_longer_short", "late_now", "late_then", "explained_now", "explained_then"),
    *("unknown_now", "unknown_then"),
)
"""scope: all, school, or (with --org) whoever would be short: school, org, group or person by code"""


@dataclass(frozen=True)
class Found:
    """What one rule's change would do; `single`: each duty short then, where they may be told apart."""

    changed: Changed
    tallies: Tallies
    by_school: bool
    single: list[tuple[str, str, Trial]]
    """(kind, code, trial) in the order of codes"""


def main(argv: list[str]) -> int:
    """Print what would change. 0 fine, 1 what cannot be tried or is not known, 2 wrong use."""
    options = _options(argv)
    try:
        compiled = stored_pack()
        settings = [each for some in options.settings for each in some]
        changes = changed_rules(compiled, settings, options.on)
    except NotStored:
        return _refused("政策包的文件改过，还没有按新的重算；请先运行 ./run recompute，再试算。")
    except CannotBeTried as error:
        return _refused(f"{error}\n{_listed(compiled)}" if error.is_unknown else str(error))
    first, last = stored_days(compiled)
    since = options.since or max(first, default_since(options.on))
    if not first <= since <= options.on <= last:
        return _refused(
            f"试算用存下来的结果，现在存的是 {first} 到 {last}；请把 --on 和 --from 写在这之间。"
            f"要更早的，先运行 ./run recompute --from 日期。"
        )
    subjects, may_list = None, False
    if options.org:
        kind = "org" if (subjects := subjects_under("org", options.org)) else "school"
        subjects = subjects or subjects_under(kind, options.org)
        if subjects is None:
            return _refused(f"没有代码为“{options.org}”的学校或党组织；请核对代码。")
        may_list = is_school_or_branch(kind, options.org, options.on)
    found = [_found(compiled, each, options.on, since, subjects, may_list) for each in changes]
    _print(found, options, since)
    return 0


def _options(argv: list[str]) -> Any:
    parser = Parser("whatif", "试算：义务里的一个数改了，谁会不够。只看，不改动任何记录")
    parser.add_argument(
        "--set",
        dest="settings",
        metavar="义务.项=数",
        type=_setting,
        action="append",
        nargs="+",
        required=True,
        help="改什么，例如 hours.member.min=24；可以写几个",
    )
    parser.add_argument("--on", type=day, help="按哪一天的情况（默认今天）")
    parser.add_argument("--from", dest="since", type=day, help="从哪一天起的期间（默认上一年1月1日）")
    parser.add_argument("--org", help="只看一所学校或一个党组织（代码）；学校和党支部还列出谁会不够")
    parser.add_argument("--format", choices=["table", "json", "csv"], default="table", help="输出格式")
    options = parser.parse_args(argv)
    options.on = options.on or timezone.localdate()  # only now: --help is answered without settings
    if options.since and options.since > options.on:
        parser.error(f"开始日期{options.since}晚于截止日期{options.on}")
    return options


def _setting(text: str) -> Setting:
    name, equals, value = text.partition("=")
    obligation, dot, field = name.rpartition(".")
    if not (equals and dot and obligation and field and value):
        raise argparse.ArgumentTypeError(f"“{text}”不是“义务.项=数”，请写成 hours.member.min=24 的样子")
    return Setting(obligation, field, value)


def _refused(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


def _listed(compiled: Compiled) -> str:
    lines = [f"  {each.id}（{each.title}）：{'、'.join(fields)}" for each, fields in usable(compiled)]
    return "\n".join(["可以试算的：", *lines])


def _found(
    compiled: Compiled,
    changed: Changed,
    on: date,
    since: date,
    subjects: frozenset[int] | None,
    may_list: bool,
) -> Found:
    tried = trials(compiled, changed, on, since, subjects)
    seated = seats(changed.rule.subject, {each.either.row.subject for each in tried}, on)
    of_people = changed.rule.subject == "person"
    is_sensitive = of_people and any(each.privacy for each in changed.rule.obligations)
    return Found(
        changed=changed,
        tallies=tallied(tried, seated),
        by_school=may_list or not is_sensitive,
        single=_single(tried) if may_list else [],
    )


def _single(tried: list[Trial]) -> list[tuple[str, str, Trial]]:
    # Models can be imported only once Django is set up, which --help is not.
    from hongzhu.ledger.models import Subject

    short = [each for each in tried if is_short(each.then)]
    subjects = Subject.objects.in_bulk({each.either.row.subject for each in short})
    found = [
        (subject.kind, subject.code, each)
        for each in short
        for subject in [subjects[each.either.row.subject]]
    ]
    return sorted(found, key=lambda item: (*item[:2], item[2].either.row.period))


def _print(found: list[Found], options: Any, since: date) -> None:
    from .names import names_of
    from .whatif_table import print_table

    codes = {code for each in found if each.by_school for code in each.tallies.schools}
    names = {code: name for (_kind, code), name in names_of(("school", code) for code in codes).items()}
    if options.format == "table":
        print_table(found, names, options.on, since)
        return
    rows = [row for each in found for row in _rows(each, names)]
    if options.format == "csv":
        writer = csv.DictWriter(sys.stdout, KEYS)
        writer.writeheader()
        writer.writerows(rows)
        return
    whole = {
        "on": options.on.isoformat(),
        "from": since.isoformat(),
        "is_trial": True,
        "changes": [
            {
                "obligation": change.obligation.id,
                "field": change.field,
                "now": change.now,
                "then": change.then,
            }
            for each in found
            for change in each.changed.changes
        ],
        "rows": rows,
    }
    print(json.dumps(whole, ensure_ascii=False, indent=1))


def _rows(found: Found, names: dict[str, str]) -> list[dict[str, Any]]:
    """The keys in order: first of everyone, then of the schools, then of whoever would be short."""
    rule = found.changed.rule
    unit = rule.obligations[0].unit
    schools = found.tallies.schools if found.by_school else {}
    groups = [
        *(("all", "", "", period, tally) for period, tally in found.tallies.everyone.items()),
        *(
            ("school", code, names[code], period, tally)
            for code, periods in schools.items()
            for period, tally in periods.items()
        ),
    ]
    for kind, code, trial in found.single:
        tally = Tally()
        tally.add(trial)
        groups.append((kind, code, "", trial.either.row.label, tally))
    return [
        dict(zip(KEYS, (scope, code, name, rule.key, period, unit, *_figures(tally)), strict=True))
        for scope, code, name, period, tally in groups
    ]


def _figures(tally: Tally) -> list[int | float]:
    now, then = tally.now, tally.then

    def labels(name: str) -> tuple[int, int]:
        return now.count(name), then.count(name)

    return [
        *(now.owe, then.owe, now.short, then.short, *labels("overdue"), now.pending, then.pending),
        *(_number(now.missing), _number(then.missing), tally.newly_short, tally.no_longer_short),
        *(*labels("met_late"), *labels("explained"), *labels("unknown")),
    ]


def _number(tenths: int) -> int | float:
    return tenths // 10 if tenths % 10 == 0 else tenths / 10
