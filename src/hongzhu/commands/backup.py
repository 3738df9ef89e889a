"""`backup`: the whole installation in one file, while everybody goes on working."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import timezone

from hongzhu.commands.arguments import Parser
from hongzhu.commands.progress import progress, size_words

if TYPE_CHECKING:
    from hongzhu.backups.actions import Made

BY: Final = "服务器命令行"


def main(argv: list[str]) -> int:
    """Back up: 0 made and read back, 1 not made, 2 wrong use."""
    parser = Parser(
        "backup", "把数据库和上传的文件备份成一个文件。不用停机；密钥不在备份里，要另外保管（--keys）。"
    )
    parser.add_argument("file", metavar="文件", type=Path, help="备份文件的名字，例如 hongzhu-2026-11-22.zip")
    parser.add_argument("--force", action="store_true", help="同名文件已经存在时盖掉它")
    parser.add_argument("--keys", metavar="密钥文件", type=Path, help="把密钥另存到这个文件；请和备份分开放")
    options = parser.parse_args(argv)
    # Models can be imported only once Django is set up, which --help is not.
    from hongzhu.backups.actions import make_backup
    from hongzhu.backups.keys import write_key
    from hongzhu.backups.refusals import Refused
    from hongzhu.commands.database import ensure_made

    started = time.monotonic()
    try:
        ensure_made()
        made = make_backup(
            path=options.file,
            by=BY,
            now=timezone.now(),
            is_over=options.force,
            tell=progress("已备份 {count} 行……"),
        )
        _tell(made, time.monotonic() - started)
        if options.keys:
            write_key(options.keys, settings.SECRET_KEY)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    _tell_key(options.keys)
    return 0


def _tell(made: "Made", seconds: float) -> None:
    from hongzhu.backups.tables import LEFT_OUT

    print(
        f"备份好了：{made.path}（{size_words(made.size)}，{len(made.manifest.tables)} 张表 {made.manifest.rows:,} 行，"
        f"上传的文件 {made.uploads} 个，用时 {seconds:.1f} 秒）。已从头读回核对，完好。"
    )
    print(f"没有备份的：{'、'.join(LEFT_OUT.values())}。恢复后请大家重新登录。")
    if not made.is_told:
        print("这次备份没有记进审计链：数据库正忙，或者还没有升级到本版本。备份本身不受影响。")


def _tell_key(path: Path | None) -> None:
    if path:
        print(f"密钥另存在 {path}，只有您能读。请把它放到和备份不同的地方：两样都有的人，就有了全部数据。")
        return
    print(
        f"密钥不在备份里，它在 {settings.DATA_DIR / 'secret-key'}。没有它，备份不能照原样恢复。"
        "请另外保管一份，和备份分开放：加上 --keys 密钥文件，就会另存。"
    )
