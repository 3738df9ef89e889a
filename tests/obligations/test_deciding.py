"""The district decides where its document is silent: dated, told in the trail, everything judged anew."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.audit.models import Event
from hongzhu.ledger import in_force
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.reading import Question, standing
from hongzhu.ledger.recomputing import recompute
from hongzhu.obligations.actions import DecisionEntry, decide
from hongzhu.obligations.models import DistrictDecision
from hongzhu.policy.days import to_day
from tests.makers import BY, NOW, make_branch, make_meeting, make_member

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
JANUARY = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _branch() -> None:
    make_branch("D1", "S1")
    make_member("P1", org="D1", school="S1")
    make_meeting("M1", "D1", "meeting.lecture", held_on=date(2026, 2, 10))


def say(
    target: str = "meeting.lecture", since: date = JANUARY, basis: str = "局党委会研究", **values: object
) -> None:
    decide(DecisionEntry(target=target, values=values, since=since, basis=basis), by=BY, now=NOW)


def lectures() -> dict[str, tuple[str, bool, float]]:
    lines = standing(Question(TODAY, JANUARY, obligation="meeting.lecture"))
    return {line.row.label: (line.status, line.obligation.confirmed, line.row.need / 10) for line in lines}


def test_confirmed_as_assumed() -> None:
    assert lectures()["2026Q2"] == ("overdue", False, 1), "computed all along, only not called late"
    say(min=None, period=None)
    assert lectures()["2026Q2"] == ("overdue", True, 1)
    assert recompute(now=NOW, today=to_day(TODAY)).total == 0


def test_changed_from_a_day_on() -> None:
    say(min=1, period="half")
    assert lectures() == {"2026H1": ("met", True, 1), "2026H2": ("at_risk", True, 1)}
    assert recompute(now=NOW, today=to_day(TODAY)).total == 0


def test_a_later_decision_for_the_same_day_replaces_and_stays_readable() -> None:
    say(min=1, period="half")
    say(min=2, period="half")
    assert lectures()["2026H1"][2] == 2
    rows = DistrictDecision.objects.everything("test").filter(field="min").order_by("pk")
    assert [(each.decided, each.replaced_at is None) for each in rows] == [(1, False), (2, True)]
    assert in_force.decisions_in_force()[0].value == 2


def test_the_trail_tells_who_and_why() -> None:
    say(min=None, period=None)
    event = Event.objects.filter(verb="decision.made").get()
    assert (event.stream, event.object) == ("district", "decision:meeting.lecture")


def test_weighed_as_one_they_are_settled_together_but_for_the_number() -> None:
    say("hours.member", grace_days=10)
    found = in_force.pack_in_force()
    assert [found.obligation(each).on(TODAY).grace_days for each in ("hours.member", "hours.team")] == [
        10,
        10,
    ]
    assert recompute(now=NOW, today=to_day(TODAY)).total == 0


def test_the_calendar() -> None:
    say("calendar", vacations=[["2026-07-11", "2026-08-29"]], skip_vacation_months=True)
    months = {line.row.label for line in standing(Question(TODAY, JANUARY, obligation="theme.activity"))}
    assert "2026-06" in months
    assert not {"2026-07", "2026-08"} & months
    assert recompute(now=NOW, today=to_day(TODAY)).total == 0


WRONG = {
    "nothing open": ("district.meeting.no", {"min": 1}, "没有要由本区设定的项"),
    "not to be set": ("meeting.lecture", {"partial": {}}, "不由区里设定数值"),
    "no such number": ("meeting.lecture", {"min": 0}, "请写 1 到 1000 之间的数"),
    "nothing": ("meeting.lecture", {}, "没有要定的项"),
}


@pytest.mark.parametrize("name", WRONG)
def test_refused(name: str) -> None:
    target, values, words = WRONG[name]
    with pytest.raises(Refused, match=words):
        say(target, **values)
    assert not DistrictDecision.objects.everything("test").exists()


def test_a_reason_is_wanted() -> None:
    with pytest.raises(Refused, match="理由和依据"):
        say(basis=" ", min=None)


def test_reading_costs_one_query() -> None:
    say(min=None, period=None)
    with CaptureQueriesContext(connection) as queries:
        in_force.stored()
    assert len(queries) == 1
