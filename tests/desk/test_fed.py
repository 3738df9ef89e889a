"""What the last record fed: told from rows at hand, and the same as the engine says when it judges anew."""

from datetime import date

import pytest

from hongzhu.desk.bodies import Body
from hongzhu.desk.fed import fed, last_record
from hongzhu.ledger.feeding import Feed, fed_by
from hongzhu.ledger.models import Fact as FactRow
from hongzhu.ledger.models import Subject
from hongzhu.ledger.stored import stored_pack, stored_standing
from hongzhu.meetings.actions import ALL
from hongzhu.policy.days import FOREVER, to_day
from hongzhu.policy.reference import Fact
from tests import makers
from tests.desk.districts import TODAY, make_district

pytestmark = [pytest.mark.django_db, pytest.mark.once]

BODIES = {"org": ("D0", "第0支部"), "school": ("S0", "第0小学")}


def bodies() -> dict[int, Body]:
    found = {}
    for kind, (code, name) in BODIES.items():
        key = Subject.objects.get(kind=kind, code=code).pk
        found[key] = Body(key, kind, code, name)
    return found


def told(code: str) -> list[Feed]:
    rows = FactRow.objects.filter(source=f"meeting:{code}", withdrawn=FOREVER)
    columns = ("kind", "subject", "day", "entered", "since", "withdrawn", "qty", "source")
    standings = stored_standing(stored_pack(), TODAY, date(2026, 1, 1))
    return fed([Fact(*row) for row in rows.values_list(*columns)], standings, bodies(), to_day(TODAY))


@pytest.mark.parametrize(
    ("kinds", "body", "words"),
    [
        (("meeting.committee",), "D0", {"held_on": date(2026, 10, 20), "entered_on": date(2026, 11, 20)}),
        (
            ("meeting.assembly", "meeting.lecture"),
            "D0",
            {"held_on": date(2026, 11, 10), "hours": 15, "present": ALL},
        ),
        (("meeting.staff-study",), "S0", {"held_on": date(2026, 11, 10)}),
        (
            ("meeting.committee",),
            "D0",
            {"held_on": date(2026, 11, 10), "hours": 20, "present": ("RY0-1", "RY0-2")},
        ),
    ],
)
def test_it_says_what_the_engine_says(kinds: tuple[str, ...], body: str, words: dict) -> None:
    make_district(2, people=7)
    makers.make_post("RY0-1", "D0")
    makers.make_training("T1", "RY0-2", hours=160)
    makers.make_meeting("C1", body, *kinds, **words)
    ours = {(each.obligation, each.before, each.after, each.persons): each for each in told("C1")}
    theirs = {
        (each.obligation, each.before, each.after, each.persons): each
        for each in fed_by(["meeting:C1"], TODAY)
    }
    assert ours == theirs
    assert ours


def test_the_latest_entered_is_told_with_how_many_places_it_reached() -> None:
    make_district(1, people=7)
    makers.make_meeting("C1", "D0", "meeting.assembly", held_on=date(2026, 11, 10), hours=15, present=ALL)
    standings = stored_standing(stored_pack(), TODAY, date(2026, 1, 1))
    found = last_record(bodies(), standings, TODAY)
    assert found is not None
    assert (found.title, found.code, found.updated) == ("11月10日支部党员大会", "C1", 1 + 1 + 7)
    assert ("支部党员大会", "2026年四季度：办完了（1次）") in found.feeds


def test_nothing_recorded_nothing_told() -> None:
    make_district(1, meetings=False)
    assert last_record(bodies(), [], TODAY) is None
    assert last_record({}, [], TODAY) is None
