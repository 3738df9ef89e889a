"""Several processes, each with a connection of its own, write into the same streams and send the same forms."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest

from tests.audit.writer import EVENTS, FORMS

ROOT = Path(__file__).resolve().parents[2]
WRITERS = ("甲", "乙", "丙")


@pytest.mark.django_db
def test_writers_take_turns(tmp_path: Path) -> None:
    """On SQLite in a data directory of their own, on PostgreSQL in the server's own, otherwise unused, database."""
    environment = os.environ | {"HONGZHU_DATA": str(tmp_path / "data"), "PYTHONUTF8": "1"}
    run, start = uuid4().hex, tmp_path / "start"

    def verify(*words: str) -> None:
        command = [sys.executable, "-m", "hongzhu", "verify", *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    verify()
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.audit.writer", run, name, str(start)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in WRITERS
    ]
    while len(list(tmp_path.glob("ready-*"))) < len(WRITERS):
        assert all(writer.poll() is None for writer in writers)
        time.sleep(0.01)
    start.touch()
    effects = [int(writer.communicate()[0]) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert sum(effects) == FORMS
    verify("--export", str(tmp_path / "chains"))
    told: dict[str, list[dict]] = {}
    for line in (tmp_path / "chains").read_text().splitlines():
        event = json.loads(line)
        told.setdefault(event["stream"].removeprefix(f"{run}:"), []).append(event)
    assert len(told["forms"]) == FORMS
    for stream in "AB":
        events = told[stream]
        assert [event["seq"] for event in events] == list(range(1, len(WRITERS) * EVENTS + 1))
        for name in WRITERS:
            mine = [event["object"] for event in events if event["actor_label"] == name]
            assert mine == [f"{run}:{name}:{number}" for number in range(EVENTS)]
