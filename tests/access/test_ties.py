"""A right is tied to its own row, an answer to its own person, an office to its day: what the walk's world has no case for."""

from datetime import date

import pytest

from hongzhu.desk.access import orgs_to_hand_over
from hongzhu.imports.models import Batch
from hongzhu.meetings.upcoming import announcements, upcoming
from hongzhu.notices.access import run_orgs
from hongzhu.orgs.access import Reader
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.access import reader_of, takes_members
from hongzhu.people.actions import link_accounts
from hongzhu.study.actions import PlanEntry, record_plans
from hongzhu.study.models import StudyPlan
from hongzhu.study.reach import readable_plans, readable_talks
from hongzhu.training.models import Attendee
from tests.accounts.makers import make_user
from tests.makers import (
    BY,
    NOW,
    make_branch,
    make_group,
    make_member,
    make_org,
    make_post,
    make_talk,
    make_training,
)
from tests.meetings.calls import announced, answer

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HELD = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _line(db: None) -> None:
    """T1 leads D1, nobody leads D3."""
    make_org("T1", kind="committee")
    make_branch("D1", "S1", led_by="T1")
    make_branch("D3", "S3")
    for body in ("T1", "D1", "D3"):
        make_member(f"P-{body}", org=body, school=None if body == "T1" else f"S{body[1]}")
        make_post(f"P-{body}", body, "secretary")
    make_member("P-M", org="D1", school="S1")


def reader(person: str) -> Reader:
    user = make_user(
        person.lower(), person, password="", phone=f"1380000000{len(person) + ord(person[-1]) % 7}"
    )
    link_accounts({person: user.pk}, by=BY, now=NOW)
    return reader_of(user, NOW.date())


def test_whoever_may_change_the_own_plan_may_not_change_those_below() -> None:
    for org in ("T1", "D1"):
        record_plans([PlanEntry(org=org, year=2026, decided_on=HELD, words="一条")], by=BY, now=NOW)
    rows = readable_plans(reader("P-T1"))
    assert set(rows.values_list("org__code", "may_change", "may_withdraw")) == {
        ("T1", True, True),
        ("D1", False, False),
    }
    assert StudyPlan.objects.everything("test").count() == 2


def test_whoever_may_change_the_own_talks_may_not_change_one_he_was_talked_to_in() -> None:
    make_talk("P-T1", "P-D1", held_on=HELD)
    make_talk("P-D1", "P-T1", held_on=HELD)
    rows = readable_talks(reader("P-T1"))
    assert set(rows.values_list("talker__code", "may_change")) == {("P-T1", False), ("P-D1", True)}


def test_names_of_office_holders_only_of_the_day_and_of_whom_one_reaches() -> None:
    for person, words in (
        ("P-OLD", {"from_on": date(2015, 1, 1), "until_on": date(2026, 1, 1)}),
        ("P-NEW", {"from_on": date(2026, 5, 1)}),
    ):
        make_member(person, org="D1", school="S1")
        make_post(person, "D1", "deputy_secretary", **words)
    make_training("TR", "P-D1", "P-D3", "P-OLD", "P-NEW", body="T1", starts_on=HELD)
    rows = Attendee.objects.visible_to(reader("P-T1"))
    assert set(rows.values_list("person__code", flat=True)) == {"P-D1"}


def test_everybody_reads_his_own_answer() -> None:
    announced("N1", "D1")
    announced("N2", "D1", held_on=date(2026, 11, 28))
    answer("N1", "P-D1", "on_leave")
    answer("N2", "P-M", "can_come")
    asked = {each.code: each for each in upcoming(reader("P-M"))}
    assert {code: (each.answer, each.wants_answer) for code, each in asked.items()} == {
        "N1": ("", True),
        "N2": ("can_come", False),
    }
    secretary = reader("P-D1")
    assert {each.code: (each.answer, each.leaving, each.coming) for each in upcoming(secretary)} == {
        "N1": ("on_leave", 1, 0),
        "N2": ("", 0, 1),
    }
    assert dict(announcements(secretary).values_list("code", "own_answer")) == {"N1": "on_leave", "N2": None}


def test_a_closed_organisation_is_run_and_handed_over_by_nobody_and_a_group_goes_with_its_branch() -> None:
    make_group("D1G", "D1")
    make_post("P-D1", "D1G", "secretary")
    own = reader("P-D1")
    assert [org.code for org in run_orgs(own)] == ["D1", "D1G"]
    assert [org.code for org in orgs_to_hand_over(own)] == ["D1"]
    PartyOrg.objects.everything("test").filter(code="D1").update(closed_on=date(2026, 10, 1))
    assert [org.code for org in run_orgs(own)] == ["D1G"]
    assert [*orgs_to_hand_over(own)] == []


def test_people_are_handed_to_organisations_that_are_there_now_and_not_to_groups() -> None:
    make_group("D1G", "D1")
    assert [org.code for org in takes_members(NOW.date())] == ["D1", "D3", "T1"]
    PartyOrg.objects.everything("test").filter(code="D3").update(closed_on=date(2026, 10, 1))
    assert [org.code for org in takes_members(NOW.date())] == ["D1", "T1"]


def test_a_batch_goes_with_the_office() -> None:
    own = reader("P-D1")
    for code in ("D1", "D3"):
        org = PartyOrg.objects.everything("test").get(code=code)
        Batch.objects.everything("test").create(user_id=own.user, org=org, name=code, opened_at=NOW)
    assert [batch.name for batch in Batch.objects.visible_to(own)] == ["D1"]
