"""`import`: brings a workbook in, all or nothing; or writes an empty one to fill in."""

import gc
import sys
from datetime import UTC, datetime
from pathlib import Path

from hongzhu.commands.arguments import Parser

BY = "导入"


def main(argv: list[str]) -> int:
    """Import a workbook: 0 done, 1 nothing stored because of problems (all listed), 2 wrong use."""
    parser = Parser("import", "导入工作簿（要么全部导入，要么一个也不导入），或生成空白工作簿。")
    parser.add_argument("book", metavar="工作簿.xlsx", nargs="?", type=Path, help="要导入的工作簿")
    parser.add_argument("--template", metavar="文件.xlsx", type=Path, help="把空白工作簿写到这个文件")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    options = parser.parse_args(argv)
    if (options.book is None) == (options.template is None):
        parser.error("请给出要导入的工作簿，或用 --template 指定空白工作簿的文件名，只给一个")
    if options.template:
        return _write_template(options.template)
    if not options.book.is_file():
        print(f"找不到文件 {options.book}；请核对文件名和所在的文件夹。", file=sys.stderr)
        return 2
    # Models can be imported only once Django is set up, which --help is not.
    from hongzhu.imports.importing import import_workbook
    from hongzhu.imports.outcome import told

    gc.disable()  # a fifth of the time of a big import would go into looking for cycles that are not there
    try:
        outcome = import_workbook(options.book, by=BY, now=datetime.now(UTC), is_dry_run=options.dry_run)
    except PermissionError:
        print(f"没有权限读 {options.book}；请核对文件的权限，或先关闭正打开它的程序。", file=sys.stderr)
        return 2
    except OSError:
        print(f"读不出 {options.book}，磁盘或 U 盘可能有问题；请拷贝到这台电脑上再导入。", file=sys.stderr)
        return 2
    finally:
        gc.enable()
    print(told(outcome))
    return 1 if outcome.report.count else 0


def _write_template(path: Path) -> int:
    from hongzhu.imports.template import template

    try:
        path.write_bytes(template())
    except OSError as error:
        print(f"写不进 {path}（{error.strerror}）；请核对文件夹是否存在、文件是否正打开着。", file=sys.stderr)
        return 2
    print(f"空白工作簿已写到 {path}。填好后运行：./run import {path}")
    return 0
