"""`count-ledger`: how many stand how, of one exported ledger or of many, by duty, period and status."""

import csv
import json
import sys
from argparse import Namespace
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from hongzhu.policy.days import iso, to_date, to_day
from hongzhu.policy.vocabulary import STATUSES

from .arguments import Parser, day

if TYPE_CHECKING:
    from hongzhu.ledger.counting import Entry, Question

KEYS: Final = ("ledger", "obligation", "title", "period", "status", "count")


def main(argv: list[str]) -> int:
    """Count: 0 counted, 1 an export cannot be counted, 2 wrong use."""
    options = _options(argv)
    from hongzhu.ledger.counting import count_labels

    questions: list[tuple[Path, Question]] = []
    for folder in options.folders:
        found = _question(folder, options)
        if isinstance(found, str):
            print(found, file=sys.stderr)
            return 1
        questions.append((folder, found))
    counted = []
    for number, (folder, question) in enumerate(questions, 1):
        short = None
        if options.short:
            short = options.short / f"{number:03}-{folder.name}"
            short.mkdir(parents=True, exist_ok=True)
        counted.append((str(folder), count_labels(question, folder, short)))
    titles = {each.id: each.title for each in question.compiled.pack.obligations}
    _print(counted, titles, options.format)
    return 0


def _options(argv: list[str]) -> Namespace:
    parser = Parser("count-ledger", "按导出的台账（./run export-ledger）计算各项义务办到哪一步，各有多少。")
    parser.add_argument("folders", metavar="文件夹", type=Path, nargs="+", help="导出的文件夹，一个或几个")
    parser.add_argument("--on", type=day, help="哪一天（默认今天）")
    parser.add_argument("--from", dest="since", type=day, help="从哪一天起的期间（默认上一年1月1日）")
    parser.add_argument("--format", choices=["table", "json", "csv"], default="table", help="输出格式")
    parser.add_argument(
        "--short", metavar="文件夹", type=Path, help="没有完成的逐行写到这里（Parquet，只有编号）"
    )
    options = parser.parse_args(argv)
    options.on = options.on or timezone.localdate()  # only now: --help is answered without settings
    return options


def _question(folder: Path, options: Namespace) -> "Question | str":
    """What to ask of an export, or why nothing can be asked, in Chinese."""
    from hongzhu.ledger import in_force
    from hongzhu.ledger.counting import Question
    from hongzhu.ledger.parquet import read_manifest
    from hongzhu.ledger.reading import default_since

    manifest = read_manifest(folder)
    if manifest is None:
        return f"{folder} 不是完整的导出；请用 ./run export-ledger 重新导出。"
    pack = in_force.pack_in_force()
    if manifest.digest != in_force.digest_of(pack):
        return f"{folder} 是按另一版政策包或另一版红烛导出的；请两边换成同一版，重算以后再导出。"
    window = to_date(manifest.window_from), to_date(manifest.window_until)
    compiled = in_force.compiled_for(pack, window)
    first, on = to_day(options.since or default_since(options.on)), to_day(options.on)
    if not compiled.window[0] <= max(first, compiled.effective) or on >= compiled.window[1]:
        begins, ends = (iso(each) for each in (compiled.window[0], compiled.window[1] - 1))
        return f"{folder} 里只有 {begins} 至 {ends} 的规则；请用 --from、--on 问这些日子。"
    return Question(compiled, first, on)


def _print(counted: "list[tuple[str, Counter[Entry]]]", titles: dict[str, str], form: str) -> None:
    if form == "table":
        _print_table(counted, titles)
        return
    lines = [
        (name, entry.obligation, titles[entry.obligation], entry.period, entry.status, number)
        for name, counts in counted
        for entry, number in sorted(counts.items())
    ]
    if form == "json":
        print(
            json.dumps([dict(zip(KEYS, line, strict=True)) for line in lines], ensure_ascii=False, indent=1)
        )
        return
    writer = csv.writer(sys.stdout)
    writer.writerow(KEYS)
    writer.writerows(lines)


def _print_table(counted: "list[tuple[str, Counter[Entry]]]", titles: dict[str, str]) -> None:
    """One line a duty, of all exports together, all periods together."""
    together: dict[str, Counter[str]] = {duty: Counter() for duty in titles}
    for _name, counts in counted:
        for entry, number in counts.items():
            together[entry.obligation][entry.status] += number
    for duty, stood in together.items():
        if stood:
            listed = "，".join(f"{STATUSES[key]}{stood[key]:,}" for key in STATUSES if stood[key])
            print(f"{titles[duty]}：{listed}")
    total = sum(stood.total() for stood in together.values())
    print(f"\n{len(counted)}个台账，共{total:,}项。")
