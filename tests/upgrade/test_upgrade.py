"""A backup of each earlier release comes up to this one, on both databases, and nothing of it is lost."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.installations import Installation
from tests.upgrade.make import KEY, RELEASES, standing

NAMES = sorted(path.stem for path in RELEASES.glob("*.zip"))
COMPILED = ("audit_head", "ledger_")
"""tables that follow from others, and the heads, which go on"""
DAY = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d")
Words = Counter[str]

pytestmark = pytest.mark.django_db


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path / "data", os.environ.get("DATABASE_URL", ""))
    yield made
    made.close()


def rows_of(path: Path) -> dict[str, list[dict]]:
    """Table → rows of a backup, each a dict by column; read without our code."""
    found = {}
    with ZipFile(path) as file:
        for name in file.namelist():
            if name.startswith("tables/"):
                head, *rows = [json.loads(line) for line in file.read(name).splitlines()]
                table = name.partition("-")[2].removesuffix(".jsonl")
                found[table] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


def words_of(tables: dict[str, list[dict]]) -> Words:
    """Every line of every text that people or rooms wrote, and how often; of numbers and days nothing."""
    found: Words = Counter()
    for table, rows in tables.items():
        if table.startswith(COMPILED):
            continue
        for row in rows:
            for value in row.values():
                if isinstance(value, str) and not DAY.match(value):
                    found.update(filter(None, map(str.strip, value.splitlines())))
    return found


def test_there_is_a_release() -> None:
    assert NAMES


def test_a_lost_line_is_found() -> None:
    old = {
        "meetings_meeting": [
            {"topics": "学习党章\n通报", "day": "2026-03-10"},
            {"topics": "通报", "day": None},
        ]
    }
    new = {"meetings_agendaitem": [{"words": "学习党章"}, {"words": "通报"}]}
    assert words_of(old) - words_of(new) == Counter({"通报": 1})


RECORDED_SINCE = {"plan.study"}
"""duties that no room could record at a release: unknown then, judged now"""


def assert_still_says(now: list[list], then: list[list]) -> None:
    """Every row of then, unchanged; of duties that could not be judged then there may be new rows."""
    unknown = [row[:6] for row in then if row[0] in RECORDED_SINCE]
    assert all(row[6] == "unknown" for row in then if row[0] in RECORDED_SINCE)
    assert all(row in [each[:6] for each in now] for row in unknown)
    duties = {row[0] for row in then} - RECORDED_SINCE
    assert [row for row in now if row[0] in duties] == [row for row in then if row[0] in duties]


@pytest.mark.parametrize("name", NAMES)
def test_a_release_comes_up_to_this_one(name: str, installation: Installation, tmp_path: Path) -> None:
    backup, said = RELEASES / f"{name}.zip", json.loads((RELEASES / f"{name}.json").read_text())
    installation.run("restore", str(backup), "--keys", str(KEY))
    installation.run("verify")
    installation.run("recompute")
    assert_still_says(standing(installation), said["standing"])
    assert installation.ask(
        "from hongzhu.accounts.codes import digest\n"
        "from hongzhu.accounts.models import RecoveryCode, User\n"
        f"user = User.objects.get(login={said['recovery']['login']!r})\n"
        f"code = digest('recovery', user.pk, {said['recovery']['code']!r})\n"
        "answer = RecoveryCode.objects.filter(user=user, digest=code).exists()"
    ), "the key no longer fits what was made with it"
    after = tmp_path / "after.zip"
    installation.run("backup", str(after))
    old, new = rows_of(backup), rows_of(after)
    gone = words_of(old) - words_of(new)
    assert not gone, f"{sum(gone.values())} texts are gone, such as {gone.most_common(5)}"
    shrunk = {name: (len(rows), len(new[name])) for name, rows in old.items() if name in new}
    assert not {
        name: counts
        for name, counts in shrunk.items()
        if counts[1] < counts[0] and not name.startswith(COMPILED)
    }


@pytest.mark.once
@pytest.mark.parametrize("name", NAMES)
def test_starting_brings_a_database_up_to_date_in_place(name: str, installation: Installation) -> None:
    """As it is when a new version is started over the data of the old one."""
    installation.data.mkdir()
    installation.key.write_bytes(KEY.read_bytes())
    installation.ask(
        "from pathlib import Path\n"
        "from django.conf import settings\n"
        "from hongzhu.backups.actions import restoring\n"
        "from hongzhu.backups.archive import opened\n"
        f"with opened(Path({str(RELEASES / name)!r} + '.zip'), settings.SECRET_KEY) as backup:\n"
        "    with restoring.alone():\n"
        "        restoring.load(backup, lambda done: None)\n"
        "answer = backup.manifest.rows"
    )
    assert "审计链完好" in installation.run("verify")
    said = json.loads((RELEASES / f"{name}.json").read_text())
    installation.run("recompute")
    assert_still_says(standing(installation), said["standing"])
