"""Restoring: never over what is there unless told to, all of it or nothing, and with the right key."""

import json
import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from tests.backups.asking import counts, trail, use
from tests.backups.conftest import Make
from tests.backups.sealing import listed, parts_of, rewritten
from tests.upgrade.make import KEY

pytestmark = pytest.mark.django_db


@pytest.mark.once
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
    refused_by_the_database = {
        "a key to nothing": [head, *rows[:4], to_nothing, *rows[5:]],
        "a number for a word": [head, *rows[:4], of_no_kind, *rows[5:]],
        "two alike": [head, rows[0], *rows[:-1]],
    }
    if connection.vendor != "sqlite":
        return refused_by_the_database
    return refused_by_the_database | {
        "a row too few": [head, *rows[1:]],
        "a row in pieces": [head, rows[0][:-4] + b"\n", *rows[1:]],
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


@pytest.mark.once
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
def test_wrong_use_is_2(make: Make) -> None:
    here = make("here")
    for words in (
        ["backup"],
        ["restore"],
        ["restore", "x", "--keys", "k", "--lost-key"],
        ["backup", "x", "--what"],
    ):
        assert "用法有误" in here.run(*words, code=2)
