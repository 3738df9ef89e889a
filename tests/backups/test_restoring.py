"""Restoring: never over what is there unless told to, all of it or nothing, and with the right key."""

import json
import os
import shutil
import signal
import sqlite3
import time
from pathlib import Path

import psycopg
import pytest

from tests.backups.conftest import Make
from tests.backups.sealing import listed, parts_of, rewritten
from tests.installations import Installation
from tests.upgrade.make import KEY

pytestmark = pytest.mark.django_db


def use(installation: Installation) -> None:
    """Have somebody write into it: now it holds what must not be lost."""
    words = ("--duty", "system", "--name", "赵明", "--phone", "13900000001")
    installation.run("admins", "add", "zhaoming", *words)


def counts(installation: Installation) -> dict[str, int]:
    """How many rows each table has."""
    return installation.ask(
        "from django.apps import apps\n"
        "models = [model for model in apps.get_models() if not model._meta.proxy]\n"
        "answer = {model._meta.db_table: model._base_manager.count() for model in models}"
    )


def trail(installation: Installation) -> list[tuple[str, dict]]:
    """What the chain of backups and restores says: (verb, content)."""
    rows = installation.ask(
        "from hongzhu.audit.models import Payload\n"
        "rows = Payload.objects.filter(event__stream='system').order_by('pk').select_related('event')\n"
        "answer = [[row.event.verb, row.body] for row in rows]"
    )
    return [(verb, json.loads(body)) for verb, body in rows]


def test_what_is_there_is_replaced_only_when_told_to_and_kept(make: Make, district: Path) -> None:
    here = make("here")
    use(here)
    (here.data / "uploads").mkdir()
    (here.data / "uploads" / "old").write_text("旧的")
    before = counts(here)
    assert "这里已经有数据" in here.run("restore", str(district), code=1)
    assert counts(here) == before
    assert not list(here.data.glob("before-restore-*"))
    printed = here.run("restore", str(district), "--replace")
    (safety,) = here.data.glob("before-restore-*.zip")
    assert str(safety) in printed
    assert (
        len(
            here.ask(
                "from hongzhu.orgs.models import School\nanswer = [s.code for s in School._base_manager.all()]"
            )
        )
        == 3
    )
    assert not (here.data / "uploads").exists()
    ((_verb, said),) = [each for each in trail(here) if each[0] == "backup.restored"]
    assert said["safety"] == safety.name
    here.run("restore", str(safety), "--replace")
    after = counts(here)
    assert {name: after[name] - before[name] for name in before if after[name] != before[name]} == {
        "audit_event": 1,
        "audit_head": 1,
        "audit_payload": 1,
    }
    assert (here.data / "uploads" / "old").read_text() == "旧的"
    here.run("verify")


@pytest.mark.once
def test_a_dry_run_only_checks(make: Make, district: Path, tmp_path: Path) -> None:
    here = make("here")
    assert "只做了检查" in here.run("restore", str(district), "--dry-run")
    assert not (here.data / "db.sqlite3").exists()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(district.read_bytes()[:-1])
    assert "不完整" in here.run("restore", str(cut), "--dry-run", code=1)


def broken_in(lines: list[bytes]) -> dict[str, list[bytes]]:
    """Ways in which the rows of a table may be wrong, though seal and digests fit."""
    head, *rows = lines
    row = dict(zip(json.loads(head), json.loads(rows[4]), strict=True))
    to_nothing = json.dumps([*(row | {"meeting_id": 999_999}).values()]).encode() + b"\n"
    of_no_kind = json.dumps([*(row | {"kind": 7}).values()]).encode() + b"\n"
    return {
        "a row too few": [head, *rows[1:]],
        "a row in pieces": [head, rows[0][:-4] + b"\n", *rows[1:]],
        "a key to nothing": [head, *rows[:4], to_nothing, *rows[5:]],
        "a number for a word": [head, *rows[:4], of_no_kind, *rows[5:]],
        "two alike": [head, rows[0], *rows[:-1]],
        "another head": [head.replace(b"kind", b"sort"), *rows],
    }


