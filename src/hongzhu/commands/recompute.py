"""`./run recompute`: everything anew, compared with the stored rows."""

from django.utils import timezone

from hongzhu.ledger.recomputing import recompute
from hongzhu.policy.days import to_day

from .arguments import Parser, day


def main(argv: list[str]) -> int:
    """Recompute; 0 also where rows differed: they are put right and counted."""
    parser = Parser("recompute", "全部重算，并与已存结果逐行比较")
    parser.add_argument("--from", dest="since", type=day, help="从哪一天起的期间也存下来（默认前年9月1日）")
    options = parser.parse_args(argv)
    from hongzhu.search.actions import index_everything  # not before there are models

    now = timezone.now()
    found = recompute(now=now, today=to_day(timezone.localdate(now)), since=options.since)
    print(
        f"重算完毕，{found.total} 行与已存结果不同（新增 {found.added}，改变 {found.changed}，删去 {found.removed}）。"
    )
    if differ := index_everything():
        print(f"查找用的文本有 {differ} 份与记录不同，已改正。")
    return 0
