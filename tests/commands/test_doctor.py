"""`doctor` tells what is well and what is not."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from hongzhu.audit.actions import record
from hongzhu.backups.actions.making import MADE, STREAM
from hongzhu.commands import doctor
from tests.makers import make_meeting, make_org


@pytest.fixture
def data_dir(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    (tmp_path / "secret-key").write_text("x")
    (tmp_path / "secret-key").chmod(0o600)
    return tmp_path


@pytest.mark.django_db
def test_a_sound_installation(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.main([]) == 0
    printed = capsys.readouterr().out
    assert "[异常]" not in printed
    assert "dongchang-2017 可用" in printed
    assert "\n    ledger.develop 年度发展党员工作台账（缺：发展党员档案）\n" in printed
    assert "meeting.assembly" not in printed, "what is recorded waits for nothing"
    assert printed.endswith("一切正常。\n")


@pytest.mark.django_db
def test_an_open_key_and_a_missing_pack(
    data_dir: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    (data_dir / "secret-key").chmod(0o644)
    settings.PACKS_DIR = data_dir
    assert doctor.main([]) == 1
    printed = capsys.readouterr().out
    assert "[异常] 数据目录：密钥文件别人也能读" in printed
    assert "里没有政策包" in printed


@pytest.mark.django_db
def test_the_age_of_the_last_backup(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(code: int) -> str:
        assert doctor.main([]) == code
        return next(line for line in capsys.readouterr().out.splitlines() if "备份：" in line)

    assert "也没有要备份的数据" in said(0)
    make_org("D1")
    make_meeting("M1", "D1")
    assert said(1).startswith("[异常] 备份：还没有备份过")
    for days, code, words in ((8, 1, "8 天前。请用 ./run backup"), (3, 0, "3 天前"), (0, 0, "不到一天前")):
        with transaction.atomic():
            record(
                stream=STREAM,
                verb=MADE,
                object="backup:1",
                payload={},
                by="test",
                now=timezone.now() - timedelta(days=days),
            )
        assert words in said(code)


def test_wrong_use_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        doctor.main(["--frobnicate"])
    assert stop.value.code == 2
    assert "用法有误：不认识的参数 --frobnicate" in capsys.readouterr().err
