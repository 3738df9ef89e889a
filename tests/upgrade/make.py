"""Make the fixture of a release: `python -m tests.upgrade.make NAME` (docs/howto/release.md).

A backup of a small fictional district, with every kind of row that a release can have, and beside it what the release
said of one school.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from tests.installations import Installation

HERE = Path(__file__).parent
RELEASES = HERE / "releases"
KEY = HERE / "fictional.key"
SINCE, ON = "2025-09-01", "2026-11-22"
SCHOOL = "S003"
KEPT = ("obligation", "subject_kind", "subject_code", "period", "need", "actual", "status", "due_on")
"""what no release may change without meaning to; words may change"""
ACTS = """
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from django.db import transaction
from hongzhu.accounts import actions as accounts
from hongzhu.accounts.codes import code_at, make_salt, secret_of, step_at
from hongzhu.audit.actions import erase, hold_heads, once
from hongzhu.audit.models import Payload
from hongzhu.demo.district import make_district
from hongzhu.demo.frame import Frame
from hongzhu.meetings.actions import record_meetings
from hongzhu.orgs.heads import holders

on = date(2026, 11, 22)
now = datetime(2026, 11, 22, 11, tzinfo=timezone.utc)
user, = accounts.add_users([accounts.UserEntry(login="zhouyulan", name="周玉兰", phone="13900000001")], by="test", now=now)
slip = accounts.make_slip(user=user, by="test", now=now)
salt = make_salt()
digits = code_at(secret_of(user.pk, salt), step_at(now))
codes = accounts.confirm_authenticator(user=user, salt=salt, typed=digits, by="test", now=now)
meeting = make_district(3, Frame(date(2025, 9, 1), on)).meetings[0]
later = now + timedelta(minutes=1)
once(key="form-1", user=str(user.pk), content={"place": "会议室"}, now=later, act=lambda: str(
    record_meetings([replace(meeting, place="改在小会议室")], by="test", now=later)))
erase(objects=["account:zhouyulan"], basis="保存期满", by="test", now=later)
hold_heads(holders(on), by="test", now=later)
answer = {"login": user.login, "code": codes[0]}
"""


def make(name: str) -> None:
    """Write releases/NAME.zip and releases/NAME.json."""
    with tempfile.TemporaryDirectory() as place:
        made = Installation(Path(place) / "data")
        made.data.mkdir()
        shutil.copy(KEY, made.key)
        made.run("demo", "--schools", "3", "--from", SINCE, "--on", ON)
        recovery = made.ask(ACTS)
        made.run("backup", str(RELEASES / f"{name}.zip"), "--force")
        rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in standing(made))
    said = f'{{"recovery": {json.dumps(recovery)},\n"standing": [\n{rows}\n]}}\n'
    (RELEASES / f"{name}.json").write_text(said)


def standing(installation: Installation) -> list[list[object]]:
    """What is owed by one school and its people, without the words."""
    words = ("standing", "--on", ON, "--org", SCHOOL, "--format", "json")
    rows = json.loads(installation.run(*words))
    return [[row[name] for name in KEPT] for row in rows]


if __name__ == "__main__":
    make(sys.argv[1])
