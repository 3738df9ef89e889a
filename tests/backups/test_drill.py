"""The drill: back up while others write, lose everything, restore, and find all that had been acknowledged."""

import json
import os
import re
import time
from pathlib import Path

import pytest

from tests.backups.conftest import Make
from tests.backups.sealing import parts_of
from tests.installations import Installation

WRITERS = {"甲": "D001", "乙": "D002", "丙": "D003"}
"""name → the organisation whose meetings it records"""
DRILLS = max(1, int(os.environ.get("HONGZHU_HISTORIES", "0")) // 100)
PAGES = ("/", "/district", "/bodies/org/D001", "/bodies/school/S001", "/account/")
# Of these tables a restore adds rows: it tells the trail what it did.
TRAIL = ("audit_event", "audit_head", "audit_payload")

pytestmark = pytest.mark.django_db


def pages(installation: Installation) -> dict[str, list]:
    """Status and text of some pages, as the bureau sees them; without the tokens of forms."""
    said = installation.ask(
        "from django.test import Client\n"
        "from hongzhu.accounts.models import User\n"
        "client = Client(headers={'host': 'localhost'})\n"
        "client.force_login(User.objects.get(login='bureau'))\n"
        f"found = {{page: client.get(page) for page in {PAGES!r}}}\n"
        "answer = {page: [each.status_code, each.content.decode()] for page, each in found.items()}"
    )
    return {page: [status, re.sub(r'value="\w{64}"', "", text)] for page, (status, text) in said.items()}


def standing(installation: Installation) -> list:
    words = ("standing", "--on", "2026-11-22", "--format", "json")
    return json.loads(installation.run(*words))


def meetings(installation: Installation) -> set[str]:
    return {
        *installation.ask(
            "from django.db import connection\n"
            "cursor = connection.cursor()\n"
            "cursor.execute('SELECT code FROM meetings_meeting')\n"
            "answer = [row[0] for row in cursor.fetchall()]"
        )
    }


def acknowledged(folder: Path) -> dict[str, list[tuple[str, int]]]:
    """Writer → (code, when its action had returned), in order."""
    found = {}
    for name in WRITERS:
        lines = (folder / name).read_text().split("\n")[:-1] if (folder / name).exists() else []
        found[name] = [(line.split()[0], int(line.split()[1])) for line in lines]
    return found


def backup_under_writes(installation: Installation, folder: Path, file: Path) -> int:
    """Back up while every writer is at work; returns the nanosecond before."""
    writers = [
        installation.start("-m", "tests.backups.writer", *each, str(folder)) for each in WRITERS.items()
    ]
    try:
        while not all(acknowledged(folder).values()):
            assert all(writer.poll() is None for writer in writers), writers[0].communicate()[1]
            time.sleep(0.02)
        before = time.monotonic_ns()
        installation.run("backup", str(file))
        after = time.monotonic_ns()
        while not all(told and told[-1][1] > after for told in acknowledged(folder).values()):
            assert all(writer.poll() is None for writer in writers), writers[0].communicate()[1]
            time.sleep(0.02)
    finally:
        (folder / "stop").touch()
        errors = [writer.communicate()[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * len(writers), errors
    return before


@pytest.mark.once
@pytest.mark.parametrize("drill", range(DRILLS))
def test_the_drill(drill: int, make: Make, settled: Installation, district: Path, tmp_path: Path) -> None:
    here, file = make("here", like=settled), tmp_path / "drill.zip"
    before = backup_under_writes(here, tmp_path, file)
    written = meetings(here)
    here.wipe()
    printed = here.run("restore", str(file), code=1)
    assert "密钥不对" in printed, "the key is lost with the directory"
    printed = here.run("restore", str(file), "--keys", str(district.parent / "data" / "secret-key"))
    assert "审计链完好" in printed
    assert "同备份清单里的链头全部相符" in printed
    restored = meetings(here)
    assert restored < written
    late = 0
    for told in acknowledged(tmp_path).values():
        codes = [code for code, _at in told]
        kept = [code in restored for code in codes]
        assert kept == sorted(kept, reverse=True), (
            "of one writer's meetings a later one is there, an earlier one is not"
        )
        assert all(code in restored for code, at in told if at < before)
        late += kept.count(False)
    assert late, "nobody wrote after the backup"
    # Each meeting came with its fact and its event, or not at all.
    names = {code for code in restored if code.startswith((*WRITERS,))}
    assert names == {
        *here.ask(
            "from hongzhu.ledger.models import Fact\n"
            "rows = Fact.objects.filter(kind='meeting.committee', source__startswith='meeting:')\n"
            "codes = {row.source.removeprefix('meeting:') for row in rows}\n"
            f"answer = [code for code in codes if code.startswith({(*WRITERS,)!r})]"
        )
    }
    assert names == {
        *here.ask(
            "from hongzhu.audit.models import Payload\n"
            "codes = {row.object.removeprefix('meeting:') for row in Payload.objects.all()}\n"
            f"answer = [code for code in codes if code.startswith({(*WRITERS,)!r})]"
        )
    }
    assert here.run("recompute").startswith("重算完毕，0 行")
    here.run("verify")


@pytest.mark.once
def test_pages_and_standings_answer_as_before(make: Make, settled: Installation, tmp_path: Path) -> None:
    here, file = make("here", like=settled), tmp_path / "pages.zip"
    answers = pages(here), standing(here)
    assert [status for status, _text in answers[0].values()].count(200) >= 2
    here.run("backup", str(file), "--keys", str(tmp_path / "key"))
    here.wipe()
    here.run("restore", str(file), "--keys", str(tmp_path / "key"))
    assert (pages(here), standing(here)) == answers
    assert here.key.read_bytes() == (tmp_path / "key").read_bytes()
    assert here.key.stat().st_mode & 0o777 == 0o600


@pytest.mark.once
def test_a_backup_of_what_was_restored_is_the_same(make: Make, settled: Installation, tmp_path: Path) -> None:
    """Every value of every row, the numbers of the rows to come, and the uploads."""
    here, again = make("here", like=settled), make("again")
    for name in ("3f/3fa9c0", "会议/签到 表.pdf"):
        path = here.data / "uploads" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(os.urandom(100_000))
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    here.run("backup", str(first))
    again.run("restore", str(first))
    again.run("backup", str(second))
    (old, told), (new, told_again) = parts_of(first), parts_of(second)
    assert {name for name in old if old[name] != new[name]} == {
        name for name in old if name.partition("-")[2].removesuffix(".jsonl") in TRAIL
    }
    assert len([name for name in old if name.startswith("uploads/")]) == 2
    for one, other in zip(told["tables"], told_again["tables"], strict=True):
        if one["name"] not in TRAIL:
            assert one == other


def test_databases_take_each_other_s_backups(make: Make, district: Path, tmp_path: Path) -> None:
    """SQLite → PostgreSQL → SQLite: the same rows, and the chains hold; a new row gets a new number."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        pytest.skip("needs PostgreSQL; runs with the tests on that database")
    there, back = make("there", server=server), make("back", server="")
    there.run("restore", str(district))
    there.run("verify")
    answers = pages(there), standing(there)
    there.run("backup", str(tmp_path / "there.zip"))
    back.run("restore", str(tmp_path / "there.zip"))
    back.run("verify")
    assert (pages(back), standing(back)) == answers
    back.run("backup", str(tmp_path / "back.zip"))
    old, new = parts_of(district)[0], parts_of(tmp_path / "back.zip")[0]
    differ = {name.partition("-")[2].removesuffix(".jsonl") for name in old if old[name] != new.get(name)}
    assert differ == {*TRAIL}
    for each in (there, back):
        backup_under_writes(
            each, _fresh(tmp_path / each.data.name / "told"), tmp_path / f"{each.data.name}-2.zip"
        )
        each.run("verify")


def _fresh(folder: Path) -> Path:
    folder.mkdir()
    return folder
