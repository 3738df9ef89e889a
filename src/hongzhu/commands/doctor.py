"""`doctor`: looks at everything an installation stands on and says what to do about what is wrong."""

import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator
from typing import Final

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from hongzhu.commands.arguments import Parser
from hongzhu.commands.database import ensure_migrated
from hongzhu.commands.progress import size_words
from hongzhu.policy.loading import load_pack
from hongzhu.policy.pack import PackProblems

Finding = tuple[bool, str]  # is it well; what was found, or what to do


def main(argv: list[str]) -> int:
    """Print every finding; 1 when something needs attention."""
    parser = Parser("doctor", "体检：环境、数据库、附件、政策包、备份、目录权限。")
    parser.add_argument(
        "--sweep",
        action="store_true",
        help="先删掉没有用的文件：移走满一天的附件，上传到一半断掉的，满一天没有导入的",
    )
    if parser.parse_args(argv).sweep:
        _sweep()
    is_well = True
    for title, check in CHECKS.items():
        for well, text in check():
            is_well = is_well and well
            print(f"[{'正常' if well else '异常'}] {title}：{text}")
    print("一切正常。" if is_well else "请按上面标有“异常”的提示处理。")
    return 0 if is_well else 1


def _python() -> Iterator[Finding]:
    yield sys.version_info >= (3, 11), f"{platform.python_version()}（需要 3.11 或更高）"


def _data_dir() -> Iterator[Finding]:
    path = settings.DATA_DIR
    if not os.access(path, os.W_OK | os.X_OK):
        yield False, f"{path} 不能写入；请检查目录权限，或用 HONGZHU_DATA 指定别的目录"
        return
    yield True, f"{path} 可以写入"
    key = path / "secret-key"
    is_private = os.name != "posix" or key.stat().st_mode & 0o077 == 0
    yield is_private, "密钥文件只有本人可读" if is_private else f"密钥文件别人也能读：chmod 600 {key}"


def _database() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        is_new_enough = sqlite3.sqlite_version_info >= (3, 31)
        yield is_new_enough, f"SQLite {sqlite3.sqlite_version}（需要 3.31 或更高）"
    try:
        if settings.DATABASE_URL:  # past the pool, which would only say that it waited in vain
            psycopg.connect(settings.DATABASE_URL, connect_timeout=5).close()
        ensure_migrated()
    except (DatabaseError, psycopg.Error) as error:
        reason = " ".join(str(error).split())
        yield False, f"连接不上：{reason}"
        return
    if connection.vendor == "postgresql":
        yield True, f"PostgreSQL {'.'.join(map(str, connection.get_database_version()))}"
    yield True, "结构是最新的"
    yield True, "；".join(f"{name} {count} 行" for name, count in _stored_rows())


def _stored_rows() -> Iterator[tuple[str, int]]:
    for label, name in STORED.items():
        yield name, apps.get_model(label).objects.count()


def _sweep() -> None:
    from hongzhu.attachments.actions import sweep_shelf
    from hongzhu.imports.actions import sweep_batches

    ensure_migrated()
    count, size = sweep_shelf(now=timezone.now())
    print(f"删掉了没有用的附件文件 {count} 个（{size_words(size)}）。" if count else "没有要删的附件文件。")
    if left := sweep_batches(now=timezone.now()):
        print(f"删掉了满一天没有导入的文件 {left} 个。")


def _attachments() -> Iterator[Finding]:
    from hongzhu.attachments.checking import missing, total, unneeded

    now = timezone.now()
    try:
        count, size = total()
        gone, idle = missing(now), unneeded(now)
    except DatabaseError:
        return  # said already
    if gone:
        yield False, f"缺 {gone} 个文件。请用 ./run verify 看是哪几个，从备份里找回来"
    else:
        yield True, f"{count} 个，{size_words(size)}，文件都在" if count else "还没有附件"
    if idle:
        yield (
            True,
            f"有 {idle} 个没有用的文件（移走满一天的，或者上传到一半断掉的），可以用 ./run doctor --sweep 删掉",
        )


def _backups() -> Iterator[Finding]:
    from hongzhu.accounts.finding import has_demo_users
    from hongzhu.backups.reading import last_made_at

    try:
        last = last_made_at()
        has_records = apps.get_model("ledger.Fact").objects.exists()
        is_demo = has_demo_users()
    except DatabaseError:
        return  # said already
    if last is not None:
        days = (timezone.now() - last).days
        words = f"上次备份是 {timezone.localtime(last):%Y-%m-%d %H:%M}，{f'{days} 天前' if days else '不到一天前'}"
        is_recent = days <= OLDEST_BACKUP or is_demo
        yield is_recent, words if is_recent else f"{words}。请用 ./run backup 文件 备份，最好每天定时做"
    elif is_demo or not has_records:
        yield True, "还没有备份过，现在也没有要备份的数据"
    else:
        yield False, "还没有备份过。请用 ./run backup 文件 备份，最好每天定时做（docs/howto/backup.md）"


def _packs() -> Iterator[Finding]:
    paths = sorted(file.parent for file in settings.PACKS_DIR.glob("*/pack.toml"))
    if not paths:
        yield False, f"{settings.PACKS_DIR} 里没有政策包"
    for path in paths:
        try:
            pack = load_pack(path)
        except PackProblems as error:
            yield False, f"{path.name} 有 {len(error.problems)} 处问题；用 ./run check-pack {path} 查看"
        else:
            yield True, f"{path.name} 可用，{len(pack.obligations)} 项义务"


def _pack_in_force() -> Iterator[Finding]:
    """What binds, and the duties of it that no installed room can record: `unknown`, and on no home."""
    from hongzhu.ledger import in_force

    layers = "、".join(settings.HONGZHU_LAYERS) or "无"
    try:
        layers = "、".join(in_force.layers_in_force()) or "无"
        pack = in_force.pack_in_force()
    except (PackProblems, FileNotFoundError):
        yield (
            False,
            f"在用的政策包 {settings.HONGZHU_PACK}（叠加：{layers}）不能用；请检查 HONGZHU_PACK、HONGZHU_LAYERS",
        )
        return
    yield True, f"在用的是 {pack.id}（叠加：{layers}）"
    waiting = [
        f"{duty.id} {duty.title}（缺：{'、'.join(rule.missing)}）"
        for rule in in_force.compiled_for(pack, in_force.window_on(timezone.localdate())).rules
        if not rule.recordable
        for duty in rule.obligations
    ]
    some = "".join(f"\n    {each}" for each in waiting)
    yield True, f"{len(waiting)} 项本系统尚不能登记，一律显示“未登记”，不算过期{some}"


OLDEST_BACKUP: Final = 7
"""days after which a backup is called old"""
STORED: Final = {"ledger.Subject": "对象", "ledger.Fact": "事实", "ledger.Row": "义务状态"}
CHECKS: Final[dict[str, Callable[[], Iterator[Finding]]]] = {
    "Python": _python,
    "数据目录": _data_dir,
    "数据库": _database,
    "附件": _attachments,
    "备份": _backups,
    "政策包": _packs,
    "在用的政策包": _pack_in_force,
}
