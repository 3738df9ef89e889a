"""Trainings: stored, compared, refused, and the facts they give."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hongzhu.ledger.entries import Refused
from hongzhu.training.actions import TrainingEntry, record_trainings
from hongzhu.training.models import Attendee, Training
from tests.makers import (
    BY,
    NOW,
    facts,
    make_branch,
    make_member,
    make_org,
    make_school,
    make_training,
    recorded,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 10)


@pytest.fixture
def people() -> None:
    """Three members of a branch."""
    make_branch("D1", "S1")
    for code in ("P1", "P2", "P3"):
        make_member(code, org="D1", school="S1")


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("kind", ["集中培训", "专题培训", "业务培训", "任职培训"])
def test_everyone_gets_hours_and_the_pack_decides_for_whom_office_counts(kind: str) -> None:
    make_training("T1", "P1", "P2", "P1", kind=kind, ends_on=date(2026, 3, 12), entered_on=date(2026, 4, 1))
    entered = date(2026, 4, 1)
    assert facts() == {
        (fact, person, DAY, entered, qty)
        for person in ("P1", "P2")
        for fact, qty in (("training.hours", 80), ("training.secretary", 10), ("training.worker", 10))
    }


@pytest.mark.usefixtures("people")
def test_any_other_training_gives_hours_only() -> None:
    make_training("T1", "P1", kind="其他", hours=15)
    assert facts() == {("training.hours", "P1", DAY, DAY, 15)}


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (None, set()),
        ("D1", {("org", "D1")}),
        ("S1", {("school", "S1")}),
        ("C1", {("org", "C1"), ("district", "220502")}),
    ],
)
def test_a_training_shows_whose_books_are_kept_here(body: str | None, expected: set) -> None:
    make_org("C1", kind="committee")
    make_training("T1", "P1", body=body)
    assert recorded() == expected


@pytest.mark.usefixtures("people")
def test_a_committee_that_takes_over_a_school_no_longer_speaks_for_the_district() -> None:
    make_org("C1", kind="committee")
    make_training("T1", body="C1")
    make_org("C1", kind="committee", covers=("S1",))
    assert recorded() == {("org", "C1")}


ENTRY = TrainingEntry(
    code="T1",
    title="党务培训",
    kind="业务培训",
    starts_on=DAY,
    hours=80,
    body="D1",
    ends_on=date(2026, 3, 11),
    attendees=("P1", "P2"),
    entered_on=DAY,
)


def changed(**words) -> TrainingEntry:
    return TrainingEntry(**(vars(ENTRY) | words))


@pytest.mark.usefixtures("people")
def test_recording_again_changes_nothing() -> None:
    assert record_trainings([ENTRY], by=BY, now=NOW).created == ["T1"]
    before = (
        list(Training.objects.everything("test").values()),
        list(Attendee.objects.everything("test").values()),
    )
    assert record_trainings([changed(attendees=("P2", "P1"))], by="other", now=NOW).unchanged == ["T1"]
    assert (
        list(Training.objects.everything("test").values()),
        list(Attendee.objects.everything("test").values()),
    ) == before


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"attendees": ("P3",)}, {"P3"}),
        ({"hours": 40}, {"P1", "P2"}),
        ({"kind": "其他"}, {"P1", "P2"}),
        ({"body": "S1"}, {"P1", "P2"}),
        ({"body": None}, {"P1", "P2"}),
        ({"starts_on": date(2026, 3, 9)}, {"P1", "P2"}),
    ],
)
def test_any_change_updates(words: dict, expected: set[str]) -> None:
    record_trainings([ENTRY], by=BY, now=NOW)
    assert record_trainings([changed(**words)], by=BY, now=NOW).updated == ["T1"]
    assert {fact[1] for fact in facts()} == expected


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"code": ""}, "code"),
        ({"kind": "旅游"}, "kind"),
        ({"body": "D9"}, "body"),
        ({"ends_on": date(2026, 3, 9)}, "ends_on"),
        ({"entered_on": date(2026, 3, 9)}, "entered_on"),
        ({"hours": 0}, "hours"),
        ({"hours": -10}, "hours"),
        ({"hours": 490}, "hours"),
        ({"attendees": ("P9",)}, "attendees"),
    ],
)
def test_nonsense_is_refused(words: dict, field: str) -> None:
    with pytest.raises(Refused) as refused:
        record_trainings([changed(**words)], by=BY, now=NOW)
    assert refused.value.field == field
    assert not Training.objects.everything("test").exists()


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "wrong", [{"kind": "x"}, {"hours": 0}, {"ends_on": date(2001, 1, 1)}, {"entered_on": date(2001, 1, 1)}]
)
def test_the_database_itself_refuses(wrong: dict) -> None:
    record_trainings([ENTRY], by=BY, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Training.objects.everything("test").update(**wrong)


@pytest.mark.usefixtures("people")
def test_one_body_at_most() -> None:
    make_training("T1", body="D1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Training.objects.everything("test").update(school=make_school("S2"))
