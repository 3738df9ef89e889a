"""Interrupted: somebody writes, the process is killed, the disk is full; all of it or nothing."""

import os
import shutil
import signal
import sqlite3
import time
from pathlib import Path

import psycopg
import pytest

from tests.backups.asking import counts, use
from tests.backups.conftest import Make
from tests.installations import Installation

pytestmark = pytest.mark.django_db


def test_while_somebody_writes_nothing_is_restored(make: Make, district: Path) -> None:
    here = make("here")
    use(here)
    if here.url:
        writing = psycopg.connect(here.url)
        writing.execute("UPDATE orgs_school SET name = name")
    else:
        writing = sqlite3.connect(here.data / "db.sqlite3", isolation_level=None)
        writing.execute("BEGIN IMMEDIATE")
    before = counts(here)
    assert "请先停止红烛" in here.run("restore", str(district), "--replace", code=1)
    writing.rollback()
    writing.close()
    assert counts(here) == before
    here.run("restore", str(district), "--replace")


@pytest.mark.once
def test_killed_while_backing_up_no_file_bears_the_name(
    make: Make, settled: Installation, tmp_path: Path
) -> None:
    here = make("here", like=settled)
    folder = tmp_path / "backups"
    folder.mkdir()
    for _ in range(3):
        process = here.start("-m", "hongzhu", "backup", str(folder / "killed.zip"))
        while process.poll() is None and not list(folder.glob(".killed.zip.*")):
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.communicate()
        assert not (folder / "killed.zip").exists()
    here.run("backup", str(folder / "killed.zip"))


def test_killed_while_restoring_everything_is_as_before_or_restored(make: Make, district: Path) -> None:
    here = make("here")
    use(here)
    before = counts(here)
    for wait in (0, 4, 8):
        shutil.rmtree(here.data / "uploads", ignore_errors=True)
        process = here.start("-m", "hongzhu", "restore", str(district), "--replace")
        while process.poll() is None and not list(here.data.glob("before-restore-*.zip")):
            time.sleep(0.001)
        time.sleep(wait / 10)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.communicate()
        here.run("verify")
        found = counts(here)
        if found["orgs_school"]:
            assert found["orgs_school"] == 3
            break
        assert found == before
        for each in here.data.glob("before-restore-*.zip"):
            each.unlink()


def test_a_backup_is_of_one_moment_and_holds_nobody_up(make: Make, settled: Installation) -> None:
    here = make("here", like=settled)
    saw = here.ask(
        "from threading import Thread\n"
        "from datetime import date, datetime, timezone\n"
        "from django.db import connection\n"
        "from hongzhu.audit.models import Event\n"
        "from hongzhu.backups.actions.making import snapshot\n"
        "from hongzhu.meetings.actions import MeetingEntry, record_meetings\n"
        "entry = MeetingEntry(code='neu', body='D001', kinds=('meeting.committee',), held_on=date(2026, 11, 20))\n"
        "now = datetime(2026, 11, 22, 4, tzinfo=timezone.utc)\n"
        "count = lambda: Event.objects.count()\n"
        "with snapshot():\n"
        "    answer = [count()]\n"
        "    writer = Thread(target=lambda: record_meetings([entry], by='test', now=now))\n"
        "    writer.start()\n"
        "    writer.join()\n"
        "    answer.append(count())\n"
        "answer.append(count())\n"
        "answer.append(getattr(connection, 'transaction_mode', 'IMMEDIATE'))"
    )
    assert saw == [saw[0], saw[0], saw[0] + 1, "IMMEDIATE"]


@pytest.mark.once
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to make a small disk")
def test_a_full_disk_leaves_no_half_file(make: Make, settled: Installation, tmp_path: Path) -> None:
    here = make("here", like=settled)
    small = tmp_path / "small"
    small.mkdir()
    if os.system(f"mount -t tmpfs -o size=64k tmpfs {small} 2>/dev/null"):
        pytest.skip("no small disk can be made here")
    try:
        assert "有没有空间" in here.run("backup", str(small / "x.zip"), code=1)
        assert not list(small.iterdir())
    finally:
        os.system(f"umount {small}")
