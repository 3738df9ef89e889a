"""`export-ledger`: the ledger as Parquet files, for whoever counts many districts together; no names in them."""

import sys
import time
from pathlib import Path

from hongzhu.commands.arguments import Parser
from hongzhu.commands.progress import size_words


def main(argv: list[str]) -> int:
    """Export: 0 written, 1 not written, 2 wrong use."""
    parser = Parser(
        "export-ledger",
        "把台账导出成一个文件夹的 Parquet 文件：事实、任职期段、判定规则。只有编号，没有姓名；仍是个人数据，请按个人数据保管。",
    )
    parser.add_argument("folder", metavar="文件夹", type=Path, help="新的或空的文件夹，例如 台账-2026-11")
    folder: Path = parser.parse_args(argv).folder
    # Models can be imported only once Django is set up, which --help is not.
    from hongzhu.backups.actions.making import snapshot
    from hongzhu.ledger import in_force
    from hongzhu.ledger.parquet import export, write_manifest

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        print(f"{folder} 里已经有东西；请换一个新的文件夹。", file=sys.stderr)
        return 1
    started = time.monotonic()
    try:
        with snapshot():
            compiled = in_force.stored()[1]
            if compiled is None:
                print("台账还没有按现在的政策包算过；请先运行 ./run recompute，再导出。", file=sys.stderr)
                return 1
            export(compiled, folder)
        write_manifest(compiled, folder)
    except OSError as error:
        print(
            f"没有导出成（{error.strerror or error}）。请看看磁盘还有没有空间，删掉 {folder} 再做一次。",
            file=sys.stderr,
        )
        return 1
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(
        f"导出好了：{folder}（{size_words(size)}，用时 {time.monotonic() - started:.1f} 秒）。"
        "里面没有姓名和代码，只有编号；仍请按个人数据保管。"
    )
    return 0
