"""`restore`: puts a backup back, all of it or nothing; `--dry-run` only checks the file."""

import argparse
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import timezone

from hongzhu.commands.arguments import Parser
from hongzhu.commands.progress import progress

if TYPE_CHECKING:
    from hongzhu.backups.actions import Restored
    from hongzhu.backups.manifest import Manifest

BY: Final = "服务器命令行"
ENGINES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def main(argv: list[str]) -> int:
    """Restore: 0 done and verified, 1 refused or something to look at, 2 wrong use."""
    options = _parser().parse_args(argv)
    # Models can be imported only once Django is set up, which --help is not.
    from hongzhu.backups.actions import restore_backup
    from hongzhu.backups.archive import opened
    from hongzhu.backups.keys import read_key
    from hongzhu.backups.refusals import Refused

    try:
        secret = read_key(options.keys) if options.keys else settings.SECRET_KEY
        with opened(options.file, None if options.lost_key else secret) as backup:
            _describe(backup.manifest, len(backup.uploads))
            if options.dry_run:
                print("只做了检查，没有恢复。")
                return 0
            restored = restore_backup(
                backup=backup,
                by=BY,
                now=timezone.now(),
                is_replacing=options.replace,
                is_key_lost=options.lost_key,
                tell=progress("已处理 {count} 行……"),
            )
        _install_key(secret, is_former_kept=restored.safety is not None)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    return _tell(restored, options)


def _parser() -> Parser:
    parser = Parser(
        "restore", "从备份恢复整个系统。先把备份从头到尾检查一遍，再恢复；要么全部恢复，要么什么也不动。"
    )
    parser.add_argument("file", metavar="文件", type=Path, help="./run backup 做的备份文件")
    parser.add_argument("--dry-run", action="store_true", help="只检查备份是否完好，不恢复")
    parser.add_argument(
        "--replace", action="store_true", help="换掉现有的数据（会先给现有的数据另做一份备份）"
    )
    key = parser.add_mutually_exclusive_group()
    key.add_argument("--keys", metavar="密钥文件", type=Path, help="做备份时另存的密钥文件")
    key.add_argument(
        "--lost-key",
        action="store_true",
        help="密钥确实丢了：不核对封印，验证器、备用码、激活单、重设单全部作废，大家凭密码登录后重新绑定",
    )
    return parser


def _describe(manifest: "Manifest", uploads: int) -> None:
    made_at = timezone.localtime(manifest.made_at)
    print(
        f"备份完好：{made_at:%Y-%m-%d %H:%M} 由红烛 {manifest.version} 在 {ENGINES.get(manifest.engine, manifest.engine)} "
        f"上做的，{len(manifest.tables)} 张表 {manifest.rows:,} 行，上传的文件 {uploads} 个，审计链 {len(manifest.heads)} 条。",
        flush=True,
    )


def _install_key(secret: str, *, is_former_kept: bool) -> None:
    """Make the backup's key this installation's; a former one that something was made with is kept beside it."""
    from hongzhu.backups.keys import replace_key

    if secret == settings.SECRET_KEY:
        return
    path = settings.DATA_DIR / "secret-key"
    has_other_database = bool(settings.DATABASE_URL) and (settings.DATA_DIR / "db.sqlite3").exists()
    if is_former_kept or has_other_database:
        stamp = timezone.localtime().strftime("%Y%m%d-%H%M%S")
        former = path.with_name(f"secret-key-before-restore-{stamp}")
        replace_key(former, settings.SECRET_KEY)
        print(f"原来的密钥另存在 {former}，恢复前的那份备份要用它。")
    replace_key(path, secret)
    with suppress(OSError):
        path.chmod(0o600)
    print(f"密钥已放到 {path}。")


def _tell(restored: "Restored", options: argparse.Namespace) -> int:
    if restored.safety:
        print(f"恢复之前的数据另存在 {restored.safety}。确认无误后可以移走。")
    print(
        f"恢复好了：各表行数与清单一致，上传的文件 {restored.uploads} 个。红烛如果正在运行，请重新启动；请大家重新登录。"
    )
    if restored.migrated:
        print(f"备份来自较早的版本，已升级（{restored.migrated} 步）。")
    if restored.recomputed is not None:
        print(f"政策包有变化，已全部重算，{restored.recomputed} 行与备份时不同。")
    if options.lost_key:
        print(
            "验证器、备用码、激活单、重设单都已作废。请大家凭密码登录，重新绑定验证器；忘了密码的，重新开单。"
        )
    report = restored.report
    if report.faults:
        print(
            f"数据已照备份恢复，但审计链在备份时就有问题，共 {len(report.faults)} 条链。每条链只列最早的一处："
        )
        for fault in report.faults:
            print(f"  {fault}")
        print("请告诉审计管理员，用更早的备份比对。")
        return 1
    if restored.attachment_faults:
        print(f"数据已照备份恢复，但做备份时附件就有问题，共 {len(restored.attachment_faults)} 处：")
        for words in restored.attachment_faults:
            print(f"  {words}")
        print("请到更早的备份里找，放回数据目录的 uploads；找不回来的，请重新上传。")
        return 1
    print(f"审计链完好：{report.streams} 条链，{report.events} 个事项，同备份清单里的链头全部相符。")
    return 0
