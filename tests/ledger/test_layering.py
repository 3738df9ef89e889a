"""The district's number beside that of higher documents; a layer in force binds, in every way of judging."""

import json
from datetime import date
from typing import Any

import pytest

from hongzhu.commands.standing import main
from hongzhu.ledger import in_force, tables
from hongzhu.ledger.layering import layered
from hongzhu.ledger.posting import posting
from hongzhu.ledger.reading import Question, standing
from hongzhu.ledger.recomputing import recompute
from hongzhu.policy.days import to_day
from tests.ledger.evaluators import agree_on
from tests.ledger.places import NOW, Place, captured, make_place, record, say_post, writes

pytestmark = pytest.mark.django_db

ON = NOW.date()
TODAY = to_day(ON)
NATIONAL = "《中国共产党党员教育管理工作条例》（2019年）"


@pytest.fixture
def place() -> Place:
    found = make_place()
    day = date(2026, 3, 10)
    record("training:T1", ("training.hours", found.member, day, day, 200))
    with posting(now=NOW) as p:
        say_post(p, found, found.member, "post:9", since=to_day(date(2026, 7, 1)))
    return found


def question(**words: Any) -> Question:
    return Question(ON, date(2026, 1, 1), **words)


def test_both_numbers_and_which_binds(place: Place) -> None:
    """Half a year as member, half as secretary: 24.5 by the district, 44.5 by the national document."""
    lines = standing(question(subjects=frozenset({place.member})))
    found = layered(lines, question(subjects=frozenset({place.member})))
    (line,) = [each for each in lines if each.rule.key == "hours"]
    district, national = found.of(line)
    assert (district.need, district.in_force, district.binds) == (245, True, False)
    assert (national.need, national.in_force, national.binds) == (445, False, True)
    assert (national.source, national.verified) == (NATIONAL, False)
    assert found.words(line) == (
        f"区县文件 24.5学时；党内法规（{NATIONAL}，条文未核对，未启用） 44.5学时，启用后以它为准"
    )
    assert [words.split(" ")[0] for words in found.findings] == ["hours.member", "hours.team"]


def test_a_duty_that_only_a_layer_asks(place: Place) -> None:
    found = layered([], question())
    duties = {each.obligation.id: each.status for each in found.further}
    assert duties == {"setup.branch-limit": "met"}


def test_the_command_prints_them(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--on", ON.isoformat(), "--from", "2026-01-01", "--org", "D1", "--layers"]) == 0
    printed = capsys.readouterr().out
    assert "启用后以它为准" in printed
    assert (
        "上位规定另有（未启用）：党支部党员人数的上限，党支部党员人数一般不超过50名；1 个组织都做到了。"
        in printed
    )
    assert "请核定：hours.member 的下限，从2019-05-06起：" in printed
    assert main(["--on", ON.isoformat(), "--org", "D1", "--layers", "--format", "json"]) == 0
    rows = [row for row in json.loads(capsys.readouterr().out) if row["layers"]]
    assert {row["obligation"] for row in rows} >= {"hours.team", "theme.activity"}
    assert main(["--on", ON.isoformat(), "--org", "D1", "--format", "json"]) == 0
    assert "layers" not in json.loads(capsys.readouterr().out)[0], (
        "the contract's keys, unless they are asked for"
    )


def test_looking_writes_nothing(place: Place) -> None:
    with captured() as queries:
        layered(standing(question()), question())
    assert not writes(queries)


def test_a_layer_in_force_binds(place: Place, settings: Any) -> None:
    settings.HONGZHU_LAYERS = ("national",)
    assert recompute(now=NOW, today=TODAY).changed > 0
    (row,) = tables.fetch(
        "SELECT need FROM ledger_row r JOIN ledger_ruleinforce f ON f.number = r.rule"
        " WHERE f.key = 'hours' AND subject_id = %s AND label = '2026'",
        [place.member],
    )
    assert row == (445,)
    record("training:T2", ("training.hours", place.member, ON, ON, 245))
    (line,) = [
        each for each in standing(question(subjects=frozenset({place.member}))) if each.rule.key == "hours"
    ]
    assert (line.status, line.row.need, line.row.total) == ("met", 445, 445)
    assert line.obligation.bound == {"min": f"{NATIONAL}，条文未核对"}
    assert recompute(now=NOW, today=TODAY).total == 0
    agree_on([TODAY - 100, TODAY])
    assert in_force.pack_in_force().obligation("setup.branch-limit").layer == 10
