"""One talk and one plan from a form: recorded once, amended, withdrawn; what that does to the facts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hongzhu.audit.models import Payload
from hongzhu.ledger.amending import earlier_versions
from hongzhu.ledger.entries import Refused
from hongzhu.study.actions import (
    PLANS,
    TALKS,
    PlanEntry,
    TalkEntry,
    amend_plan,
    amend_talk,
    hold_talks,
    plan_entry_of,
    record_plan,
    record_plans,
    withdraw_plan,
    withdraw_talk,
)
from hongzhu.study.actions.plans import plan_entry_from
from hongzhu.study.feeding import preview_plan, preview_talks
from hongzhu.study.models import StudyPlan, Talk
from tests.makers import (
    BY,
    NOW,
    facts,
    make_branch,
    make_group,
    make_meeting,
    make_member,
    make_person,
    make_post,
    recorded,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
DAY = date(2026, 11, 20)
LATER = NOW + timedelta(days=30)
LATE = TODAY + timedelta(days=30)
TALK = TalkEntry(held_on=DAY, talker="P1", object="P2")
PLAN = PlanEntry(org="D1", year=2026, decided_on=date(2026, 3, 10), words="每月学一次")


@pytest.fixture(autouse=True)
def school() -> None:
    """A branch with its school, its secretary P1, two teachers."""
    make_branch("D1", "S1")
    make_member("P1", org="D1", school="S1")
    make_post("P1", "D1", "secretary")
    for code in ("P2", "P3"):
        make_person(code, school="S1")


def test_talks_of_a_day_at_once_and_none_twice() -> None:
    talks = hold_talks([TALK, replace(TALK, object="P3")], by=BY, now=NOW)
    assert [each.entered_on for each in talks] == [TODAY, TODAY]
    assert facts() == {("talk", person, DAY, TODAY, 10) for person in ("P2", "P3")}
    with pytest.raises(Refused, match="已经登记过了"):
        hold_talks([TALK], by=BY, now=NOW)


@pytest.mark.parametrize(
    ("words", "said"), [({"held_on": date(2026, 11, 23)}, "还没有到"), ({"object": "P1"}, "同一个人")]
)
def test_no_talk_ahead_or_with_oneself(words: dict, said: str) -> None:
    with pytest.raises(Refused, match=said):
        hold_talks([replace(TALK, **words)], by=BY, now=NOW)


def test_an_amended_talk_moves_its_facts_and_keeps_what_was() -> None:
    (talk,) = hold_talks([TALK], by=BY, now=NOW)
    amended = amend_talk(talk, replace(TALK, object="P3"), reason="人登记错了", by=BY, now=LATER, version=1)
    assert (amended.pk, amended.version) == (talk.pk, 2)
    assert facts() == {("talk", "P3", DAY, LATE, 10)}
    (earlier,) = earlier_versions(TALKS.about(talk))
    assert (earlier.reason, (earlier.was or {})["object"]) == ("人登记错了", "P2")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"reason": "谈到了家里的困难"}, "列出的原因"),
        ({"reason": "日期登记错了", "version": 5}, "刚刚被别人改过"),
    ],
)
def test_why_a_talk_is_amended_is_chosen_not_written(words: dict, said: str) -> None:
    (talk,) = hold_talks([TALK], by=BY, now=NOW)
    with pytest.raises(Refused, match=said):
        amend_talk(talk, replace(TALK, object="P3"), by=BY, now=NOW, **words)
    with pytest.raises(Refused, match="列出的原因"):
        withdraw_talk(talk, reason="他说了什么", by=BY, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Talk.objects.everything("test").update(withdrawn_reason="他说")


def test_a_withdrawn_talk_proves_nothing_and_may_be_recorded_anew() -> None:
    (talk,) = hold_talks([TALK], by=BY, now=NOW)
    withdraw_talk(talk, reason="重复登记", by=BY, now=NOW)
    assert facts() == set()
    make_post("P1", "D1", "secretary", from_on=date(2020, 1, 1))  # derives facts again
    assert facts() == set()
    (again,) = hold_talks([TALK], by=BY, now=LATER)
    assert again.pk != talk.pk
    assert facts() == {("talk", "P2", DAY, LATE, 10)}
    with pytest.raises(Refused, match="撤回"):
        withdraw_talk(talk, reason="重复登记", by=BY, now=NOW)
    with pytest.raises(Refused, match="过了一天"):
        withdraw_talk(again, reason="重复登记", by=BY, now=LATER + timedelta(days=2))


def test_nothing_the_trail_keeps_of_a_talk_can_be_read_but_its_earlier_state() -> None:
    (talk,) = hold_talks([TALK], by=BY, now=NOW)
    withdraw_talk(talk, reason="重复登记", by=BY, now=NOW)
    kept = [each.content or {} for each in Payload.objects.filter(object=TALKS.about(talk))]
    assert kept
    assert all(set(value) == {"sealed"} for content in kept for value in content.values())


def test_a_plan_counts_for_its_branch_from_the_day_it_was_decided_on() -> None:
    plan = record_plan(PLAN, by=BY, now=NOW)
    assert facts() == {("plan.study", "D1", PLAN.decided_on, TODAY, 10)}
    assert recorded() == {("org", "D1")}
    with pytest.raises(Refused, match="已经登记过了"):
        record_plan(PLAN, by=BY, now=NOW)
    assert record_plans([replace(PLAN, entered_on=TODAY)], by=BY, now=NOW).unchanged == ["D1 2026"]
    assert plan_entry_of(plan) == replace(PLAN, entered_on=TODAY)


def test_a_plan_made_before_its_year_counts_for_its_year() -> None:
    record_plan(replace(PLAN, decided_on=date(2025, 12, 20)), by=BY, now=NOW)
    assert facts() == {("plan.study", "D1", date(2026, 1, 1), TODAY, 10)}


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"decided_on": date(2024, 12, 31)}, "decided_on"),
        ({"year": 2025}, "decided_on"),
        ({"org": "D9"}, "org"),
        ({"org": "G1"}, "org"),
        ({"meeting": "M9"}, "meeting"),
        ({"meeting": "M2"}, "meeting"),
        ({"meeting": "M1", "decided_on": date(2026, 3, 9)}, "meeting"),
        ({"entered_on": date(2026, 3, 1)}, "entered_on"),
    ],
)
def test_nonsense_is_refused(words: dict, field: str) -> None:
    make_group("G1", "D1")
    make_meeting("M1", "D1")
    make_meeting("M2", "S1", "meeting.staff-study")
    with pytest.raises(Refused) as refused:
        record_plans([replace(PLAN, **words)], by=BY, now=NOW)
    assert refused.value.field == field
    assert not StudyPlan.objects.everything("test").exists()


def test_an_amended_plan_keeps_what_was_and_its_day_of_entry() -> None:
    make_meeting("M1", "D1")
    plan = record_plan(PLAN, by=BY, now=NOW)
    amended = amend_plan(plan, replace(PLAN, meeting="M1"), reason="补上会议", by=BY, now=LATER, version=1)
    assert (amended.version, amended.entered_on) == (2, TODAY)
    assert facts() >= {("plan.study", "D1", PLAN.decided_on, TODAY, 10)}
    (earlier,) = earlier_versions(PLANS.about(plan))
    assert plan_entry_from(earlier.was or {}) == replace(PLAN, entered_on=TODAY)
    for words, said in (
        ({"reason": ""}, "原因"),
        ({"reason": "错", "version": 1}, "刚刚被别人改过"),
        ({"reason": "错"}, "没有改动"),
    ):
        with pytest.raises(Refused, match=said):
            amend_plan(plan, replace(PLAN, meeting="M1"), by=BY, now=LATER, **words)


def test_a_plan_put_right_to_another_year_leaves_the_one_before() -> None:
    plan = record_plan(PLAN, by=BY, now=NOW)
    moved = replace(PLAN, year=2025, decided_on=date(2025, 3, 10))
    amend_plan(plan, moved, reason="年度写错", by=BY, now=LATER)
    assert facts() == {("plan.study", "D1", date(2025, 3, 10), LATE, 10)}
    record_plan(PLAN, by=BY, now=LATER)
    assert len(facts()) == 2


def test_a_withdrawn_plan_proves_nothing_and_may_be_recorded_anew() -> None:
    plan = record_plan(PLAN, by=BY, now=NOW)
    withdraw_plan(plan, reason="记错支部", by=BY, now=NOW)
    assert facts() == set()
    record_plan(PLAN, by=BY, now=LATER)
    assert facts() == {("plan.study", "D1", PLAN.decided_on, LATE, 10)}
    with pytest.raises(Refused, match="撤回"):
        amend_plan(plan, PLAN, reason="错", by=BY, now=NOW)


def test_previews_say_what_saving_would_do_and_leave_nothing() -> None:
    told = preview_plan(PLAN, by=BY, now=NOW)
    assert [(each.obligation, each.after, each.added) for each in told.feeds] == [
        ("plan.study", "met_late", 10)
    ]
    assert preview_plan(replace(PLAN, org="D9"), by=BY, now=NOW).problems
    talks = preview_talks([TALK, replace(TALK, object="P3")], by=BY, now=NOW)
    assert [(each.obligation, each.persons) for each in talks.feeds] == [("staff.talk", 2)]
    assert not StudyPlan.objects.everything("test").exists()
    assert not Talk.objects.everything("test").exists()
    (talk,) = hold_talks([TALK], by=BY, now=NOW)
    moved = preview_talks([replace(TALK, object="P3")], by=BY, now=NOW, replacing=talk)
    assert sorted(each.added for each in moved.feeds) == [-10, 10]
