"""`verify`: checks the audit chains, names the first event that does not fit; then every attachment's content.

Exports, and lets superiors hold heads.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from django.utils import timezone

from hongzhu.commands.arguments import Parser

if TYPE_CHECKING:
    from hongzhu.audit.verifying import Report

BY: Final = "系统"
SHOWN: Final = 20


def main(argv: list[str]) -> int:
    """Verify: 0 every chain holds and every attachment is whole, 1 not so, 2 wrong use."""
    parser = Parser(
        "verify", "核对审计链：逐条核对每个单位的审计事项有没有被改动、增删或调换；再核对每个附件的内容。"
    )
    parser.add_argument("--export", metavar="文件", type=Path, help="把全部审计链导出到这个文件（不含内容）")
    parser.add_argument("--heads", metavar="文件", type=Path, help="把各单位的链头写到这个文件，请另行保管")
    parser.add_argument(
        "--against", metavar="文件", type=Path, help="同以前另行保管的链头文件（或导出文件）比对"
    )
    parser.add_argument(
        "--hold", action="store_true", help="核对无误后，让上级组织留存各单位的链头（建议每天一次）"
    )
    options = parser.parse_args(argv)
    # Models can be imported only once Django is set up, which --help is not.
    from hongzhu.audit.exporting import export_chains, export_heads, read_heads
    from hongzhu.audit.verifying import verify

    try:
        outside = read_heads(options.against.read_text().splitlines()) if options.against else []
    except OSError as error:
        print(f"读不了 {options.against}（{error.strerror}）；请核对文件名。", file=sys.stderr)
        return 2
    except ValueError as error:
        print(f"{options.against} 不能用来比对：{error}。", file=sys.stderr)
        return 2
    for path, export in ((options.export, export_chains), (options.heads, export_heads)):
        if path is not None and not _write(path, export):
            return 2
    report = verify(outside)
    if report.faults:
        print(f"审计链有问题，共 {len(report.faults)} 条链。每条链只列最早的一处：")
        for fault in report.faults:
            print(f"  {fault}")
        print("请不要改动数据库，保留现场，用备份比对，并告诉审计管理员。")
        return 1
    if options.hold:
        print(f"上级组织留存了 {_hold()} 个链头。")
    _tell(report, is_held=options.hold)
    return _check_attachments()


def _write(path: Path, export: Callable[[TextIO], int]) -> bool:
    try:
        with path.open("w", encoding="utf-8") as file:
            count = export(file)
    except OSError as error:
        print(f"写不进 {path}（{error.strerror}）；请核对文件夹是否存在。", file=sys.stderr)
        return False
    print(f"已写入 {path}：{count} 行。")
    return True


def _check_attachments() -> int:
    from hongzhu.attachments.checking import faults, total

    found = list(faults(timezone.now()))
    if found:
        print(f"附件有问题，共 {len(found)} 处：")
        for words in found:
            print(f"  {words}")
        print("请从备份里找回这些文件，放回数据目录的 uploads；找不回来的，请重新上传。")
        return 1
    count, _size = total()
    if count:
        print(f"附件完好：{count} 个，内容和登记的指纹全部相符。")
    return 0


def _hold() -> int:
    from hongzhu.audit.actions import hold_heads
    from hongzhu.orgs.heads import holders

    now = timezone.now()
    return hold_heads(holders(timezone.localdate(now)), by=BY, now=now)


def _tell(report: "Report", *, is_held: bool) -> None:
    from hongzhu.audit.models import Head
    from hongzhu.orgs.bodies import DISTRICT

    if not report.events:
        print("还没有审计记录。")
        return
    print(f"审计链完好：{report.streams} 条链，{report.events} 个事项，{report.contents} 份内容。")
    if report.held:
        print(f"同留存的链头比对 {report.held} 次，全部相符。")
    elif not is_held:
        print("还没有留存过链头，末尾被截去、整条被重写都看不出来；请每天运行 ./run verify --hold。")
    if report.erased:
        print(f"其中 {report.erased} 份内容已按规定销毁，有销毁记录。")
    for stream, seq in report.flagged[:SHOWN]:
        print(f"注意：{stream} 第 {seq} 号登记时，服务器的时钟比前一号倒退了。")
    if len(report.flagged) > SHOWN:
        print(f"注意：时钟倒退的还有 {len(report.flagged) - SHOWN} 处。")
    top = Head.objects.filter(stream=DISTRICT, seq__gt=0).first()
    if top is not None:
        print(f"全区链头（可以抄在纸上）：第 {top.seq} 号 {top.hash}")
