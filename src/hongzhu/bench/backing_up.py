"""`bench backup`: the commands themselves, each in a process of its own, on the demo district in SQLite."""

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import NamedTuple


class Run(NamedTuple):
    """One command: seconds, and megabytes of memory at its peak."""

    seconds: float
    peak_mb: int


def main(argv: list[str]) -> int:
    """Print one JSON line: size of the file, seconds and peak memory of backup, check and restore."""
    parser = ArgumentParser(prog="./run bench backup", description="备份演示区县，再恢复到空目录。")
    parser.add_argument("--schools", type=int, default=60, help="学校数，默认 60")
    schools = parser.parse_args(argv).schools
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        first, second = home / "first", home / "second"
        file, key = str(home / "backup.zip"), str(home / "key")
        run("demo", "--schools", str(schools), data=first)
        backup = run("backup", file, "--keys", key, data=first)
        check = run("restore", file, "--dry-run", data=first)
        restore = run("restore", file, "--keys", key, data=second)
        figures = {
            "bench": "backup",
            "schools": schools,
            "database_mb": round((first / "db.sqlite3").stat().st_size / 2**20, 1),
            "file_mb": round(Path(file).stat().st_size / 2**20, 1),
            "backup_seconds": round(backup.seconds, 1),
            "backup_peak_mb": backup.peak_mb,
            "check_seconds": round(check.seconds, 1),
            "restore_seconds": round(restore.seconds, 1),
            "restore_peak_mb": restore.peak_mb,
        }
    print(json.dumps(figures, ensure_ascii=False))
    return 0


def run(*words: str, data: Path) -> Run:
    """Run one command of ours on a data directory. Raises CalledProcessError when it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"HONGZHU_DATA": str(data)}
    started = time.perf_counter()
    command = [sys.executable, "-m", "hongzhu", *words]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:  # noqa: S603
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(time.perf_counter() - started, round(usage.ru_maxrss / 1024))
