"""A row tells when its label changes: once per change, with the label before and after."""

from datetime import date

import pytest

from hongzhu.ledger.models import RowEvent
from hongzhu.ledger.posting import posting
from hongzhu.policy.days import FOREVER, to_day
from tests.ledger.places import NOW, Place, at, make_place, record, say_post

pytestmark = pytest.mark.django_db

HELD = date(2026, 8, 20)


@pytest.fixture
def place() -> Place:
    found = make_place()
    RowEvent.objects.all().delete()
    return found


def events() -> list[tuple[str, int, str, str]]:
    """(duty, subject, before, after), and forgotten."""
    found = list(RowEvent.objects.order_by("id").values_list("duty", "subject_id", "before", "after"))
    RowEvent.objects.all().delete()
    return found


def books(place: Place, before: str, after: str) -> tuple[str, int, str, str]:
    """The books form by themselves with the first meeting, and are gone with the last."""
    return ("books.four-and-one", place.branch, before, after)


def assembly(place: Place, number: int = 1, day: date = HELD, entered: date = HELD) -> None:
    record(f"meeting:M{number}", ("meeting.assembly", place.branch, day, entered))


def test_one_event_per_changed_label(place: Place) -> None:
    """Read on 22 November, when the third quarter is overdue."""
    assembly(place)
    event = RowEvent.objects.get(duty="meeting.assembly")
    assert (event.at, event.period) == (NOW, to_day(date(2026, 7, 1)))
    assert events() == [("meeting.assembly", place.branch, "overdue", "met"), books(place, "unknown", "met")]
    assembly(place, number=2, day=date(2026, 9, 20))
    assert events() == [], "met before, met after"
    for number in (1, 2):
        record(f"meeting:M{number}")
    assert events() == [("meeting.assembly", place.branch, "met", "overdue"), books(place, "met", "unknown")]


def test_saying_the_same_again_tells_nothing(place: Place) -> None:
    for _ in range(3):
        assembly(place)
    assert len(events()) == 2


def test_the_amount_may_change_without_the_label(place: Place) -> None:
    day = date(2026, 3, 10)
    record("training:T1", ("training.hours", place.member, day, day, 40))
    record("training:T2", ("training.hours", place.member, day, day, 80))
    assert events() == []
    record("training:T3", ("training.hours", place.member, day, day, 40))
    assert events() == [("hours", place.member, "at_risk", "met")]


def test_a_late_entry(place: Place) -> None:
    assembly(place, entered=date(2026, 11, 20))
    assert events() == [
        ("meeting.assembly", place.branch, "overdue", "met_late"),
        books(place, "unknown", "met"),
    ]


def test_labels_are_read_on_the_day_of_the_change(place: Place) -> None:
    record("meeting:M1", ("meeting.assembly", place.branch, HELD), now=at(2026, 8, 20))
    assert events() == [("meeting.assembly", place.branch, "open", "met"), books(place, "unknown", "met")]
    record("meeting:M1", now=at(2026, 10, 5))
    assert events() == [("meeting.assembly", place.branch, "met", "grace"), books(place, "met", "unknown")]


def test_one_record_may_change_several_rows(place: Place) -> None:
    """A meeting of several kinds, attended by two; each row that changed tells so."""
    told = [(kind, place.branch, HELD) for kind in ("meeting.assembly", "meeting.lecture")]
    hours = [("training.hours", person, HELD, HELD, 320) for person in place.people[:2]]
    record("meeting:M1", *told, *hours)
    assert sorted(events()) == sorted(
        [
            ("meeting.assembly", place.branch, "overdue", "met"),
            ("meeting.lecture", place.branch, "overdue", "met"),
            books(place, "unknown", "met"),
            ("hours", place.secretary, "at_risk", "met"),
            ("hours", place.member, "at_risk", "met"),
        ]
    )


def test_a_changed_need_changes_the_label(place: Place) -> None:
    """Half a year as secretary asks for 24.5 hours; 16 no longer do."""
    record("training:T1", ("training.hours", place.member, date(2026, 3, 10), date(2026, 3, 10), 160))
    events()
    with posting(now=NOW) as p:
        say_post(p, place, place.member, "post:9", since=to_day(date(2026, 7, 1)))
    assert ("hours", place.member, "met", "at_risk") in events()


def test_a_row_that_comes_or_goes_tells_nothing(place: Place) -> None:
    """There was no label before it came, and there is none after it went."""
    with posting(now=NOW) as p:
        newcomer = p.subject("org", "D9")
        p.exists(newcomer, 1, FOREVER)
        p.attribute(newcomer, "kind", [("branch", 1, FOREVER)])
    with posting(now=NOW) as p:
        p.exists(newcomer, 1, 2)
    assert events() == []
