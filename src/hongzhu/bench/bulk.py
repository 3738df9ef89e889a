"""`bench bulk`: a generated province judged from Parquet files; a demo district of five years, both ways."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

YEARS = 5
DISTRICT = 60
STAGE = "HONGZHU_BENCH_STAGE"


def main(argv: list[str]) -> int:
    """Print one JSON line. Each stage is a process of its own, so that its memory is its own."""
    parser = ArgumentParser(prog="./run bench bulk", description="用 DuckDB 计算一个虚构的省、一个演示区县。")
    parser.add_argument("--schools", type=int, default=20_000, help="省里的学校数，默认 20000")
    parser.add_argument("--seed", type=int, default=1, help="随机数种子，默认 1")
    options = parser.parse_args(argv)
    if stage := os.environ.get(STAGE):
        name, _, place = stage.partition(":")
        print(json.dumps(STAGES[name](Path(place), options)))
        return 0
    with tempfile.TemporaryDirectory() as place:
        province = Path(place) / "province"
        province.mkdir()
        figures: dict[str, Any] = {"bench": "bulk", "schools": options.schools, "seed": options.seed}
        figures |= _run(["bench", "bulk", *argv], Path(place), f"generate:{province}")
        figures |= _run(["bench", "bulk", *argv], Path(place), f"judge:{province}")
        today = timezone.localdate()
        since = date(today.year - YEARS, 9, 1).isoformat()
        words = ["demo", "--schools", str(DISTRICT), "--from", since, "--on", today.isoformat()]
        _run(words, Path(place), "")
        figures["district"] = _run(["bench", "bulk"], Path(place), f"district:{place}")
    print(json.dumps(figures))
    return 0


def _run(words: list[str], data: Path, stage: str) -> dict[str, Any]:
    """What one stage prints. Raises CalledProcessError when it fails."""
    environment = os.environ | {"HONGZHU_DATA": str(data), STAGE: stage}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "hongzhu", *words],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1]) if stage else {}
    return found


def generate(folder: Path, options: Namespace) -> dict[str, Any]:
    """Write the province."""
    from hongzhu.ledger import in_force
    from hongzhu.ledger.parquet import duckdb_within

    from .province import make_province, whole_pack

    begun = time.perf_counter()
    make_province(folder, whole_pack(Path(in_force.district_pack().folder)), options.schools, options.seed)
    seconds = time.perf_counter() - begun
    size = sum(path.stat().st_size for path in folder.iterdir())
    with duckdb_within() as engine:
        counts = {
            name: engine.execute(f"SELECT COUNT(*) FROM '{folder}/{name}*.parquet'").fetchall()[0][0]
            for name in ("subject", "fact", "spell")
        }
    return {
        "subjects": counts["subject"],
        "facts": counts["fact"],
        "spells": counts["spell"],
        "parquet_mb": round(size / 2**20),
        "generate_seconds": round(seconds, 1),
    }


def judge(folder: Path, _options: Namespace) -> dict[str, Any]:
    """Count every row of the province by label, and write out what is short; the scan of its facts beside it."""
    from hongzhu.ledger import in_force
    from hongzhu.ledger.counting import Question, count_labels

    from .province import FIRST, LAST, whole_pack

    compiled = whole_pack(Path(in_force.district_pack().folder))
    short = folder / "short"
    short.mkdir()
    begun, used = time.perf_counter(), time.process_time()
    counts = count_labels(Question(compiled, FIRST, LAST), folder, short)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    statuses: Counter[str] = Counter()
    for entry, rows in counts.items():
        statuses[entry.status] += rows
    return {
        "rules": sum(rule.recordable for rule in compiled.rules),
        "rows": statuses.total(),
        "statuses": dict(statuses.most_common()),
        "short_mb": round(sum(path.stat().st_size for path in short.iterdir()) / 2**20, 1),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "peak_mb": peak,
        "scan_floor_seconds": round(_scan(folder), 2),
    }


def _scan(folder: Path) -> float:
    """Seconds to read every column of every fact once."""
    from hongzhu.ledger.columns import opened

    with opened(folder) as columns:
        begun = time.perf_counter()
        list(
            columns.fetch(
                "SELECT COUNT(kind), SUM(subject_id), SUM(day), SUM(entered), SUM(since), SUM(withdrawn), SUM(qty)"
                " FROM ledger_fact"
            )
        )
        return time.perf_counter() - begun


def district(folder: Path, _options: Namespace) -> dict[str, Any]:
    """A real district of five years: exported, judged from its files, recomputed both ways; medians of three."""
    from hongzhu.ledger import in_force, tables
    from hongzhu.ledger.columns import evaluate_files
    from hongzhu.ledger.evaluating import evaluate
    from hongzhu.ledger.kernel import Scope
    from hongzhu.ledger.parquet import export
    from hongzhu.ledger.recomputing import recompute
    from hongzhu.policy.days import ALL_KNOWN, to_day

    from .engine import median

    now = timezone.now()
    today = timezone.localdate(now)
    since = date(today.year - YEARS, 9, 1)
    recompute(now=now, today=to_day(today), since=since)
    compiled = in_force.stored()[1]
    assert compiled is not None
    files = folder / "district"
    scope = Scope(None, frozenset(rule.number for rule in compiled.rules if rule.recordable))
    differing = 0

    def again(in_columns: bool) -> Callable[[], None]:
        def work() -> None:
            nonlocal differing
            found = recompute(now=now, today=to_day(today), since=since, in_columns=in_columns)
            differing += found.total

        return work

    seconds = {
        "export": median(lambda: export(compiled, files), 3),
        "files": median(lambda: list(evaluate_files(compiled, scope, ALL_KNOWN, files)), 3),
        "database": median(lambda: evaluate(compiled, scope, ALL_KNOWN), 3),
        "recompute_in_columns": median(again(in_columns=True), 3),
        "recompute_in_database": median(again(in_columns=False), 3),
    }
    return {
        "schools": DISTRICT,
        "years": YEARS,
        "facts": tables.fetch("SELECT COUNT(*) FROM ledger_fact")[0][0],
        "rows": tables.fetch("SELECT COUNT(*) FROM ledger_row")[0][0],
        **{f"{name}_seconds": round(value, 2) for name, value in seconds.items()},
        "differing_rows": differing,
    }


STAGES: dict[str, Callable[[Path, Namespace], dict[str, Any]]] = {
    "generate": generate,
    "judge": judge,
    "district": district,
}