def test_what_fails_midway_leaves_everything_as_it_was(make: Make, district: Path, tmp_path: Path) -> None:
    """Only the loading can tell; whatever it had done until then is undone."""
    parts, manifest = parts_of(district)
    (name,) = [each for each in parts if each.endswith("-meetings_meetingkind.jsonl")]
    files = {}
    for fault, lines in broken_in(parts[name].splitlines(keepends=True)).items():
        broken = parts | {name: b"".join(lines)}
        path = tmp_path / f"{fault}.zip"
        files[fault] = rewritten(path, broken, manifest | {"parts": listed(broken)}, KEY.read_text())
    later = [*manifest["migrations"], ["meetings", "9999_from_the_future"]]
    said = manifest | {"migrations": later}
    files["a later release"] = rewritten(tmp_path / "later.zip", parts, said, KEY.read_text())
    here = make("here")
    use(here)
    before = counts(here)
    for fault, path in files.items():
        printed = here.run("restore", str(path), "--replace", code=1)
        assert "Traceback" not in printed, fault
        assert "请换" in printed, fault
    assert counts(here) == before
    here.run("verify")
    assert not (here.data / "uploads.restoring").exists()


@pytest.mark.once
def test_a_database_of_a_later_release_is_left_alone(make: Make, district: Path, tmp_path: Path) -> None:
    here = make("here")
    use(here)
    with sqlite3.connect(here.data / "db.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('meetings', '0099_later', '')"
        )
    for words in (["backup", str(tmp_path / "x.zip")], ["restore", str(district), "--replace"]):
        printed = here.run(*words, code=1)
        assert "0099_later" in printed
        assert "Exception ignored" not in printed
    assert not (tmp_path / "x.zip").exists()
    assert not list(here.data.glob("before-restore-*"))


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
def test_the_key_comes_from_its_own_file_and_the_former_is_kept(
    make: Make, district: Path, tmp_path: Path
) -> None:
    here = make("here")
    former = "another-key-that-is-long-enough-to-be-one-0123456789"
    here.key.write_text(former)
    use(here)
    assert "密钥不对" in here.run("restore", str(district), "--replace", code=1)
    assert here.key.read_text() == former
    here.run("restore", str(district), "--replace", "--keys", str(KEY))
    assert here.key.read_bytes() == KEY.read_bytes()
    (kept,) = here.data.glob("secret-key-before-restore-*")
    assert kept.read_text() == former
    assert kept.stat().st_mode & 0o777 == 0o600
    (safety,) = here.data.glob("before-restore-*.zip")
    here.run("restore", str(safety), "--dry-run", "--keys", str(kept))


def test_with_a_lost_key_data_come_back_without_what_needs_it(make: Make, tmp_path: Path) -> None:
    first, here = make("first"), make("here")
    first.ask(
        "from datetime import datetime, timezone\n"
        "from hongzhu.accounts import actions\n"
        "from hongzhu.accounts.codes import code_at, make_salt, secret_of, step_at\n"
        "from hongzhu.commands.database import ensure_migrated\n"
        "ensure_migrated()\n"
        "now, salt = datetime.now(timezone.utc), make_salt()\n"
        "user, = actions.add_users([actions.UserEntry(login='zhou', name='周玉兰')], by='test', now=now)\n"
        "digits = code_at(secret_of(user.pk, salt), step_at(now))\n"
        "actions.confirm_authenticator(user=user, salt=salt, typed=digits, by='test', now=now)\n"
        "actions.make_slip(user=user, by='test', now=now)\n"
        "answer = 0"
    )
    file = tmp_path / "lost.zip"
    first.run("backup", str(file))
    here.key.write_text("another-key-that-is-long-enough-to-be-one-0123456789")
    printed = here.run("restore", str(file), "--lost-key")
    assert "重新绑定" in printed
    stored = counts(here)
    assert stored["accounts_user"] == 1
    for table in ("authenticator", "recoverycode", "slip", "trustedbrowser"):
        assert stored[f"accounts_{table}"] == 0
    here.run("verify")


