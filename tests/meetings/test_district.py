"""专题会议 of committees above schools count for the district; so does their use of the system."""

from datetime import date

import pytest

from tests.makers import facts, make_branch, make_meeting, make_org, make_school, recorded

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 10)


def counted(code: str = "M1") -> bool:
    return ("meeting.district-topic", "220502", DAY, DAY, 10) in facts(f"meeting:{code}")


def meet(body: str) -> None:
    make_meeting("M1", body, "meeting.district-topic")


def test_a_work_committee_always_stands_above_schools() -> None:
    make_school("S1")
    make_org("W1", kind="work_committee", covers=("S1",))
    meet("W1")
    assert counted()
    assert recorded() == {("org", "W1"), ("district", "220502")}


def test_a_committee_without_a_school_stands_above_schools() -> None:
    make_org("C1", kind="committee")
    meet("C1")
    assert counted()


def test_a_schools_own_committee_does_not() -> None:
    make_school("S1")
    make_org("C1", kind="committee", covers=("S1",))
    make_branch("D1", "S1", led_by="C1")
    meet("C1")
    assert not counted()
    assert recorded() == {("org", "C1")}


@pytest.mark.parametrize("line", ["led_by", "guided_by"])
def test_a_committee_that_leads_or_guides_another_schools_organisation_does(line: str) -> None:
    make_school("S1")
    make_org("C1", kind="committee", covers=("S1",))
    make_org("B1", kind="general_branch", led_by="C1")
    meet("C1")
    assert not counted()
    make_branch("D2", "S2", **{line: "B1"})
    assert counted()
    make_branch("D2", "S2")
    assert not counted()


def test_only_the_days_count_on_which_it_did() -> None:
    make_school("S1")
    make_org("C1", kind="committee", covers=("S1",))
    meet("C1")
    make_branch("D2", "S2", led_by="C1", closed_on=DAY)
    assert not counted()
    make_branch("D2", "S2", led_by="C1", founded_on=DAY)
    assert counted()


def test_a_branch_holds_no_meeting_of_the_district() -> None:
    make_org("D1")
    meet("D1")
    assert facts() == set()
    assert recorded() == {("org", "D1")}


def test_coverage_put_right_later_moves_study_facts() -> None:
    make_branch("D1", "S1")
    make_school("S2")
    make_meeting("M2", "D1", "meeting.staff-study")
    assert {fact[1] for fact in facts()} == {"S1"}
    make_branch("D1", "S2")
    assert {fact[1] for fact in facts()} == {"S2"}
