"""./run export-ledger and ./run count-ledger: what they write and print, and what they refuse."""

import csv
import json
import subprocess
import sys
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from hongzhu.commands.count_ledger import main as count
from hongzhu.commands.export_ledger import main as export
from hongzhu.ledger.counting import Entry
from hongzhu.ledger.parquet import MANIFEST
from hongzhu.ledger.reading import default_since
from tests.ledger.evaluators import counted
from tests.ledger.places import NOW, make_place, record

ON = NOW.date()


@pytest.fixture
def exported(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    place = make_place()
    record("meeting:M1", ("meeting.assembly", place.branch, date(2026, 4, 2)))
    folder = tmp_path / "台账 甲'1"
    assert export([str(folder)]) == 0
    assert capsys.readouterr().out.startswith(f"导出好了：{folder}（")
    return folder


def asked(*folders: Path, form: str) -> list[str]:
    return [*map(str, folders), "--on", ON.isoformat(), "--format", form]


def test_counts_are_those_of_the_standing(exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = counted(ON, default_since(ON))
    assert count(asked(exported, exported, form="csv")) == 0
    found: Counter[Entry] = Counter()
    for line in csv.DictReader(StringIO(capsys.readouterr().out)):
        assert line["ledger"] == str(exported)
        found[Entry(line["obligation"], line["period"], line["status"])] += int(line["count"])
    assert found == expected + expected
    assert count(asked(exported, form="json")) == 0
    assert {
        "obligation": "meeting.assembly",
        "period": "2026Q2",
        "status": "met",
        "count": 1,
    }.items() <= next(
        line for line in json.loads(capsys.readouterr().out) if line["period"] == "2026Q2"
    ).items()
    assert count(asked(exported, form="table")) == 0
    printed = capsys.readouterr().out
    assert "支部党员大会：已完成1，进行中1，过期6\n" in printed
    assert printed.endswith(f"1个台账，共{expected.total()}项。\n")


def test_what_is_short_is_written_line_by_line(exported: Path, tmp_path: Path) -> None:
    assert count([*asked(exported, form="csv"), "--short", str(tmp_path / "short")]) == 0
    assert [path.name for path in tmp_path.glob("short/*/*")] == [
        "short-0000.parquet",
        "short-shares.parquet",
    ]


def test_a_folder_that_holds_something_is_left_alone(
    exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in exported.iterdir()}
    assert export([str(exported)]) == 1
    assert "请换一个新的文件夹" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in exported.iterdir()} == before


def test_before_anything_was_computed_nothing_is_exported(
    newly_installed: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export([str(tmp_path / "new")]) == 1
    assert "请先运行 ./run recompute" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_only_whole_exports_of_the_same_pack_are_counted(
    exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = exported / MANIFEST
    text = manifest.read_text(encoding="utf-8")
    for changed, words in (
        (text.replace('"digest": "', '"digest": "0'), "按另一版政策包"),
        (text[: len(text) // 2], "不是完整的导出"),
    ):
        manifest.write_text(changed, encoding="utf-8")
        assert count(asked(exported, form="csv")) == 1
        assert words in capsys.readouterr().err
    manifest.write_text(text, encoding="utf-8")
    assert count([str(exported), "--on", "2015-01-01"]) == 1
    assert "里只有 2024-09-01 至 2028-08-31 的规则" in capsys.readouterr().err


@pytest.mark.once
def test_pages_start_without_duckdb() -> None:
    loaded = (
        "import django; django.setup(); import hongzhu.urls, hongzhu.ledger.columns, hongzhu.ledger.counting"
    )
    seen = f"{loaded}; import sys; print('duckdb' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
