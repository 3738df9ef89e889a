"""`python -m hongzhu WORD …`: one literal table of words; each is a module with `main(argv) -> exit code`.

Exit codes: 0 fine, 1 the input has problems (they are listed), 2 wrong use.
"""

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Final, NamedTuple

PLAIN: Final = "plain"  # needs no Django at all
DJANGO: Final = "django"  # needs settings and models
DATABASE: Final = "database"  # needs a migrated database; makes it on first use


class Word(NamedTuple):
    """One command: its module under hongzhu.commands, what it needs, one line for `help`."""

    module: str
    needs: str
    about: str


WORDS: Final = {
    "run": Word("serve", DATABASE, "准备数据库和演示数据，并在本机启动网页（默认命令）"),
    "demo": Word("demo", DATABASE, "生成虚构的演示区县"),
    "check-pack": Word("check_pack", PLAIN, "检查政策包的格式、引文和案例"),
    "admins": Word("admins", DATABASE, "三员（系统、安全、审计管理员）的账号"),
    "import": Word("import_book", DATABASE, "导入工作簿，或生成空白工作簿"),
    "standing": Word("standing", DATABASE, "列出某日应做、已做、过期的事项和依据"),
    "whatif": Word("whatif", DATABASE, "试算：义务里的一个数改了，谁会不够；只看，不改动记录"),
    "book": Word("book", DATABASE, "打印四簿一册：PDF、DOCX 或 XLSX"),
    "recompute": Word("recompute", DATABASE, "全部重算，并与已存结果逐行比较"),
    "export-ledger": Word("export_ledger", DATABASE, "把台账导出成 Parquet 文件，供上级合并计算；没有姓名"),
    "count-ledger": Word("count_ledger", DATABASE, "按导出的台账计算各项义务办到哪一步，各有多少"),
    "tick": Word("tick", DATABASE, "做到点该做的事：每周提要、待寄的邮件；服务器自己会做"),
    "verify": Word("verify", DATABASE, "核对审计链有没有被改动，导出审计链"),
    "backup": Word("backup", DJANGO, "把整个系统备份成一个文件"),
    "restore": Word("restore", DJANGO, "从备份文件恢复整个系统，或只检查备份"),
    "doctor": Word("doctor", DJANGO, "体检：环境、数据库、备份、政策包、目录权限"),
    "bench": Word("bench", DATABASE, "测量速度"),
    "torture": Word("torture", DJANGO, "长时间随机试验"),
}


def help_text() -> str:
    """Return the list of words, one per line."""
    width = max(map(len, WORDS)) + 2
    lines = [f"  {name:<{width}}{word.about}" for name, word in WORDS.items()]
    lines += [f"  {'test':<{width}}全部检查和测试", f"  {'lock':<{width}}重写依赖锁文件"]
    return "\n".join(["用法：./run [命令] [参数]", "", *lines, "", "每个命令都可加 --help。"])


def prepare(needs: str) -> str:
    """Set Django up as far as a command needs it; returns what is wrong, in Chinese, or nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hongzhu.settings")
    if needs == PLAIN:
        return ""
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    try:
        django.setup()
        if needs == DATABASE:
            import_module("hongzhu.commands.database").ensure_migrated()
    except OSError as error:
        return f"{error.filename} 不能使用（{error.strerror}）。请检查权限，或用 HONGZHU_DATA 指定数据目录。"
    except ImproperlyConfigured as error:
        return f"设置有误：{error}"
    except DatabaseError as error:
        return f"数据库不能使用：{error}。请运行 ./run doctor 查看。"
    return ""


def main(argv: list[str]) -> int:
    """Run one command; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    name, *rest = argv or ["run"]
    if name in ("help", "--help", "-h"):
        print(help_text())
        return 0
    word = WORDS.get(name)
    if word is None:
        print(f"没有“{name}”这个命令。\n\n{help_text()}", file=sys.stderr)
        return 2
    if not {"--help", "-h"} & set(rest) and (problem := prepare(word.needs)):
        print(problem, file=sys.stderr)
        return 1
    try:
        code: int = import_module(f"hongzhu.commands.{word.module}").main(rest)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
