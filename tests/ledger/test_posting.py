"""What a posting writes: no more than what changed, all of it or nothing."""

from datetime import date

import pytest

from hongzhu.ledger.models import Attribute, Excuse, Fact, Link, Row, RowEvent, Spell, Subject
from hongzhu.ledger.posting import FactRow, LinkRow, posting
from hongzhu.policy.days import FOREVER, to_day
from tests.ledger.places import (
    LONG_AGO,
    NOW,
    Place,
    at,
    captured,
    fact_rows,
    label,
    make_place,
    record,
    say_member,
    writes,
)

pytestmark = pytest.mark.django_db

HELD, ENTERED, AMENDED, AGAIN = date(2026, 2, 10), date(2026, 2, 12), date(2026, 5, 10), date(2026, 6, 1)


@pytest.fixture
def place() -> Place:
    return make_place()


def stored(source: str = "meeting:M1") -> list[tuple[str, int, int, int, int, int, int]]:
    """(kind, subject, day, qty, entered, since, withdrawn) in the order they came."""
    rows = Fact.objects.filter(source=source).order_by("id")
    return list(rows.values_list("kind", "subject_id", "day", "qty", "entered", "since", "withdrawn"))


def meeting(place: Place, hours: int = 40) -> list[FactRow]:
    """An assembly, attended by the secretary and a member for some hours."""
    return fact_rows(
        [
            ("meeting.assembly", place.branch, HELD, ENTERED),
            ("training.hours", place.secretary, HELD, ENTERED, 40),
            ("training.hours", place.member, HELD, ENTERED, hours),
        ]
    )


def say(rows: list[FactRow], now=NOW) -> None:
    with posting(now=now) as p:
        p.facts("meeting:M1", rows)


def test_a_new_record_is_known_from_the_day_it_was_entered(place: Place) -> None:
    """Also when it is taken over from an old book much later."""
    say(meeting(place))
    assert {row[5:] for row in stored()} == {(to_day(ENTERED), FOREVER)}


def test_a_record_dated_ahead_is_known_when_its_day_comes(place: Place) -> None:
    ahead = date(2026, 12, 24)
    record("meeting:M1", ("meeting.assembly", place.branch, ahead, NOW.date()))
    assert stored()[0][5:] == (to_day(ahead), FOREVER)


def test_an_amendment_closes_only_what_changed(place: Place) -> None:
    say(meeting(place))
    kept = stored()[:2]
    say(meeting(place, hours=80), now=at(2026, 5, 10))
    rows = stored()
    assert rows[:2] == kept
    hours, day = ("training.hours", place.member, to_day(HELD)), to_day(AMENDED)
    assert rows[2:] == [
        (*hours, 40, to_day(ENTERED), to_day(ENTERED), day),
        (*hours, 80, to_day(ENTERED), day, FOREVER),
    ]


def test_what_is_dropped_is_closed_and_may_come_back(place: Place) -> None:
    say(meeting(place))
    say(meeting(place)[:2], now=at(2026, 5, 10))
    assert stored()[2][6] == to_day(AMENDED)
    say(meeting(place), now=at(2026, 6, 1))
    assert [row[5:] for row in stored()[2:]] == [
        (to_day(ENTERED), to_day(AMENDED)),
        (to_day(AGAIN), FOREVER),
    ]


def test_a_withdrawn_record_stays_readable(place: Place) -> None:
    say(meeting(place))
    say([], now=at(2026, 5, 10))
    assert [row[6] for row in stored()] == [to_day(AMENDED)] * 3


def test_an_amendment_on_the_day_itself_leaves_nothing_of_the_slip(place: Place) -> None:
    """Known from today, withdrawn today: it never stood at the end of any day."""
    say(meeting(place), now=at(2026, 2, 12))
    say(meeting(place, hours=400), now=at(2026, 2, 12))
    slip = [row for row in stored() if row[3] == 40 and row[1] == place.member]
    assert slip[0][5] == slip[0][6]


