"""One school's own rules (layer 40) over the second document: which numbers bind, what is refused, what is replaced."""

from datetime import date
from typing import Any

import pytest

from hongzhu.ledger import in_force, tables
from hongzhu.ledger.recomputing import recompute
from hongzhu.policy.checking import check_pack
from hongzhu.policy.days import to_day
from hongzhu.policy.layers import Resolved, problems_over, resolve
from hongzhu.policy.loading import load_pack
from tests.ledger.evaluators import agree_on
from tests.ledger.places import NOW, label, make_place, record
from tests.packs.yunling import SCHOOL, SECOND

TODAY = to_day(NOW.date())
BEFORE, FROM = date(2025, 2, 28), date(2025, 3, 1)


@pytest.fixture(scope="module")
def both() -> Resolved:
    return resolve(load_pack(SECOND), [load_pack(SCHOOL)])


@pytest.mark.once
def test_nothing_is_found_in_it() -> None:
    pack, problems = check_pack(SCHOOL, None)
    assert pack is not None
    assert problems + problems_over(load_pack(SECOND), pack) == []
    assert pack.layer == 40


@pytest.mark.once
def test_it_asks_more_of_two_numbers(both: Resolved) -> None:
    lectures = both.pack.obligation("lecture.semester")
    assert [lectures.on(day).min for day in (BEFORE, FROM)] == [2, 3]
    assert lectures.on(FROM).bound == {"min": "《青禾小学党建工作制度》第二条"}
    years = [date(year, 1, 1) for year in (2024, 2025, 2026)]
    assert [both.pack.amount("$hours_member", day) for day in years] == [20, 24, 30]


@pytest.mark.once
def test_it_asks_less_where_it_says_who_allows_it_and_nowhere_else(both: Resolved) -> None:
    groups, appraisal = (both.pack.obligation(name) for name in ("group.twice", "secretary.appraisal"))
    assert [groups.on(day).min for day in (BEFORE, FROM)] == [2, 1]
    assert appraisal.on(FROM).grace_days == 10, "sixty days of grace are refused"
    assert {(each.kind, each.target, each.field) for each in both.findings} == {
        ("loosened", "group.twice", "min"),
        ("below", "secretary.appraisal", "grace_days"),
    }


@pytest.mark.once
def test_it_replaces_who_decides(both: Resolved) -> None:
    decision = both.pack.obligation("decide.appointment")
    assert [decision.on(day).forum for day in (BEFORE, FROM)] == ["党组织会议", "青禾小学党组织会议"]


@pytest.mark.once
def test_what_it_leaves_alone_stays(both: Resolved) -> None:
    own = load_pack(SECOND)
    said = {"lecture.semester", "group.twice", "secretary.appraisal", "decide.appointment"}
    same = [each for each in own.obligations if each.id not in said and each.min != "$hours_member"]
    assert len(same) == len(own.obligations) - 5
    assert all(both.pack.obligation(each.id) == each for each in same)


def test_in_force_it_binds(db: None, settings: Any) -> None:
    settings.HONGZHU_PACK, settings.HONGZHU_LAYERS = str(SECOND), (str(SCHOOL),)
    recompute(now=NOW, today=TODAY)
    place = make_place("s")
    days = [date(2026, 9, 10), date(2026, 10, 10), date(2026, 11, 10)]
    for number, day in enumerate(days[:2]):
        record(f"meeting:{number}", ("meeting.lecture", place.branch, day))
    assert label(NOW.date(), "lecture.semester", place.branch, "2026秋") == "open", "two of three"
    record("meeting:2", ("meeting.lecture", place.branch, days[2]))
    assert label(NOW.date(), "lecture.semester", place.branch, "2026秋") == "met"
    record("meeting:3", ("meeting.group", place.group, days[1]))
    assert label(NOW.date(), "group.twice", place.group, "2026-10") == "met", (
        "one is enough from March 2025 on"
    )
    asked = "SELECT need FROM ledger_row JOIN ledger_ruleinforce ON number = rule WHERE key = %s AND subject_id = %s"
    hours = tables.fetch(f"{asked} AND label = '2026'", ["hours", place.member])
    assert hours == [(300,)]
    assert recompute(now=NOW, today=TODAY).total == 0
    agree_on([TODAY - 300, TODAY])
    assert in_force.pack_in_force().id == "yunling-2024"
