"""Storing the district: all at once or one by one, and the command that does it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction

from hongzhu.commands import demo, recompute
from hongzhu.demo.district import BY, District, make_district, save_district
from hongzhu.demo.frame import Frame
from hongzhu.ledger.models import Attribute, Excuse, Fact, Row, Spell, Subject, Usage
from hongzhu.obligations.actions import JustificationEntry
from hongzhu.study.actions import PlanEntry
from tests.demo.days import NOW, ON, count_rows

SMALL = make_district(6, Frame(date(2026, 11, 1), ON))
"""six schools, three weeks, and a 说明"""
SMALL.justifications.append(
    JustificationEntry(
        obligation="meeting.committee",
        subject_kind="org",
        subject="D001",
        period="2026-10",
        reason="书记外出培训，顺延到下月召开。",
        accepted_by="D000",
        accepted_on=date(2026, 11, 10),
    )
)
SMALL.study_plans.append(
    PlanEntry(org="D001", year=2026, decided_on=date(2026, 3, 20), words="每月集中学习一次。")
)
TABLES = {
    Fact: ("kind", "day", "entered", "since", "withdrawn", "qty", "source"),
    Row: (
        *("rule", "period", "label", "rank", "until_day", "need", "total", "ontime"),
        *("due", "overdue", "exempt", "latest"),
    ),
    Spell: ("role", "from_day", "until_day"),
    Usage: ("day",),
    Excuse: ("obligation", "period", "accepted"),
    Attribute: ("name", "value", "from_day", "until_day"),
}

pytestmark = pytest.mark.django_db


def stored_by(save: Callable[[], object]) -> dict[str, list[tuple]]:
    """Everything the ledger holds after saving, without its own numbers; then as before."""
    with transaction.atomic():
        save()
        found = {
            model.__name__: sorted(model.objects.values_list("subject__kind", "subject__code", *columns))
            for model, columns in TABLES.items()
        }
        transaction.set_rollback(True)
    return found


def save_one_by_one(district: District) -> None:
    for action, entries in district.batches():
        for entry in entries:
            action([entry], by=BY, now=NOW)
        count_rows()


@pytest.mark.once
def test_one_by_one_equals_all_at_once_and_twice_is_the_same() -> None:
    at_once = stored_by(lambda: save_district(SMALL, now=NOW))
    assert all(at_once.values())
    assert at_once == stored_by(lambda: save_district(SMALL, now=NOW))
    assert at_once == stored_by(lambda: save_one_by_one(SMALL))


def test_the_command_makes_a_district_only_in_an_empty_database(capsys: pytest.CaptureFixture[str]) -> None:
    assert recompute.main([]) == 0  # the district itself is a subject from now on
    capsys.readouterr()
    words = ["--schools", "2", "--from", "2026-10-01", "--on", "2026-11-22"]
    assert demo.main(words) == 0
    assert "2所学校" in capsys.readouterr().out
    before = Subject.objects.count()
    assert demo.main(words) == 1
    said = capsys.readouterr()
    assert "已经有数据" in said.err
    assert not said.out
    assert demo.main(["--if-empty"]) == 0
    assert capsys.readouterr() == ("", "")
    assert Subject.objects.count() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--schools", "0"], "“0”不是正整数"),
        (["--schools", "many"], "“many”不是正整数"),
        (["--on", "2026-13-01"], "不是日期"),
        (["--from", "2026-11-23", "--on", "2026-11-22"], "开始日期2026-11-23晚于截止日期2026-11-22"),
    ],
)
def test_wrong_use_is_2(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        demo.main(words)
    assert stop.value.code == 2
    assert said in capsys.readouterr().err
