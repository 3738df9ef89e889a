"""Whom a sheet offers: the own people, holders of office for whoever is above, and nobody who may not be read by name."""

from datetime import date

import pytest

from hongzhu.orgs.access import Office, Reader
from hongzhu.orgs.bodies import find_bodies
from hongzhu.training.inviting import Guests
from tests.makers import make_branch, make_member, make_org, make_person, make_post, make_school

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def district() -> None:
    make_org("T1", kind="committee", name="甲镇党委")
    make_branch("D1", "S1", led_by="T1")
    make_branch("D2", "S2", led_by="T1")
    make_school("S3")
    for number in "123":
        org = f"D{number}" if number != "3" else None
        make_person(f"W{number}", name=f"教师{number}", school=f"S{number}")
        if org:
            make_member(f"P{number}", name=f"党员{number}", org=org, school=f"S{number}")
            make_member(f"K{number}", name=f"书记{number}", org=org, school=f"S{number}")
            make_post(f"K{number}", org, "secretary")
    make_member("F1", name="前任", org="D1", school="S1")
    make_post("F1", "D1", "secretary", until_on=date(2026, 3, 1))
    make_member("L1", name="调走的", org="D1", school="S1", left_on=date(2026, 3, 1))


def offered(body: str, role: str = "secretary", at: str = "") -> tuple[list[str], list[str]]:
    found = find_bodies([body, at or body])
    reader = Reader(user=1, day=DAY, offices=(Office(role, org=found[at or body].pk),))
    guests = Guests(reader, found[body])
    return [each.code for each in guests.expected(DAY)], [each.code for each in guests.others(DAY)]


def test_a_branch_expects_its_members_and_may_pick_from_the_staff_of_its_schools() -> None:
    assert offered("D1") == (["K1", "F1", "P1"], ["W1"])


def test_a_school_expects_its_staff() -> None:
    assert offered("S1", at="D1") == (["F1", "K1", "P1", "W1"], [])


def test_a_committee_above_schools_expects_nobody_and_picks_from_those_in_office() -> None:
    assert offered("T1") == ([], ["K1", "K2"])


@pytest.mark.parametrize("body", ["D1", "T1"])
def test_whoever_may_record_but_not_read_the_roster_is_offered_no_member(body: str) -> None:
    expected, others = offered(body, role="officer")
    assert expected == []
    assert others == ([] if body == "D1" else ["K1", "K2"]), "who holds an office is no secret"
