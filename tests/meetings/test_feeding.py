"""What an entry feeds: seen before saving and after, the same; and looking leaves nothing behind."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from hongzhu.ledger.feeding import Feed
from hongzhu.ledger.models import PackInForce
from hongzhu.ledger.recomputing import recompute
from hongzhu.ledger.stored import NotStored
from hongzhu.meetings.actions import (
    ALL,
    AgendaEntry,
    MeetingEntry,
    ResolutionEntry,
    amend_meeting,
    confirm_meeting,
    entry_of,
    record_meeting,
    withdraw_meeting,
)
from hongzhu.meetings.feeding import fed_by_meeting, preview
from hongzhu.meetings.models import Meeting
from hongzhu.policy.days import to_day
from tests.digests import digest_of_everything
from tests.makers import BY, NOW, make_branch, make_meeting, make_member, make_org, make_post

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
ENTRY = MeetingEntry(code="", body="D1", kinds=("meeting.assembly",), held_on=date(2026, 11, 20), present=ALL)


@pytest.fixture(autouse=True)
def _branch() -> None:
    make_branch("D1", "S1", term_started_on=date(2024, 5, 1), has_committee=True)
    for code in ("P1", "P2", "P3", "P4"):
        make_member(code, org="D1", school="S1")
    make_post("P1", "D1")


def look(entry: MeetingEntry = ENTRY, **words) -> list[Feed]:
    before = digest_of_everything()
    seen = preview(entry, by=BY, now=NOW, **words)
    assert digest_of_everything() == before
    assert seen.problems == []
    return seen.feeds


def short(feed: Feed) -> tuple:
    return feed.obligation, feed.subject_code, feed.period, feed.before, feed.after, feed.total, feed.need


def name_of(feed: Feed) -> tuple[str, str, str]:
    return feed.obligation, feed.subject_code, feed.period


def test_a_missing_assembly_is_seen_settled_before_it_is_saved() -> None:
    feed, books = look()
    assert short(books) == ("books.four-and-one", "D1", "", "unknown", "met", 10, 10)
    assert short(feed) == ("meeting.assembly", "D1", "2026Q4", "open", "met", 10, 10)
    assert (feed.title, feed.unit, feed.added, feed.persons) == ("支部党员大会", "次", 10, 0)
    assert feed.clause
    assert not Meeting.objects.everything("test").exists()


def test_merged_kinds_and_hours_of_people_taken_together() -> None:
    make_meeting("M0", "D1", "meeting.committee", held_on=date(2026, 1, 5))
    entry = replace(
        ENTRY, kinds=("meeting.assembly", "meeting.lecture"), hours=20, on_leave=("P4",), absent=("P3",)
    )
    found = {feed.obligation: feed for feed in look(entry)}
    assert {"meeting.assembly", "meeting.lecture"} <= found.keys()
    hours = [feed for feed in found.values() if feed.subject_kind == "person"]
    assert {(each.persons, each.added, each.total, each.unit, each.subject_code) for each in hours} == {
        (1, 20, 20, "学时", "")
    }
    assert sum(each.persons for each in hours) == 2
    assert preview(entry, by=BY, now=NOW).facts == 5, "with the one who stayed away"


def test_what_is_refused_is_told_and_leaves_nothing() -> None:
    before = digest_of_everything()
    vote = ResolutionEntry(words="同意", entitled=3, present=4)
    seen = preview(replace(ENTRY, resolutions=(vote,), chair="P9"), by=BY, now=NOW)
    assert [(each.field, "多过" in each.message) for each in seen.problems] == [
        ("chair", False),
        ("resolutions.0.present", True),
    ]
    assert (seen.feeds, seen.facts) == ([], 0)
    late = preview(replace(ENTRY, held_on=date(2026, 12, 1)), by=BY, now=NOW)
    assert [each.field for each in late.problems] == ["held_on"]
    assert digest_of_everything() == before


def test_a_change_is_seen_with_what_it_takes_away() -> None:
    meeting = record_meeting(ENTRY, by=BY, now=NOW)
    confirm_meeting(meeting, kind="paper", person=None, signed_on=TODAY, by=BY, now=NOW)
    lecture = replace(entry_of(meeting), kinds=("meeting.lecture",))
    found = {feed.obligation: feed for feed in look(lecture, replacing=meeting)}
    lost, won = found["meeting.assembly"], found["meeting.lecture"]
    assert (lost.before, lost.after, lost.total, lost.added) == ("met", "open", 0, -10)
    assert (won.after, won.total, won.added) == ("met", 10, 10)
    moved = replace(entry_of(meeting), held_on=date(2026, 9, 20))
    assert {feed.period: feed.added for feed in look(moved, replacing=meeting)} == {
        "2026Q4": -10,
        "2026Q3": 10,
    }
    assert look(replace(entry_of(meeting), minutes="补写"), replacing=meeting) == []


def test_after_saving_it_is_what_was_seen_before() -> None:
    make_meeting("M0", "D1", "meeting.committee", held_on=date(2026, 1, 5))
    entry = replace(ENTRY, kinds=("meeting.assembly", "meeting.theme-day"), hours=10)
    seen = look(entry)
    meeting = record_meeting(entry, by=BY, now=NOW)
    assert fed_by_meeting(meeting, now=NOW) == seen
    withdraw_meeting(meeting, reason="错", by=BY, now=NOW)
    assert fed_by_meeting(meeting, now=NOW) == []
    assert look(entry) == seen


def test_a_meeting_that_counts_for_nothing() -> None:
    make_org("C1", kind="committee", covers=("S1",))
    assert look(replace(ENTRY, body="C1", kinds=("meeting.district-topic",), present=())) == []


def test_where_the_pack_was_changed_it_says_so() -> None:
    PackInForce.objects.update(digest="other")
    with pytest.raises(NotStored):
        preview(ENTRY, by=BY, now=NOW)


KINDS = ("assembly", "committee", "lecture", "theme-day", "org-life", "staff-study", "democratic-life")


class Hand:
    """Draws entries of any sort, most of them sound."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def entry(self) -> MeetingEntry:
        dice = self.dice
        people = dice.sample(["P1", "P2", "P3", "P4"], 4)
        everyone = dice.random() < 0.5
        return MeetingEntry(
            code="",
            body=dice.choice(["D1", "D1", "S1"]),
            kinds=tuple(f"meeting.{kind}" for kind in dice.sample(KINDS, dice.choice([1, 1, 2]))),
            held_on=TODAY - timedelta(days=dice.randrange(400)),
            hours=dice.choice([None, 5, 20]),
            present=ALL if everyone else tuple(people[:2]),
            on_leave=(people[2],),
            absent=(people[3],) if dice.random() < 0.3 else (),
            agenda=(AgendaEntry(words="学习"),),
        )


@pytest.mark.parametrize("seed", range(4))
def test_any_entry_feeds_after_what_was_seen_before(seed: int) -> None:
    """Two ways to the same answer: saving and going back, or judging without the record."""
    make_meeting("M0", "D1", held_on=date(2025, 9, 5))
    hand = Hand(seed)
    meetings: list[Meeting] = []
    for _step in range(6):
        entry = hand.entry()
        seen = look(entry)
        meetings.append(record_meeting(entry, by=BY, now=NOW))
        assert fed_by_meeting(meetings[-1], now=NOW) == seen
        victim, other = hand.dice.choice(meetings), hand.entry()
        changes = {name_of(feed): feed for feed in look(other, replacing=victim)}
        amend_meeting(victim, other, reason="试", by=BY, now=NOW)
        assert look(other, replacing=victim) == []
        for feed in fed_by_meeting(victim, now=NOW):
            seen_before = changes.get(name_of(feed), feed)
            if not feed.persons:
                assert (feed.after, feed.total) == (seen_before.after, seen_before.total)
    assert recompute(now=NOW, today=to_day(TODAY)).total == 0
