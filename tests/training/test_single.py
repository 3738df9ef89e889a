"""One training from a form: numbered, amended with a reason, withdrawn within a day; what is added later is late."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hongzhu.audit.models import Event
from hongzhu.ledger.amending import earlier_versions
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.models import Fact
from hongzhu.policy.days import FOREVER
from hongzhu.training.actions import (
    TRAININGS,
    TrainingEntry,
    amend_training,
    entry_of,
    record_training,
    record_trainings,
    withdraw_training,
)
from hongzhu.training.actions.entries import entry_from
from hongzhu.training.feeding import preview
from hongzhu.training.models import Training
from tests.makers import BY, NOW, facts, make_branch, make_member, recorded

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
LATER = NOW + timedelta(days=30)
LATE = TODAY + timedelta(days=30)
ENTRY = TrainingEntry(
    code="",
    title="党务培训",
    kind="其他",
    starts_on=date(2026, 11, 20),
    hours=30,
    body="D1",
    attendees=("P1",),
)


@pytest.fixture(autouse=True)
def people() -> None:
    """Two members of a branch."""
    make_branch("D1", "S1")
    for code in ("P1", "P2"):
        make_member(code, org="D1", school="S1")


def test_numbers_follow_whatever_an_import_has_used() -> None:
    record_trainings([replace(ENTRY, code="D1-2026-P4")], by=BY, now=NOW)
    made = record_training(ENTRY, by=BY, now=NOW)
    assert (made.code, made.entered_on, made.version) == ("D1-2026-P5", TODAY, 1)


@pytest.mark.parametrize("words", [{"starts_on": date(2026, 11, 23)}, {"ends_on": date(2026, 11, 23)}])
def test_what_is_not_over_cannot_be_recorded(words: dict) -> None:
    with pytest.raises(Refused, match="还没有到"):
        record_training(replace(ENTRY, **words), by=BY, now=NOW)


def test_an_amendment_keeps_what_was_and_counts_additions_as_entered_that_day() -> None:
    made = record_training(ENTRY, by=BY, now=NOW)
    wanted = replace(ENTRY, kind="集中培训", attendees=("P1", "P2"))
    amended = amend_training(made, wanted, reason="漏了人", by=BY, now=LATER, version=1)
    assert (amended.version, amended.entered_on) == (2, TODAY)
    day = ENTRY.starts_on
    assert facts() == {
        ("training.hours", "P1", day, TODAY, 30),
        ("training.hours", "P2", day, LATE, 30),
        *(
            (kind, who, day, LATE, 10)
            for kind in ("training.secretary", "training.worker")
            for who in ("P1", "P2")
        ),
    }
    (earlier,) = earlier_versions(TRAININGS.about(made))
    assert (earlier.number, earlier.reason, earlier.by) == (1, "漏了人", BY)
    assert earlier.was is not None
    assert entry_from(earlier.was) == replace(ENTRY, code=made.code, entered_on=TODAY)
    again = amend_training(
        made, replace(wanted, title="改名"), reason="写错", by=BY, now=LATER + timedelta(days=9)
    )
    assert ("training.hours", "P2", day, LATE, 30) in facts()
    assert entry_of(again).title == "改名"


def test_another_day_is_entered_anew_and_closes_the_facts_before() -> None:
    made = record_training(ENTRY, by=BY, now=NOW)
    amend_training(made, replace(ENTRY, starts_on=date(2026, 11, 19)), reason="日期", by=BY, now=LATER)
    assert facts() == {("training.hours", "P1", date(2026, 11, 19), LATE, 30)}
    assert Fact.objects.filter(kind="training.hours").count() == 2
    assert Fact.objects.filter(kind="training.hours", withdrawn=FOREVER).count() == 1


@pytest.mark.parametrize(
    ("words", "said"), [({"reason": " "}, "原因"), ({"reason": "错", "version": 7}, "刚刚被别人改过")]
)
def test_no_amendment_without_reason_or_over_another(words: dict, said: str) -> None:
    made = record_training(ENTRY, by=BY, now=NOW)
    with pytest.raises(Refused, match=said):
        amend_training(made, replace(ENTRY, hours=40), by=BY, now=NOW, **words)
    assert facts() == {("training.hours", "P1", ENTRY.starts_on, TODAY, 30)}


def test_a_withdrawn_record_proves_nothing_and_stays() -> None:
    made = record_training(ENTRY, by=BY, now=NOW)
    assert recorded() == {("org", "D1")}
    withdraw_training(made, reason="记错支部", by=BY, now=NOW + timedelta(hours=23))
    assert facts() == set()
    assert recorded() == set()
    assert Training.objects.everything("test").get().withdrawn_reason == "记错支部"
    assert Event.objects.filter(verb="training.withdrawn").count() == 1
    for act in (
        lambda: withdraw_training(made, reason="再来", by=BY, now=NOW),
        lambda: amend_training(made, ENTRY, reason="改", by=BY, now=NOW),
        lambda: record_trainings([replace(ENTRY, code=made.code, hours=50)], by=BY, now=NOW),
    ):
        with pytest.raises(Refused, match="撤回"):
            act()
    make_member("P1", org="D1", school="S1", left_on=date(2026, 11, 21))  # derives facts again
    assert facts() == set()


def test_after_a_day_only_an_amendment_puts_it_right() -> None:
    made = record_training(ENTRY, by=BY, now=NOW)
    with pytest.raises(Refused, match="过了一天"):
        withdraw_training(made, reason="晚了", by=BY, now=NOW + timedelta(days=1, seconds=1))
    with pytest.raises(Refused, match="为什么"):
        withdraw_training(made, reason="", by=BY, now=NOW)


def test_a_preview_says_what_saving_would_do_and_leaves_nothing() -> None:
    told = preview(ENTRY, by=BY, now=NOW)
    assert [(each.obligation, each.total, each.added, each.persons) for each in told.feeds] == [
        ("hours.member", 30, 30, 1)
    ]
    assert not Training.objects.everything("test").exists()
    assert not Fact.objects.filter(kind="training.hours").exists()
    made = record_training(ENTRY, by=BY, now=NOW)
    more = preview(replace(ENTRY, hours=50), by=BY, now=NOW, replacing=made)
    assert [(each.total, each.added) for each in more.feeds] == [(50, 20)]
    assert preview(replace(ENTRY, body="D9"), by=BY, now=NOW).problems
