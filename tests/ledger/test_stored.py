"""What pages read from stored rows is what `standing` judges anew: any day, after any corrections."""

from datetime import date
from random import Random

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from hongzhu.ledger.gathered import gathered
from hongzhu.ledger.models import Fact, Link
from hongzhu.ledger.reading import Question, standing
from hongzhu.ledger.recomputing import recompute
from hongzhu.ledger.stored import NotStored, background, stored_days, stored_pack, stored_standing
from hongzhu.policy.days import to_date
from tests import makers
from tests.histories import History, asked_days

pytestmark = pytest.mark.django_db


def both(on: date, since: date, subjects: frozenset[int] | None = None) -> tuple[set, set]:
    """(stored, judged anew): row, rule and label of every line, without what nothing can be recorded for."""
    stored = stored_standing(stored_pack(), on, since, subjects)
    anew = [line for line in standing(Question(on, since, subjects)) if line.rule.recordable]
    return (
        {(each.row, each.obligation.id, each.status, each.used) for each in stored},
        {(each.row, each.obligation.id, each.status, each.used) for each in anew},
    )


def gathered_says_the_same(on: date) -> None:
    """What is short line by line; of all others who has done it or is exempt, at home."""
    since, compiled = date(on.year, 1, 1), stored_pack()
    everything = {
        (each.row, each.obligation.id, each.status, each.used): each
        for each in stored_standing(compiled, on, since)
    }
    home = homes(on)
    lines, settled = gathered(compiled, on, since, background(compiled, on))
    told = {(each.row, each.obligation.id, each.status, each.used) for each, _home in lines}
    assert told <= everything.keys()
    assert len(told) == len(lines)
    assert all(each.home == home.get(each.standing.row.subject, each.standing.row.subject) for each in lines)
    rest = [each for key, each in everything.items() if key not in told]
    assert all(each.status in ("met", "met_late", "exempt") for each in rest)
    assert {(each.rule.number, each.obligation.id, each.status, each.home) for each in settled} == {
        (
            each.rule.number,
            each.obligation.id,
            "exempt" if each.status == "exempt" else "met",
            home.get(each.row.subject, each.row.subject),
        )
        for each in rest
    }


def homes(on: date) -> dict[int, int]:
    """Where people are counted: at the latest school, without one at the latest branch."""
    links = Link.objects.filter(from_day__lte=on.toordinal(), from_day__lt=F("until_day"))
    found = {}
    for kind in ("branch", "school"):
        ordered = links.filter(kind=kind).order_by("from_day", "head")
        found |= dict(ordered.values_list("tail", "head"))
    return found


@pytest.mark.parametrize("seed", range(4 if connection.vendor == "sqlite" else 1))
def test_stored_and_judged_anew_agree(seed: int) -> None:
    random = Random(seed)
    histories = [History(f"h{seed}{number}.", Random(seed * 100 + number)) for number in range(12)]
    for history in histories:
        for step in history.steps():
            history.play(step)
    for day in [*asked_days(random, 5), makers.NOW.date().toordinal()]:
        on = to_date(day)
        stored, anew = both(on, date(on.year, 1, 1))
        assert stored == anew, sorted(stored ^ anew)[:4]
        gathered_says_the_same(on)
    some = frozenset(random.sample(sorted({row.subject for row, *_rest in stored}), 9))
    assert both(on, date(2025, 1, 1), some)[0] == both(on, date(2025, 1, 1), some)[1]


def test_a_past_day_shows_what_was_known_then() -> None:
    """A meeting entered late, one withdrawn since, one still to come."""
    makers.make_branch("D1", "S1")
    makers.make_meeting("M1", "D1", held_on=date(2026, 2, 3), entered_on=date(2026, 5, 20))
    makers.make_meeting("M2", "D1", held_on=date(2026, 5, 6))
    makers.make_meeting("M3", "D1", held_on=date(2026, 12, 3))
    withdraw("meeting:M2", on=date(2026, 10, 1))
    for on, expected in (
        (date(2026, 5, 19), ["unknown", "met"]),
        (date(2026, 9, 30), ["met_late", "met", "at_risk"]),
        (date(2026, 10, 1), ["met_late", "overdue", "grace", "open"]),
        (date(2026, 11, 22), ["met_late", "overdue", "overdue", "open"]),
        (date(2026, 12, 3), ["met_late", "overdue", "overdue", "met"]),
    ):
        since = date(2026, 1, 1)
        found = [
            each
            for each in stored_standing(stored_pack(), on, since)
            if each.obligation.id == "meeting.assembly"
        ]
        assert [each.status for each in sorted(found, key=lambda each: each.row.period)] == expected, on
        assert both(on, since)[0] == both(on, since)[1]


def withdraw(source: str, *, on: date) -> None:
    """Close the facts of a record on a day, as an amendment of that day would, and judge again."""
    Fact.objects.filter(source=source).update(withdrawn=on.toordinal())
    recompute(now=makers.NOW, today=makers.NOW.date().toordinal())


@pytest.mark.once
def test_as_many_queries_for_many_as_for_few() -> None:
    def queries(on: date) -> int:
        with CaptureQueriesContext(connection) as asked:
            stored_standing(stored_pack(), on, date(2026, 1, 1))
        return len(asked)

    def grow(code: str, size: int) -> None:
        for number in range(size):
            makers.make_member(f"{code}{number}", school="S1", org="D1")

    makers.make_branch("D1", "S1")
    makers.make_meeting("M1", "D1", held_on=date(2026, 5, 6))
    grow("P", 2)
    few = [queries(date(2026, 11, 22)), queries(date(2026, 3, 1))]
    grow("Q", 20)
    assert [queries(date(2026, 11, 22)), queries(date(2026, 3, 1))] == few
    assert few[0] <= 6
    assert few[1] <= 8


@pytest.mark.usefixtures("newly_installed")
def test_rows_of_another_pack_are_not_read() -> None:
    with pytest.raises(NotStored):
        stored_pack()
    makers.make_school()
    assert stored_days(stored_pack()) == (date(2024, 9, 1), date(2028, 8, 31))