def test_a_record_dated_ahead_and_withdrawn_was_never_known(place: Place) -> None:
    record("meeting:M1", ("meeting.assembly", place.branch, date(2026, 12, 24), NOW.date()))
    record("meeting:M1")
    ((*_fact, since, withdrawn),) = stored()
    assert since == withdrawn


def test_the_same_fact_twice_in_one_record_is_one(place: Place) -> None:
    say(meeting(place) * 2)
    assert len(stored()) == 3


def test_two_records_of_one_day_are_two(place: Place) -> None:
    for number in (1, 2):
        record(f"meeting:M{number}", ("meeting.assembly", place.branch, HELD))
    row = Row.objects.get(subject=place.branch, label="2026Q1", total__gt=0)
    assert row.total == 20


def test_saying_the_same_again_writes_nothing(place: Place) -> None:
    def everything(p) -> None:
        p.facts("meeting:M1", meeting(place))
        say_member(p, place, "P2")
        p.exists(place.branch, LONG_AGO, FOREVER)
        p.own(place.member, place.branch)
        p.justify("justification:1", "meeting.assembly", place.branch, "2026Q2", to_day(date(2026, 7, 9)))

    with posting(now=NOW) as p:
        everything(p)
    before = list(Row.objects.order_by("id").values_list()), RowEvent.objects.count()
    with captured() as queries, posting(now=NOW) as p:
        everything(p)
    assert writes(queries) == []
    assert (list(Row.objects.order_by("id").values_list()), RowEvent.objects.count()) == before


def test_subjects_are_made_once(place: Place) -> None:
    with posting(now=NOW) as p:
        found = p.subjects("person", ["P2", "P9", "P2"])
        assert p.subject("person", "P9") == found["P9"]
        assert p.subject("org", "P9") != found["P9"], "a code is unique within its kind"
    assert found["P2"] == place.member
    assert Subject.objects.filter(code="P9").count() == 2


def test_an_attribute_is_replaced_as_a_whole(place: Place) -> None:
    full = to_day(date(2026, 7, 1))
    with posting(now=NOW) as p:
        p.attribute(
            place.member,
            "status",
            [("probationary", LONG_AGO, full), ("full", full, FOREVER), ("masses", 5, 5)],
        )
    rows = Attribute.objects.filter(subject=place.member, name="status").order_by("from_day")
    assert list(rows.values_list("value", "from_day", "until_day")) == [
        ("probationary", LONG_AGO, full),
        ("full", full, FOREVER),
    ]


def test_links_belong_to_the_record_that_states_them(place: Place) -> None:
    until = to_day(date(2026, 7, 1))
    with posting(now=NOW) as p:
        p.links("post:1", [LinkRow("post.secretary", place.secretary, place.branch, LONG_AGO, until)])
        p.links("post:2", [LinkRow("post.secretary", place.member, place.branch, until, FOREVER)])
    rows = Link.objects.filter(kind="post.secretary").order_by("from_day")
    assert list(rows.values_list("origin", "tail_id", "until_day")) == [
        ("post:1", place.secretary, until),
        ("post:2", place.member, FOREVER),
    ]
    assert Link.objects.filter(tail=place.member, kind="branch").exists()
    with posting(now=NOW) as p:
        p.links("post:2", [])
    assert not Link.objects.filter(origin="post:2").exists()


def test_a_reason_may_be_accepted_later(place: Place) -> None:
    day = date(2026, 7, 20)
    for accepted in (None, to_day(date(2026, 7, 15))):
        with posting(now=NOW) as p:
            p.justify("justification:1", "meeting.assembly", place.branch, "2026Q2", accepted)
        assert label(day, "meeting.assembly", place.branch, "2026Q2") == (
            "explained" if accepted else "overdue"
        )
    assert Excuse.objects.count() == 1


