"""Talks: which count, and that a late correction of a post or of coverage is followed."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import TextField

from hongzhu.ledger.entries import Refused
from hongzhu.study.actions import TalkEntry, record_talks
from hongzhu.study.models import Talk
from tests.makers import (
    BY,
    NOW,
    facts,
    make_branch,
    make_member,
    make_org,
    make_person,
    make_post,
    make_talk,
    recorded,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 10)


@pytest.fixture
def school() -> None:
    """A branch with its school, a secretary P1 and a teacher P2."""
    make_branch("D1", "S1")
    make_member("P1", org="D1", school="S1")
    make_person("P2", school="S1")


def kinds() -> set[tuple[str, str]]:
    return {(kind, subject) for kind, subject, *_rest in facts()}


@pytest.mark.usefixtures("school")
@pytest.mark.parametrize(
    ("post", "kind"),
    [
        ("secretary", "talk"),
        ("deputy_secretary", "talk"),
        ("full_time_deputy", "talk"),
        ("organization_member", "talk.other"),
        ("principal", "talk.other"),
    ],
)
def test_talks_of_secretary_and_deputies_count(post: str, kind: str) -> None:
    make_post("P1", "S1" if post == "principal" else "D1", post)
    make_talk("P1", "P2", entered_on=date(2026, 3, 20))
    assert facts() == {(kind, "P2", DAY, date(2026, 3, 20), 10)}
    assert recorded() == {("school", "S1")}


@pytest.mark.usefixtures("school")
@pytest.mark.parametrize(
    ("words", "counts"),
    [
        ({}, True),
        ({"from_on": DAY}, True),
        ({"from_on": date(2026, 3, 11)}, False),
        ({"until_on": DAY}, False),
        ({"until_on": date(2026, 3, 11)}, True),
    ],
)
def test_the_talker_holds_the_office_that_day(words: dict, counts: bool) -> None:
    make_post("P1", "D1", **words)
    make_talk()
    assert kinds() == {("talk" if counts else "talk.other", "P2")}


@pytest.mark.usefixtures("school")
def test_a_joint_branch_speaks_for_all_its_schools_but_not_for_others() -> None:
    make_branch("D2", "S2", "S3", kind="joint_branch")
    for school in ("S2", "S3", "S4"):
        make_branch(f"X{school}", school, founded_on=date(2026, 6, 1))
        make_person(f"教{school}", school=school)
    make_person("无校")
    make_post("P1", "D2", "deputy_secretary")
    for person in ("教S2", "教S3", "教S4", "无校"):
        make_talk("P1", person)
    assert kinds() == {("talk", "教S2"), ("talk", "教S3"), ("talk.other", "教S4"), ("talk.other", "无校")}


def test_an_object_without_a_school_shows_the_use_of_the_organisation_or_of_nobody() -> None:
    make_org("D1")
    make_member("P1", org="D1")
    make_person("P2")
    make_talk("P2", "P1")
    make_talk("P1", "P2")
    assert recorded() == {("org", "D1")}


@pytest.mark.usefixtures("school")
def test_late_corrections_are_followed() -> None:
    make_talk()
    assert kinds() == {("talk.other", "P2")}
    make_post("P1", "D1", "secretary")
    assert kinds() == {("talk", "P2")}
    make_post("P1", "D1", "secretary", until_on=date(2026, 1, 1))
    assert kinds() == {("talk.other", "P2")}
    make_post("P1", "D1", "secretary")
    make_member("P1", org="D1", school="S1", left_on=date(2026, 1, 1))
    assert kinds() == {("talk.other", "P2")}
    make_member("P1", org="D1", school="S1")
    assert kinds() == {("talk", "P2")}
    make_branch("D1", "S2")
    assert kinds() == {("talk.other", "P2")}
    make_person("P2", school="S2")
    assert kinds() == {("talk", "P2")}
    assert recorded() == {("school", "S2")}
    make_branch("D1", "S2", closed_on=DAY)
    assert kinds() == {("talk.other", "P2")}
    make_branch("D3", "S2")
    make_post("P1", "D3", "secretary")
    assert kinds() == {("talk", "P2")}


@pytest.mark.usefixtures("school")
def test_recording_again_changes_nothing_and_a_new_entry_day_updates() -> None:
    entry = TalkEntry(held_on=DAY, talker="P1", object="P2")
    assert record_talks([entry, entry], by=BY, now=NOW).created == ["2026-03-10 P1 P2"]
    assert record_talks([entry], by=BY, now=NOW).unchanged == ["2026-03-10 P1 P2"]
    late = TalkEntry(held_on=DAY, talker="P1", object="P2", entered_on=date(2026, 5, 1))
    assert record_talks([late], by=BY, now=NOW).updated == ["2026-03-10 P1 P2"]
    assert Talk.objects.everything("test").count() == 1
    assert facts() == {("talk.other", "P2", DAY, date(2026, 5, 1), 10)}


@pytest.mark.usefixtures("school")
def test_a_talk_with_oneself_is_kept_and_does_not_count() -> None:
    make_post("P1", "D1", "secretary")
    make_talk("P1", "P1")
    assert kinds() == {("talk.other", "P1")}


@pytest.mark.usefixtures("school")
@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"talker": "P9"}, "talker"),
        ({"object": "P9"}, "object"),
        ({"entered_on": date(2026, 3, 9)}, "entered_on"),
    ],
)
def test_nonsense_is_refused(words: dict, field: str) -> None:
    with pytest.raises(Refused) as refused:
        record_talks(
            [TalkEntry(**({"held_on": DAY, "talker": "P1", "object": "P2"} | words))], by=BY, now=NOW
        )
    assert refused.value.field == field


@pytest.mark.usefixtures("school")
def test_the_database_itself_refuses() -> None:
    make_talk()
    with pytest.raises(IntegrityError), transaction.atomic():
        Talk.objects.everything("test").update(entered_on=date(2001, 1, 1))


def test_there_is_no_room_for_what_was_said() -> None:
    assert {field.name for field in Talk._meta.fields} == {
        "id",
        "held_on",
        "talker",
        "object",
        "entered_on",
        "version",
        "made_at",
        "withdrawn_at",
        "withdrawn_reason",
        "saved_by",
        "saved_at",
    }
    assert not [field for field in Talk._meta.fields if isinstance(field, TextField)]
    assert Talk._meta.get_field("withdrawn_reason").choices == Talk.Reason.choices
