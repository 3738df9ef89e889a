"""Terms: an election and 本届起始日期 on one day are one term."""

from datetime import date

import pytest

from hongzhu.ledger.entries import Refused
from hongzhu.ledger.models import Fact
from hongzhu.orgs.actions import ElectionEntry, record_elections
from hongzhu.policy.days import FOREVER, to_day
from tests.makers import BY, NOW, make_org

pytestmark = pytest.mark.django_db

DAY = date(2022, 3, 5)


def facts() -> list[tuple]:
    rows = Fact.objects.filter(kind="election", withdrawn=FOREVER)
    return sorted(rows.values_list("source", "day", "entered", "qty"))


def record(**words):
    return record_elections([ElectionEntry(**({"org": "D1", "held_on": DAY} | words))], by=BY, now=NOW)


def test_the_present_term_alone() -> None:
    make_org("D1", term_started_on=DAY)
    assert facts() == [("term:D1:2022-03-05", to_day(DAY), to_day(DAY), 0)]


def test_an_election_on_the_same_day_is_the_same_term() -> None:
    make_org("D1", term_started_on=DAY)
    assert record(months=60, entered_on=date(2022, 3, 20)).created == ["D1 2022-03-05"]
    assert facts() == [("term:D1:2022-03-05", to_day(DAY), to_day(date(2022, 3, 20)), 60)]
    assert record(months=60, entered_on=date(2022, 3, 20)).unchanged == ["D1 2022-03-05"]
    make_org("D1", name="改名")
    assert facts() == [("term:D1:2022-03-05", to_day(DAY), to_day(date(2022, 3, 20)), 60)]


def test_a_corrected_beginning_withdraws_the_former_one() -> None:
    make_org("D1", term_started_on=DAY)
    make_org("D1", term_started_on=date(2022, 4, 1))
    assert [row[0] for row in facts()] == ["term:D1:2022-04-01"]
    assert Fact.objects.exclude(withdrawn=FOREVER).get().source == "term:D1:2022-03-05"


def test_changing_the_months_updates() -> None:
    make_org("D1")
    record()
    assert record(months=36).updated == ["D1 2022-03-05"]
    assert [row[3] for row in facts()] == [36]


@pytest.mark.parametrize(
    ("words", "field"),
    [({"org": "X"}, "org"), ({"months": 0}, "months"), ({"entered_on": date(2022, 3, 4)}, "entered_on")],
)
def test_nonsense_is_refused(words: dict, field: str) -> None:
    make_org("D1")
    with pytest.raises(Refused) as refused:
        record(**words)
    assert refused.value.field == field
