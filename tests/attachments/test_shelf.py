"""Contents on disk: whole or not at all, there once, swept when nobody needs them; the commands say what is wrong."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hongzhu.attachments.actions import sweep_shelf
from hongzhu.attachments.checking import faults
from hongzhu.attachments.models import Attachment
from hongzhu.attachments.shelf import Shelf
from hongzhu.commands import doctor, verify
from tests.attachments.making import PDF, jpeg
from tests.client import StrictClient
from tests.makers import NOW
from tests.meetings.conftest import Clock

PAGE = "/attachments/of/meeting/M1"
DAY = timedelta(days=1, minutes=1)


def aged(path: Path, at: float) -> None:
    os.utime(path, (at, at))


def test_a_content_lies_under_its_digest_once_and_only_its_owner_reads_it(shelf: Shelf) -> None:
    sha256 = shelf.put(b"content")
    assert sha256 == hashlib.sha256(b"content").hexdigest() == shelf.put(b"content")
    assert [path for path in shelf.root.rglob("*") if path.is_file()] == [shelf.path(sha256)]
    assert shelf.path(sha256).read_bytes() == b"content"
    assert shelf.path(sha256).stat().st_mode & 0o077 == 0
    assert shelf.fault(sha256, 7) == ""


def test_a_content_that_was_cut_off_is_written_again(shelf: Shelf) -> None:
    sha256 = shelf.put(b"content")
    shelf.path(sha256).write_bytes(b"cont")
    assert shelf.fault(sha256) == "内容被改动或已损坏"
    shelf.put(b"content")
    assert shelf.fault(sha256, 7) == ""
    shelf.path(sha256).unlink()
    assert shelf.fault(sha256) == "文件不在"


def test_nothing_half_written_stays(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        shelf.put(b"content")
    assert not [path for path in shelf.root.rglob("*") if path.is_file()]


def send(desk: StrictClient, *files: tuple[str, bytes]) -> list[Attachment]:
    sent = [SimpleUploadedFile(*each) for each in files]
    assert desk.post(PAGE, {"key": "k", "chosen": sent}).status_code == 302
    return list(Attachment.objects.everything("test").order_by("pk"))


def lying(shelf: Shelf) -> set[str]:
    return {path.name for path in shelf.root.rglob("*") if path.is_file()}


def test_the_file_is_there_before_the_row_and_a_row_that_is_refused_leaves_a_harmless_file(
    desk: StrictClient, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def died(*_args: object, **_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hongzhu.attachments.views.add_attachments", died)
    with pytest.raises(KeyboardInterrupt):
        desk.post(PAGE, {"key": "k", "chosen": [SimpleUploadedFile("a.pdf", PDF)]})
    assert not Attachment.objects.everything("test").exists()
    assert lying(shelf) == {hashlib.sha256(PDF).hexdigest()}


def test_swept_is_what_nobody_needs_and_no_sooner_than_after_a_day(desk: StrictClient, shelf: Shelf) -> None:
    picture, sheet = send(desk, ("会场.jpg", jpeg()), ("签到.pdf", PDF))
    kept = {picture.sha256, picture.small_sha256, sheet.sha256}
    orphan, half = shelf.put(b"nobody's"), shelf.root / "aa" / "x.part"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half")
    for path in shelf.root.rglob("*"):
        if path.is_file():
            aged(path, NOW.timestamp())
    assert sweep_shelf(now=NOW + timedelta(hours=23)) == (0, 0)
    assert sweep_shelf(now=NOW + DAY) == (2, 12)
    assert lying(shelf) == kept
    assert orphan not in kept
    desk.post(f"/attachments/{picture.pk}/remove")
    assert sweep_shelf(now=NOW + timedelta(hours=23)) == (0, 0)
    assert sweep_shelf(now=NOW + DAY)[0] == 2
    assert lying(shelf) == {sheet.sha256}
    assert list(faults(NOW + DAY)) == []


def test_a_content_that_another_record_needs_is_not_swept(desk: StrictClient, shelf: Shelf) -> None:
    (sheet,) = send(desk, ("签到.pdf", PDF))
    desk.post(f"/attachments/{sheet.pk}/remove")
    again = {"key": "again", "chosen": [SimpleUploadedFile("又一次.pdf", PDF)]}
    assert desk.post(PAGE, again).status_code == 302
    aged(shelf.path(sheet.sha256), NOW.timestamp())
    assert sweep_shelf(now=NOW + DAY) == (0, 0)


def test_commands_say_what_is_wrong(
    desk: StrictClient, shelf: Shelf, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(command, *words: str) -> tuple[int, str]:
        code = command.main([*words])
        return code, capsys.readouterr().out

    picture, sheet = send(desk, ("会场.jpg", jpeg()), ("签到.pdf", PDF))
    assert said(verify)[0] == 0
    assert "附件完好：2 个" in said(verify)[1]
    assert "[正常] 附件：2 个" in said(doctor)[1]
    shelf.path(sheet.sha256).write_bytes(b"%PDF-other")
    code, words = said(verify)
    assert code == 1
    assert f"meeting:M1 的附件（编号 {sheet.pk}）：内容被改动或已损坏" in words
    shelf.path(picture.small_sha256).unlink()
    assert f"编号 {picture.pk}）：文件不在" in said(verify)[1]
    assert "[异常] 附件：缺 1 个文件" in said(doctor)[1]
    assert desk.get(f"/attachments/{picture.pk}/small").status_code == 404
    aged(shelf.path(shelf.put(b"nobody's")), NOW.timestamp())
    clock.at = NOW + DAY
    assert "有 1 个没有用的文件" in said(doctor)[1]
    assert "删掉了没有用的附件文件 1 个" in said(doctor, "--sweep")[1]
    assert "没有用的文件" not in said(doctor)[1]