def test_an_exemption_frees_the_periods_that_begin_within_its_days(place: Place) -> None:
    """From the day it was approved; taken back, it frees nobody."""
    day, days = date(2026, 11, 20), (to_day(date(2026, 4, 1)), to_day(date(2026, 7, 2)))
    for approved, expected in ((None, "overdue"), (to_day(date(2026, 11, 1)), "exempt")):
        with posting(now=NOW) as p:
            p.waive("waiver:1", "meeting.assembly", place.branch, days, approved)
        assert label(day, "meeting.assembly", place.branch, "2026Q2") == expected
        assert label(day, "meeting.assembly", place.branch, "2026Q3") == expected
        assert label(day, "meeting.assembly", place.branch, "2026Q1") == "overdue"
        assert label(date(2026, 10, 31), "meeting.assembly", place.branch, "2026Q2") == "overdue"
    assert Excuse.objects.count() == 1


def test_nested_postings_are_one(place: Place) -> None:
    """Structure can be asked about at once; facts and judging wait for the outermost."""
    with posting(now=NOW) as outer:
        with posting(now=NOW) as inner:
            assert inner is outer
            newcomer = say_member(inner, place, "P9")
            inner.facts("meeting:M1", meeting(place))
        assert Link.objects.filter(tail=newcomer).exists()
        assert not Fact.objects.filter(source="meeting:M1").exists()
        assert not Row.objects.filter(subject=newcomer).exists()
    assert Fact.objects.filter(source="meeting:M1").exists()
    assert Row.objects.filter(subject=newcomer).exists()


class Stop(Exception):
    pass


def everything_stored() -> list[list[tuple]]:
    models = (Subject, Attribute, Link, Fact, Excuse, Spell, Row, RowEvent)
    return [list(model.objects.order_by("id").values_list()) for model in models]


@pytest.mark.parametrize("depth", ["outer", "inner"])
def test_an_error_leaves_nothing(place: Place, depth: str) -> None:
    before = everything_stored()

    def fail() -> None:
        with posting(now=NOW) as p:
            say_member(p, place, "P9")
            p.facts("meeting:M1", meeting(place))
            p.write_structure()
            with posting(now=NOW) as nested:
                nested.subject("school", "S9")
                if depth == "inner":
                    raise Stop
            raise Stop

    with pytest.raises(Stop):
        fail()
    assert everything_stored() == before
    say(meeting(place))
    assert len(stored()) == 3, "the next posting starts afresh"


def test_an_error_in_judging_leaves_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything_stored()

    def fail(*_args: object, **_words: object) -> None:
        raise Stop

    monkeypatch.setattr("hongzhu.ledger.judging.store", fail)
    with pytest.raises(Stop):
        say(meeting(place))
    monkeypatch.undo()
    assert everything_stored() == before


def meeting_of(size: int, tag: str) -> int:
    """Statements for the meeting of a branch of so many."""
    place = make_place(tag, people=size)
    told = [("training.hours", person, HELD, HELD, 20) for person in place.people]
    with captured() as queries:
        record(
            f"meeting:{tag}M1",
            ("meeting.assembly", place.branch, HELD),
            ("record", place.branch, HELD),
            *told,
        )
    assert Row.objects.filter(subject__in=place.people, total=20).count() == size
    return len(queries)


def test_a_meeting_takes_as_many_statements_for_thirty_as_for_five() -> None:
    meeting_of(2, "a")
    small, large = meeting_of(5, "b"), meeting_of(30, "c")
    assert small == large <= 30


def test_a_correction_of_a_member_does_not_grow_with_the_branch() -> None:
    def statements(size: int, tag: str) -> int:
        place = make_place(tag, people=size)
        with captured() as queries, posting(now=NOW) as p:
            say_member(p, place, f"{tag}P2", since=to_day(date(2020, 5, 1)))
        return len(queries)

    statements(2, "a")
    small, large = statements(5, "b"), statements(30, "c")
    assert large <= small + 2
