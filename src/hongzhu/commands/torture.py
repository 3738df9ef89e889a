"""`./run torture [NAME]`: the long experiments, run from a checkout on SQLite and on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

from .arguments import Parser

ROOT = Path(__file__).resolve().parents[3]
EXPERIMENTS = {
    "audit": (["tests/audit/test_tampering.py"], 10_000),
    "backup": (["tests/backups"], 2_000),
    "engine": (["tests/ledger/test_parity.py", "tests/ledger/test_oracle.py"], 20_000),
}
"""name → (tests, random histories, tamperings or damages in all)"""


def main(argv: list[str]) -> int:
    """Run one experiment, or all of them. 1 if anything disagreed."""
    parser = Parser("torture", "长时间随机试验（在源代码目录里运行）")
    parser.add_argument("name", nargs="?", choices=sorted(EXPERIMENTS), help="只做一种试验")
    parser.add_argument("--histories", type=int, help="随机历史的份数（默认 20000，两种数据库各一半）")
    options = parser.parse_args(argv)
    if not (ROOT / "tests").is_dir():
        print("这里没有 tests 目录；请在源代码目录里运行。", file=sys.stderr)
        return 2
    failed = False
    for name in [options.name] if options.name else sorted(EXPERIMENTS):
        tests, default = EXPERIMENTS[name]
        half = str((options.histories or default) // 2)
        for launcher in ([], ["-m", "tests.postgres", sys.executable]):
            command = [
                sys.executable,
                *launcher,
                "-m",
                "pytest",
                "-q",
                "-s",
                "-p",
                "no:cacheprovider",
                *tests,
            ]
            histories = os.environ | {"HONGZHU_HISTORIES": half}
            done = subprocess.run(command, cwd=ROOT, env=histories, check=False)  # noqa: S603
            failed = failed or done.returncode != 0
    return 1 if failed else 0
