"""./run verify, its exports, and the stand-alone verifier on what it writes."""

import ast
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from hongzhu.audit.models import Event, Payload
from hongzhu.commands.verify import main
from tests.audit.chains import TOOL
from tests.guards import lifted
from tests.makers import make_branch, make_meeting, make_member

pytestmark = pytest.mark.django_db
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def records() -> None:
    """A branch, a member with a phone, a meeting and its correction."""
    make_branch("D1", "S1")
    make_member("P1", org="D1", phone="13912345678")
    make_meeting("M1", "D1", minutes="学习")
    make_meeting("M1", "D1", minutes="选举")


def test_nothing_yet(capsys: Printed) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out == "还没有审计记录。\n"


@pytest.mark.usefixtures("records")
def test_a_sound_trail(capsys: Printed) -> None:
    assert main([]) == 0
    assert "还没有留存过链头，末尾被截去、整条被重写都看不出来" in capsys.readouterr().out
    assert main(["--hold"]) == 0
    assert capsys.readouterr().out.startswith(
        "上级组织留存了 2 个链头。\n审计链完好：2 条链，5 个事项，6 份内容。\n"
    )
    assert main([]) == 0
    printed = capsys.readouterr().out
    assert "审计链完好：3 条链，7 个事项，8 份内容。\n同留存的链头比对 2 次，全部相符。" in printed
    assert "全区链头（可以抄在纸上）：第 1 号 " in printed


@pytest.mark.usefixtures("records")
def test_the_first_bad_event_is_named(capsys: Printed) -> None:
    with lifted():
        Event.objects.filter(stream="org:D1", seq__gte=3).update(actor_label="别人")
    assert main([]) == 1
    printed = capsys.readouterr().out
    assert "审计链有问题，共 1 条链" in printed
    assert "  org:D1 第 3 号：事项被改动过，与指纹不符\n" in printed
    assert "第 4 号" not in printed


@pytest.mark.usefixtures("records")
def test_an_export_verifies_without_us_and_holds_no_content(tmp_path: Path, capsys: Printed) -> None:
    path = tmp_path / "链.jsonl"
    assert main(["--export", str(path)]) == 0
    lines = path.read_text().splitlines()
    assert len(lines) == 5
    assert "13912345678" not in path.read_text()
    assert "选举" not in path.read_text()
    assert TOOL.main([str(path)]) == 0
    assert "审计链完好：2 条链，5 个事项。" in capsys.readouterr().out

    def without_us(*changed: str) -> str:
        path.write_text("".join(line + "\n" for line in changed))
        assert TOOL.main([str(path)]) == 1
        return capsys.readouterr().out

    forged = json.dumps(json.loads(lines[1]) | {"verb": "x"}, ensure_ascii=False)
    assert without_us(lines[0], forged, *lines[2:]).startswith("org:D1 第 2 号：事项被改动过")
    assert without_us(lines[0], *lines[2:]).startswith("org:D1 第 2 号：缺少这一号")
    assert without_us(lines[1], lines[0], *lines[2:]).startswith("org:D1 第 1 号：缺少这一号")
    assert without_us(lines[0], *lines).startswith("org:D1 第 2 号：缺少这一号")
    assert without_us(lines[4], *lines[:4], lines[4]).startswith("school:S1 第 1 号：同一条链分成了两段")
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("records")
def test_heads_kept_elsewhere_tell_of_a_cut_tail(tmp_path: Path, capsys: Printed) -> None:
    heads, chains = tmp_path / "heads.jsonl", tmp_path / "chains.jsonl"
    assert main(["--heads", str(heads), "--export", str(chains)]) == 0
    assert main(["--against", str(heads)]) == 0
    assert main(["--against", str(chains)]) == 0
    assert "同留存的链头比对 2 次" in capsys.readouterr().out
    chains.write_text("".join(line + "\n" for line in chains.read_text().splitlines()[:3]))
    assert TOOL.main([str(chains)]) == 0
    assert TOOL.main([str(chains), "--against", str(heads)]) == 1
    printed = capsys.readouterr().out
    assert "org:D1 第 4 号：末尾被截去：外存文件的链头在第 4 号" in printed
    assert "school:S1 第 1 号：末尾被截去" in printed


@pytest.mark.usefixtures("records")
def test_a_wrong_head_is_found(tmp_path: Path, capsys: Printed) -> None:
    path = tmp_path / "heads.jsonl"
    path.write_text(json.dumps({"stream": "org:D1", "seq": 2, "hash": "0"}) + "\n")
    assert main(["--against", str(path)]) == 1
    assert "org:D1 第 2 号：与外存文件留存的链头不符：这一号或以前的被整体改写过" in capsys.readouterr().out


def test_wrong_use(tmp_path: Path, capsys: Printed) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("不是链头\n")
    assert main(["--against", str(tmp_path / "没有")]) == 2
    assert main(["--against", str(bad)]) == 2
    assert main(["--export", str(tmp_path / "没有" / "x")]) == 2
    assert TOOL.main([str(tmp_path / "没有")]) == 2
    assert TOOL.main([str(bad)]) == 2
    printed = capsys.readouterr().err
    assert "第 1 行不是链头或导出的事项" in printed
    assert "写不进" in printed


@pytest.mark.once  # only an SQLite database is a file
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("records")
def test_a_database_file_verifies_without_us(tmp_path: Path) -> None:
    path = tmp_path / "db.sqlite3"
    copy = sqlite3.connect(path)
    connection.connection.backup(copy)
    copy.close()
    tool = Path(TOOL.__file__)

    def run() -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-I", tool, path]
        return subprocess.run(words, capture_output=True, text=True, env={"PYTHONUTF8": "1"}, cwd=tmp_path)

    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("审计链完好：2 条链，5 个事项。\n没有用 --against")
    with sqlite3.connect(path) as base:
        base.execute("DROP TRIGGER audit_payload_update")
        base.execute("UPDATE audit_payload SET body = '{}' WHERE object = 'person:P1'")
    done = run()
    assert done.returncode == 1
    assert done.stdout == "org:D1 第 2 号：“person:P1”的内容被改动过，与指纹不符\n"


def test_the_stand_alone_verifier_imports_nothing_of_ours() -> None:
    tree = ast.parse(Path(TOOL.__file__).read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


@pytest.mark.usefixtures("records")
def test_both_verifiers_read_the_same_rows(tmp_path: Path) -> None:
    """What an export says of an event is what the database holds of it."""
    path = tmp_path / "chains.jsonl"
    main(["--export", str(path)])
    events = list(TOOL.read_export(path))
    assert [(event["stream"], event["seq"], event["hash"]) for event in events] == list(
        Event.objects.order_by("stream", "seq").values_list("stream", "seq", "hash")
    )
    contents = Payload.objects.order_by("event__stream", "event__seq", "place")
    assert [tuple(each) for event in events for each in event["contents"]] == list(
        contents.values_list("object", "version", "digest")
    )
