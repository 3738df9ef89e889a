"""`./run check-pack PATH [--source TEXT]`: schema, quotes found in the source, cases pass; problems as file:line."""

import sys
from pathlib import Path

from hongzhu.policy.checking import check_pack
from hongzhu.policy.loading import find_pack

from .arguments import Parser


def main(argv: list[str]) -> int:
    """Check one pack. 0 fine, 1 problems (listed), 2 wrong use."""
    parser = Parser("check-pack", "检查政策包：格式、引文、例子")
    parser.add_argument("path", metavar="政策包", help="政策包文件夹，或随系统附带的政策包名称")
    parser.add_argument("--source", metavar="原文.txt", help="政策文件原文（UTF-8 文本），用来逐字核对引文")
    options = parser.parse_args(argv)
    folder = find_pack(options.path)
    if not folder.is_dir():
        print(f"没有找到政策包“{options.path}”；请写文件夹的路径", file=sys.stderr)
        return 2
    source = None
    if options.source:
        try:
            source = Path(options.source).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            print(f"读不了原文“{options.source}”：{error}；请给出 UTF-8 文本文件", file=sys.stderr)
            return 2
    pack, problems = check_pack(folder, source)
    for problem in problems:
        print(problem)
    if problems:
        print(f"共 {len(problems)} 处问题。")
        return 1
    assert pack is not None
    assumed = sum(len(each.assumed) for each in pack.obligations)
    print(
        f"{pack.id} {pack.version}：{len(pack.clauses)} 个条款节点，{len(pack.obligations)} 条义务"
        f"（本区设定 {assumed} 项），{len(pack.sentences)} 句已对应，{len(pack.cases)} 个例子全部符合；"
        + ("引文已与原文逐字核对。" if source else "未给原文，引文没有核对（加 --source）。")
    )
    return 0