def test_a_new_row_never_gets_a_number_that_was_given_before(make: Make, tmp_path: Path) -> None:
    first, here = make("first"), make("here")
    make_users = (
        "from datetime import datetime, timezone\n"
        "from hongzhu.accounts import actions\n"
        "from hongzhu.accounts.models import User\n"
        "from hongzhu.commands.database import ensure_migrated\n"
        "ensure_migrated()\n"
        "now = datetime.now(timezone.utc)\n"
        "def add(login): return actions.add_users([actions.UserEntry(login=login, name=login)], by='t', now=now)[0]\n"
    )
    first.ask(f"{make_users}add('one')\nadd('two').delete()\nanswer = 0")
    first.run("backup", str(tmp_path / "numbers.zip"))
    here.run("restore", str(tmp_path / "numbers.zip"))
    assert here.ask(f"{make_users}answer = add('three').pk") == 3


@pytest.mark.once
def test_a_broken_chain_is_restored_as_it_was_and_named(make: Make, district: Path, tmp_path: Path) -> None:
    parts, manifest = parts_of(district)
    (name,) = [each for each in parts if each.endswith("-audit_event.jsonl")]
    parts[name] = parts[name].replace("演示".encode(), "别人".encode(), 1)
    path = rewritten(tmp_path / "broken.zip", parts, manifest | {"parts": listed(parts)}, KEY.read_text())
    printed = make("here").run("restore", str(path), code=1)
    assert "审计链在备份时就有问题" in printed
    assert "第 1 号：事项被改动过" in printed


@pytest.mark.once
def test_killed_while_backing_up_no_file_bears_the_name(make: Make, district: Path, tmp_path: Path) -> None:
    here = make("here")
    here.run("restore", str(district))
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


def test_a_backup_is_of_one_moment_and_holds_nobody_up(make: Make, district: Path) -> None:
    here = make("here")
    here.run("restore", str(district))
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
def test_a_backup_never_lands_on_another_file(make: Make, tmp_path: Path) -> None:
    here = make("here")
    path = tmp_path / "file.zip"
    path.write_text("x")
    assert "已经存在" in here.run("backup", str(path), code=1)
    assert path.read_text() == "x"
    here.run("backup", str(path), "--force")
    assert path.stat().st_mode & 0o777 == 0o600
    assert "是一个文件夹" in here.run("backup", str(tmp_path), code=1)
    assert "请核对文件夹" in here.run("backup", str(tmp_path / "nowhere" / "x.zip"), code=1)
    assert not list(tmp_path.glob(".*"))
    assert [verb for verb, _said in trail(here)] == ["backup.made"]
    (here.data / "uploads").mkdir()
    (here.data / "uploads" / "link").symlink_to("/etc/passwd")
    assert "不是普通文件" in here.run("backup", str(tmp_path / "other.zip"), code=1)
    assert not (tmp_path / "other.zip").exists()


@pytest.mark.once
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to make a small disk")
def test_a_full_disk_leaves_no_half_file(make: Make, district: Path, tmp_path: Path) -> None:
    here = make("here")
    here.run("restore", str(district))
    small = tmp_path / "small"
    small.mkdir()
    if os.system(f"mount -t tmpfs -o size=64k tmpfs {small} 2>/dev/null"):
        pytest.skip("no small disk can be made here")
    try:
        assert "有没有空间" in here.run("backup", str(small / "x.zip"), code=1)
        assert not list(small.iterdir())
    finally:
        os.system(f"umount {small}")


@pytest.mark.once
def test_wrong_use_is_2(make: Make) -> None:
    here = make("here")
    for words in (
        ["backup"],
        ["restore"],
        ["restore", "x", "--keys", "k", "--lost-key"],
        ["backup", "x", "--what"],
    ):
        assert "用法有误" in here.run(*words, code=2)
