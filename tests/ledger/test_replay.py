"""`--on` a past day: what stood at the end of that day, whatever was amended or withdrawn since."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from hongzhu.ledger.posting import posting
from hongzhu.policy.days import to_day
from tests.ledger.places import NOW, Place, Told, at, fact_rows, label, lines, make_place, record

pytestmark = pytest.mark.django_db

ASSEMBLY = "meeting.assembly"


@pytest.fixture
def place() -> Place:
    return make_place()


def first_quarter(place: Place, *days: date) -> list[str]:
    return [label(day, ASSEMBLY, place.branch, "2026Q1") for day in days]


def test_a_meeting_counts_from_the_day_it_was_entered(place: Place) -> None:
    record("meeting:M1", (ASSEMBLY, place.branch, date(2026, 2, 10), date(2026, 2, 12)))
    found = first_quarter(place, date(2026, 2, 9), date(2026, 2, 11), date(2026, 2, 12), date(2026, 4, 20))
    assert found == ["open", "open", "met", "met"]


def test_a_late_entry_was_overdue_before(place: Place) -> None:
    """Ten days of grace: to 10 April."""
    record("meeting:M1", (ASSEMBLY, place.branch, date(2026, 2, 10), date(2026, 4, 11)))
    found = first_quarter(place, date(2026, 4, 10), date(2026, 4, 11))
    assert found == ["grace", "met_late"]
    record("meeting:M2", (ASSEMBLY, place.branch, date(2026, 5, 4), date(2026, 7, 20)))
    second = [label(date(2026, 7, day), ASSEMBLY, place.branch, "2026Q2") for day in (10, 11, 19, 20)]
    assert second == ["grace", "overdue", "overdue", "met_late"]


def test_a_meeting_moved_to_another_quarter(place: Place) -> None:
    record("meeting:M1", (ASSEMBLY, place.branch, date(2026, 2, 10)))
    amended = at(2026, 5, 10)
    record("meeting:M1", (ASSEMBLY, place.branch, date(2026, 4, 2), date(2026, 4, 2)), now=amended)
    days = [date(2026, 3, 31), date(2026, 5, 9), date(2026, 5, 10), date(2026, 11, 22)]
    assert first_quarter(place, *days) == ["met", "met", "overdue", "overdue"]
    second = [label(day, ASSEMBLY, place.branch, "2026Q2") for day in days[1:]]
    assert second == ["open", "met", "met"]


def test_a_withdrawn_meeting(place: Place) -> None:
    record("meeting:M1", (ASSEMBLY, place.branch, date(2026, 2, 10)))
    record("meeting:M1", now=at(2026, 5, 10))
    record("meeting:M1", (ASSEMBLY, place.branch, date(2026, 2, 10)), now=at(2026, 6, 1))
    days = [date(2026, 5, 9), date(2026, 5, 10), date(2026, 5, 31), date(2026, 6, 1)]
    assert first_quarter(place, *days) == ["met", "overdue", "overdue", "met"]


def test_evidence_is_that_of_the_day(place: Place) -> None:
    day = date(2026, 2, 10)
    record("meeting:M1", ("training.hours", place.member, day, day, 80))
    record("meeting:M2", ("training.hours", place.member, day, date(2026, 3, 1), 40))
    record("meeting:M1", ("training.hours", place.member, day, day, 20), now=at(2026, 5, 10))
    record("meeting:M2", now=at(2026, 6, 10))

    def found(on: date) -> tuple[int, tuple[str, ...]]:
        (line,) = [each for each in lines(on, "hours.member", place.member) if each.row.label == "2026"]
        return line.row.total, line.evidence

    assert found(date(2026, 2, 9)) == (0, ())
    assert found(date(2026, 2, 28)) == (80, ("meeting:M1",))
    assert found(date(2026, 5, 9)) == (120, ("meeting:M1", "meeting:M2"))
    assert found(date(2026, 5, 10)) == (60, ("meeting:M1", "meeting:M2"))
    assert found(date(2026, 6, 10)) == (20, ("meeting:M1",))


def test_an_election_entered_later(place: Place) -> None:
    """The term of 2023 ended on 22 November 2026; the next election was entered a month after it was held."""
    record("term:1", ("election", place.branch, date(2023, 11, 22), date(2023, 11, 22), 36))
    record("term:2", ("election", place.branch, date(2026, 11, 20), date(2026, 12, 20), 36))
    labels = [
        label(day, "term.election", place.branch, "2023-11-22")
        for day in (date(2026, 11, 22), date(2026, 11, 23), date(2026, 12, 19), date(2026, 12, 20))
    ]
    assert labels == ["at_risk", "overdue", "overdue", "met_late"]
    assert label(date(2026, 12, 19), "term.election", place.branch, "2026-11-20") == ""
    assert label(date(2026, 12, 20), "term.election", place.branch, "2026-11-20") == "open"


def test_spells_are_as_known_now(place: Place) -> None:
    """Only facts are replayed: a branch whose founding is put right was never there before."""
    record("meeting:M1", (ASSEMBLY, place.branch, date(2026, 2, 10)))
    with posting(now=at(2026, 6, 1)) as p:
        p.exists(place.branch, to_day(date(2026, 5, 1)), to_day(date(2100, 1, 1)))
    assert first_quarter(place, date(2026, 3, 31), date(2026, 7, 1)) == ["", ""]


Seen = set[tuple[str, str, str, int, int, str, tuple[str, ...]]]


def seen(on: date) -> Seen:
    """Everything that standing prints of facts."""
    return {
        (each.obligation.id, each.subject_code, each.row.label, each.row.need, each.row.total, each.status, each.evidence)
        for each in lines(on, since=date(2025, 7, 1))
    }  # fmt: skip


KINDS = [ASSEMBLY, "meeting.committee", "meeting.lecture", "meeting.theme-day", "election"]


def some_record(random: Random, place: Place, today: date) -> list[Told]:
    """What might be entered today: held today or some time ago."""
    day = today - timedelta(days=random.choice([0, 0, 1, 6, 20, 45]))
    told: list[Told] = [
        (kind, place.branch, day, today, 0) for kind in random.sample(KINDS, random.choice([0, 1, 2]))
    ]
    told += [
        ("training.hours", person, day, today, random.choice([20, 80, 160]))
        for person in place.people
        if random.random() < 0.5
    ]
    return told


@pytest.mark.parametrize("seed", range(4))
def test_every_past_day_is_as_it_was(seed: int) -> None:
    """Write down what stands at the end of each day, amend and withdraw, then ask for those days again."""
    random, today = Random(seed), date(2025, 9, 3)
    place = make_place(now=datetime(2025, 9, 3, 4, tzinfo=UTC))
    written: dict[date, Seen] = {}
    for number in range(12):
        now = datetime.combine(today, NOW.timetz())
        for _ in range(random.choice([1, 1, 2])):
            known = random.randrange(number + 1) if random.random() < 0.5 else number
            with posting(now=now) as p:
                p.facts(f"meeting:R{known}", fact_rows(some_record(random, place, today)))
        written[today] = seen(today)
        today += timedelta(days=random.choice([1, 9, 31, 40]))
    assert len(written) > 5
    for day, expected in written.items():
        assert seen(day) == expected, day
