"""`./run whatif`: what it prints, whom it names, what it refuses; it writes nothing."""

import csv
import io
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.commands import whatif
from hongzhu.commands.whatif_table import ONLY_TRIED
from tests import makers

pytestmark = pytest.mark.django_db
ON = ["--on", "2026-11-22", "--from", "2026-01-01"]


@pytest.fixture
def district() -> None:
    """A school with a branch; two with a joint one, whose retired member belongs to no school; a superior."""
    makers.make_org("T1", kind="committee")
    makers.make_branch("D1", "S1", led_by="T1")
    makers.make_branch("D2", "S2", "S3", kind="joint_branch", led_by="T1")
    for code, school, org in (("P1", "S1", "D1"), ("P2", "S1", "D1"), ("P3", "S2", "D2")):
        makers.make_member(code, school=school, org=org)
    makers.make_member("P4", org="D2")
    for code, number, people in (("T2", 2, ("P1", "P2", "P3", "P4")), ("T3", 3, ("P1",))):
        makers.make_training(code, *people, starts_on=date(2026, number, 10))
    for body in ("D1", "D2"):  # they have begun to use the system
        makers.make_meeting(f"M{body}", body)


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert whatif.main([*words, *ON, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["is_trial"]
    return found


def figures(found: dict, *keys: str) -> list[tuple]:
    return [tuple(row[key] for key in ("scope", "code", *keys)) for row in found["rows"]]


@pytest.mark.usefixtures("district")
def test_in_all_and_by_school(capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "--set", "hours.member.min=24")
    assert (found["on"], found["from"]) == ("2026-11-22", "2026-01-01")
    assert found["changes"] == [{"obligation": "hours.member", "field": "min", "now": 16, "then": 24}]
    shown = (
        "owe_now",
        "short_now",
        "short_then",
        "pending_then",
        "missing_now",
        "missing_then",
        "newly_short",
    )
    assert figures(found, *shown) == [
        ("all", "", 4, 3, 4, 4, 24, 56, 1),
        ("school", "S1", 2, 1, 2, 2, 8, 24, 1),
        ("school", "S2", 2, 2, 2, 2, 16, 32, 0),
        ("school", "S3", 1, 1, 1, 1, 8, 16, 0),
    ]
    assert {(row["duty"], row["period"], row["unit"]) for row in found["rows"]} == {("hours", "2026", "学时")}
    assert {row["name"] for row in found["rows"]} == {"", "S1小学", "S2小学", "S3小学"}


@pytest.mark.usefixtures("district")
def test_overdue_is_told_from_what_is_still_to_come(capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "--set", "meeting.assembly.min=2")
    shown = ("period", "overdue_now", "overdue_then", "pending_now", "pending_then")
    assert [row for row in figures(found, *shown) if row[0] == "all"] == [
        ("all", "", "2026Q1", 0, 2, 0, 0),
        ("all", "", "2026Q2", 2, 2, 0, 0),
        ("all", "", "2026Q3", 2, 2, 0, 0),
        ("all", "", "2026Q4", 0, 0, 2, 2),
    ]
    assert [row[1] for row in figures(found) if row[0] == "school"] == [
        code for code in ("S1", "S2", "S3") for _quarter in range(4)
    ]


@pytest.mark.usefixtures("district")
def test_the_district_and_superiors_count_only_in_all(capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "--set", "district.meeting.min=5")
    assert {row["scope"] for row in found["rows"]} == {"all"}
    assert whatif.main(["--set", "district.meeting.min=5", *ON]) == 0
    assert "不属于哪一所学校，只算在合计里" in capsys.readouterr().out


@pytest.mark.usefixtures("district")
def test_people_are_told_apart_by_number_at_their_school_and_branch_only(
    capsys: pytest.CaptureFixture[str],
) -> None:
    change = ["--set", "hours.member.min=24"]
    for org, codes in (("S1", ["P1", "P2"]), ("D1", ["P1", "P2"]), ("D2", ["P3", "P4"]), ("T1", [])):
        found = asked(capsys, *change, "--org", org)
        assert [row["code"] for row in found["rows"] if row["scope"] == "person"] == codes, org
    for words in ([], ["--org", "T1"], ["--org", "D1"]):
        for form in ("table", "json", "csv"):
            assert whatif.main([*change, *ON, *words, "--format", form]) == 0
            text = capsys.readouterr().out
            assert "周" not in text
            assert ("P1" in text) == (words == ["--org", "D1"])
    assert whatif.main([*change, *ON, "--org", "D1"]) == 0
    text = capsys.readouterr().out
    assert "    P1　2026　16/16 → 16/24学时　还没到期\n    P2　2026　8/16 → 8/24学时　还没到期\n" in text


@pytest.mark.usefixtures("district")
def test_sensitive_duties_are_not_split_by_school(capsys: pytest.CaptureFixture[str]) -> None:
    change = ["--set", "staff.talk.min=2"]
    assert {row["scope"] for row in asked(capsys, *change)["rows"]} == {"all"}
    assert {row["scope"] for row in asked(capsys, *change, "--org", "T1")["rows"]} <= {"all"}
    assert whatif.main([*change, *ON]) == 0
    text = capsys.readouterr().out
    assert "不分学校列出" in text
    assert "S1" not in text
    assert "school" in {row["scope"] for row in asked(capsys, *change, "--org", "S1")["rows"]}


@pytest.mark.usefixtures("district")
def test_the_table_says_what_changes_and_that_nothing_did(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--set", "hours.member.min=24", "meeting.assembly.grace_days=20", "--set", "hours.team.min=48"]
    assert whatif.main([*words, *ON]) == 0
    text = capsys.readouterr().out
    assert "党员集中学习培训学时（hours.member）　二(四)10　至少 16 → 24 学时\n" in text
    assert "书记（副书记）和班子成员学时（hours.team）　二(四)10　至少 32 → 48 学时\n  合并计算" in text
    assert "支部党员大会（meeting.assembly）　二(三)9　宽限 10 → 20 天\n" in text
    assert "每所学校各算一次" in text
    assert ["S1", "S1小学", "2", "1→2", "0", "1→2", "8→24", "1"] in [
        line.split() for line in text.splitlines()
    ]
    assert text.endswith(f"\n{ONLY_TRIED}\n")
    assert whatif.main(["--set", "hours.team.grace_days=3", *ON]) == 0
    assert "与“党员集中学习培训学时”合并计算，一人一期只算一项，宽限天数一起改。" in capsys.readouterr().out
    assert whatif.main(["--set", "term.election.every_months=48", *ON]) == 0
    assert "登记换届时写明了届期的，仍按写明的算。" in capsys.readouterr().out


@pytest.mark.usefixtures("district")
def test_csv_says_the_same_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--set", "hours.member.min=24.5", "--org", "D2"]
    found = asked(capsys, *words)
    assert whatif.main([*words, *ON, "--format", "csv"]) == 0
    rows = [*csv.DictReader(io.StringIO(capsys.readouterr().out))]
    assert rows == [{key: str(value) for key, value in row.items()} for row in found["rows"]]
    assert [*rows[0]] == [*whatif.KEYS]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "no.such.min=1"], "没有编号为“no.such”的义务。\n可以试算的：\n"),
        (["--set", "hours.member.period=1"], "可以改的是 hours.member.min、hours.member.grace_days"),
        (["--set", "hours.member.min=0"], "请写大于 0"),
        (["--set", "care.visits.min=2"], "本系统尚不能登记"),
        (["--set", "hours.member.min=20", "--org", "X"], "没有代码为“X”的学校或党组织"),
        (["--set", "hours.member.min=20", "--from", "2020-01-01"], "现在存的是 2024-09-01 到 2028-08-31"),
        (["--set", "hours.member.min=20", "--on", "2030-01-01"], "现在存的是 2024-09-01 到 2028-08-31"),
    ],
)
def test_what_cannot_be_tried_is_refused(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert whatif.main(["--on", "2026-11-22", *words]) == 1
    out, error = capsys.readouterr()
    assert said in error
    assert not out


@pytest.mark.usefixtures("newly_installed")
def test_before_anything_is_stored_it_asks_for_a_recompute(capsys: pytest.CaptureFixture[str]) -> None:
    assert whatif.main(["--set", "hours.member.min=20"]) == 1
    assert "先运行 ./run recompute" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--set"],
        ["--set", "hours.member.min"],
        ["--set", "min=20"],
        ["--set", "hours.member.min="],
        ["--set", "hours.member.min=20", "--on", "2026-01-01", "--from", "2026-02-01"],
    ],
)
def test_wrong_use_exits_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        whatif.main(words)
    assert left.value.code == 2
    assert "用法有误" in capsys.readouterr().err


@pytest.mark.usefixtures("district")
def test_the_command_reads_only(capsys: pytest.CaptureFixture[str]) -> None:
    with CaptureQueriesContext(connection) as queries:
        for form in ("table", "json", "csv"):
            words = ["hours.member.min=24", "meeting.assembly.grace_days=0", "term.election.every_months=12"]
            assert whatif.main(["--set", *words, "--org", "D1", "--format", form, *ON]) == 0
    capsys.readouterr()
    assert len(queries) > 20
    assert {query["sql"].split()[0] for query in queries} <= {"SELECT", "WITH"}
