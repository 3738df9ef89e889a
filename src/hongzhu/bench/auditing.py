"""`bench audit`: events recorded one by one and in bulk, a million verified; the bare hashing beside it."""

import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path

WORKER = "HONGZHU_BENCH_AUDIT"
TOOL = Path(__file__).resolve().parents[3] / "tools" / "verify_chain.py"
SINGLES = 500
STREAMS = 100
BATCH = 10_000
START = datetime(2026, 1, 1, tzinfo=UTC)


def main(argv: list[str]) -> int:
    """Print one JSON line. Measures in a process of its own on a fresh SQLite database."""
    parser = ArgumentParser(prog="./run bench audit", description="登记审计事项，核对一百万条。")
    parser.add_argument("--events", type=int, default=1_000_000, help="事项数，默认 1000000")
    events = parser.parse_args(argv).events
    if os.environ.get(WORKER):
        print(json.dumps(measure(events), ensure_ascii=False))
        return 0
    with tempfile.TemporaryDirectory() as place:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"HONGZHU_DATA": place, WORKER: "1"}
        command = [sys.executable, "-m", "hongzhu", "bench", "audit", "--events", str(events)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
        if done.returncode:
            return 1
        figures = json.loads(done.stdout)
        figures["megabytes"] = round((Path(place) / "db.sqlite3").stat().st_size / 2**20)
        if TOOL.exists():
            words = [sys.executable, str(TOOL), str(Path(place) / "db.sqlite3")]
            started = time.perf_counter()
            subprocess.run(words, check=True, capture_output=True)  # noqa: S603
            figures["stand_alone_seconds"] = round(time.perf_counter() - started, 1)
    print(json.dumps(figures, ensure_ascii=False))
    return 0


def measure(events: int) -> dict[str, object]:
    """All figures but the stand-alone verifier's."""
    from hongzhu.audit.verifying import verify

    alone = _one_by_one()
    bulk = _in_bulk(events - SINGLES)
    started = time.perf_counter()
    report = verify()
    return {
        "bench": "audit",
        "events": report.events,
        "faults": len(report.faults),
        "one_by_one_per_second": round(alone),
        "in_bulk_per_second": round(bulk),
        "verify_seconds": round(time.perf_counter() - started, 1),
        "verify_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "sha256_floor_seconds": round(_floor(report.events), 2),
    }


def _one_by_one() -> float:
    """Events per second, each in a transaction of its own in one stream."""
    from django.db import transaction

    from hongzhu.audit.actions import record

    started = time.perf_counter()
    for number in range(SINGLES):
        with transaction.atomic():
            record(
                stream="org:D0",
                verb="meeting.recorded",
                object=f"meeting:M{number}",
                payload=_fields(number),
                by="bench",
                now=START + timedelta(seconds=number),
            )
    return SINGLES / (time.perf_counter() - started)


def _in_bulk(events: int) -> float:
    """Events per second, ten thousand to a transaction over a hundred streams."""
    from django.db import transaction

    from hongzhu.audit.actions import Content, Entry, record_all

    started = time.perf_counter()
    for first in range(0, events, BATCH):
        with transaction.atomic():
            record_all(
                Entry(
                    stream=f"org:D{number % STREAMS}",
                    verb="meeting.recorded",
                    contents=[Content(about=f"meeting:N{number}", now=_fields(number))],
                    by="bench",
                    now=START + timedelta(days=1, seconds=number),
                )
                for number in range(first, min(first + BATCH, events))
            )
    return events / (time.perf_counter() - started)


def _fields(number: int) -> dict[str, object]:
    return {"body": "D0", "held_on": START.date(), "place": "会议室", "minutes": f"第{number}次学习"}


def _floor(events: int) -> float:
    """Seconds of bare SHA-256 over as many texts of an event's length and a content's length."""
    event, content = b"x" * 340, b"x" * 160
    started = time.perf_counter()
    for _ in range(events):
        hashlib.sha256(event).hexdigest()
        hashlib.sha256(content).hexdigest()
        hashlib.sha256(content).hexdigest()  # the digest of the contents
    return time.perf_counter() - started
