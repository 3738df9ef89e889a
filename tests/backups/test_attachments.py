"""The drill with attachments: cut off midway, backed up, everything lost, restored; every content as it was."""

from pathlib import Path

from tests.backups.conftest import Make
from tests.backups.sealing import parts_of
from tests.installations import Installation

SENDING = """
import os, signal
from django.utils import timezone
from hongzhu.attachments.actions import add_attachments, lay_down
from hongzhu.attachments.examining import Examined
from hongzhu.attachments.owners import Owner
owner = Owner(kind="meeting", code="D001-2026-001", title="x", href="/", stream="org:D001")
files = [Examined(name=f"{n}.pdf", media_type="application/pdf", content=b"%PDF-" + bytes([n]) * 1000) for n in WHICH]
lay_down(files)
if IS_KILLED: os.kill(os.getpid(), signal.SIGKILL)
answer = [each.sha256 for each in add_attachments(owner, files, by="test", now=timezone.now())]
"""
LYING = """
from django.conf import settings
answer = {path.name: path.read_bytes().decode("latin-1") for path in settings.UPLOADS_DIR.rglob("*") if path.is_file()}
"""


def sending(which: list[int], *, is_killed: bool = False) -> str:
    return f"WHICH, IS_KILLED = {which}, {is_killed}\n{SENDING}"


def test_attachments_come_back_with_the_rest(make: Make, settled: Installation, tmp_path: Path) -> None:
    here, file, key = make("here", like=settled), tmp_path / "drill.zip", tmp_path / "key"
    digests = here.ask(sending([1, 2, 3]))
    killed = here.start(
        "-c",
        "import os, django\nos.environ['DJANGO_SETTINGS_MODULE'] = 'hongzhu.settings'\ndjango.setup()\n"
        + sending([9], is_killed=True),
    )
    killed.communicate()
    assert killed.returncode == -9
    before = here.ask(LYING)
    assert len(before) == 4, "what was cut off left its content, and no row"
    assert "附件完好：3 个" in here.run("verify")
    (here.data / "uploads" / "attachments" / "aa").mkdir(exist_ok=True)
    (here.data / "uploads" / "attachments" / "aa" / "x.part").write_bytes(b"half")
    here.run("backup", str(file), "--keys", str(key))
    assert len([name for name in parts_of(file)[0] if name.startswith("uploads/attachments/")]) == 4
    here.wipe()
    here.run("restore", str(file), "--keys", str(key))
    assert here.ask(LYING) == before
    assert "附件完好：3 个" in here.run("verify")
    for path in (here.data / "uploads").rglob("*"):
        if path.name == digests[0]:
            path.write_bytes(b"other")
    assert "内容被改动或已损坏" in here.run("verify", code=1)
    damaged = tmp_path / "damaged.zip"
    here.run("backup", str(damaged))
    here.wipe()
    printed = here.run("restore", str(damaged), "--keys", str(key), code=1)
    assert "做备份时附件就有问题，共 1 处" in printed
