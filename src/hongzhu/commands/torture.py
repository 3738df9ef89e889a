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
KILL, MUTANTS, NAMES, WORKBOOKS = "kill", "mutants", "names", "workbooks"
EVERY_MUTANT = "src/"
"""part of the places of all mutants"""
LAUNCHERS: list[list[str]] = [[], [sys.executable, "-m", "tests.postgres"]]
"""SQLite, then PostgreSQL"""


def main(argv: list[str]) -> int:
    """Run one experiment, or all of them. 1 if anything disagreed."""
    parser = Parser("torture", "长时间随机试验（在源代码目录里运行）")
    names = sorted([*EXPERIMENTS, KILL, MUTANTS, NAMES, WORKBOOKS])
    parser.add_argument("name", nargs="?", choices=names, help="只做一种试验")
    parser.add_argument("--histories", type=int, help="随机历史的份数（默认 20000，两种数据库各一半）")
    parser.add_argument("--times", type=int, default=20, help="kill：每种数据库杀几次服务器，默认 20")
    parser.add_argument("--writers", type=int, default=20, help="kill：几人同时写，默认 20")
    parser.add_argument(
        "--mutations", type=int, default=10_000, help="workbooks：改动多少次，默认 10000，两种数据库各一半"
    )
    parser.add_argument(
        "--only",
        default=EVERY_MUTANT,
        metavar="文件",
        help="mutants：只试路径含这几个字的，例如 meetings/access.py",
    )
    parser.add_argument("--names", type=int, default=20_000, help="names：多少个带生僻字的姓名，默认 20000")
    options = parser.parse_args(argv)
    if not (ROOT / "tests").is_dir():
        print("这里没有 tests 目录；请在源代码目录里运行。", file=sys.stderr)
        return 2
    failed = False
    for name in [options.name] if options.name else names:
        environment, others = {**os.environ}, []
        if name == KILL:
            words = ["-m", "tests.torture.killing"]
            words += ["--times", str(options.times), "--writers", str(options.writers)]
        elif name == WORKBOOKS:
            half = str(options.mutations // 2)
            words = ["-m", "tests.torture.workbooks", "--mutations", half]
            others = ["--first", half]
        elif name == MUTANTS:
            environment["HONGZHU_MUTANTS"] = options.only
            words = ["-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", "--show-capture=no"]
            words += ["tests/access/test_mutants.py"]
        elif name == NAMES:
            environment["HONGZHU_NAMES"] = str(options.names)
            words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/paper/test_names.py"]
        else:
            tests, default = EXPERIMENTS[name]
            environment["HONGZHU_HISTORIES"] = str((options.histories or default) // 2)
            words = ["-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", *tests]
        for launcher in LAUNCHERS[:1] if name in (MUTANTS, NAMES) else LAUNCHERS:
            command = [*launcher, sys.executable, *words, *(others if launcher else [])]
            done = subprocess.run(command, cwd=ROOT, env=environment, check=False)  # noqa: S603
            failed = failed or done.returncode != 0
    return 1 if failed else 0
