"""`./run bench NAME`: one JSON line per measurement."""

import sys
from importlib import import_module

BENCHES = {
    "audit": ("auditing", "登记审计事项，核对一百万条"),
    "backup": ("backing_up", "备份演示区县，再恢复到空目录"),
    "search": ("search", "在 100,000 条记录里查找"),
    "books": ("books", "把 500 页会议记录排成 PDF"),
    "bulk": ("bulk", "用 DuckDB 计算一个虚构的省，同一个区县两种算法比一比"),
    "engine": ("engine", "判一次会、全部重算"),
    "meeting": ("meeting", "从表单登记一次三十人的会，先试算，再查它算到哪里"),
    "import": ("importing", "导入一万人的工作簿"),
    "whatif": ("whatif", "试算：改一个数，全区谁会不够"),
    "web": ("web", "几种人混着看网页"),
}


def main(argv: list[str]) -> int:
    """Run one measurement; 2 for an unknown name."""
    if not argv or argv[0] not in BENCHES:
        listed = "\n".join(f"  {name:<10}{about}" for name, (_module, about) in BENCHES.items())
        is_help = argv in (["--help"], ["-h"])
        print(f"用法：./run bench 名称\n{listed}", file=sys.stdout if is_help else sys.stderr)
        return 0 if is_help else 2
    module = import_module(f"hongzhu.bench.{BENCHES[argv[0]][0]}")
    code: int = module.main(argv[1:])
    return code
