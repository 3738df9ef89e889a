"""全体: who that was on the day, and what becomes of it when the roster is put right."""

from datetime import date

import pytest

from hongzhu.ledger.posting import posting
from hongzhu.meetings.actions import ALL
from tests.makers import (
    NOW,
    facts,
    make_branch,
    make_group,
    make_meeting,
    make_member,
    make_org,
    make_person,
    make_post,
    make_school,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 10)


def with_hours(code: str = "M1") -> set[str]:
    return {subject for kind, subject, *_rest in facts(f"meeting:{code}") if kind == "training.hours"}


@pytest.fixture
def district() -> None:
    """A branch with two schools and a group; members, staff and leaders of every sort."""
    with posting(now=NOW):
        make_branch("D1", "S1", "S2")
        make_group("G1", "D1")
        make_school("S3")
        here = {"org": "D1", "school": "S1"}
        make_member("书记", **here)
        make_member("委员", **here)
        make_member("党员", group="G1", **here)
        make_member("预备", category="probationary", joined_on=date(2025, 9, 1), group="G1", **here)
        make_member("未入党", category="probationary", joined_on=date(2026, 3, 11), **here)
        make_member("退休", is_retired=True, left_on=date(2020, 9, 1), **here)
        make_member("离岗", left_on=DAY, **here)
        make_member("末日", left_on=date(2026, 3, 11), **here)
        make_person("群众", school="S1", org="D1")
        make_person("二校", school="S2")
        make_person("三校", school="S3")
        make_post("书记", "D1", "secretary")
        make_post("委员", "D1", "organization_member", until_on=date(2026, 3, 11))
        make_post("党员", "D1", "committee_member", until_on=DAY)
        make_post("群众", "D1", "party_worker")
        make_post("二校", "S1", "principal")


MEMBERS = {"书记", "委员", "党员", "预备", "退休", "末日"}
STAFF = {"书记", "委员", "党员", "预备", "未入党", "末日", "群众"}
COMMITTEE = {"书记", "委员"}


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize(
    ("body", "kinds", "expected"),
    [
        ("D1", ["assembly"], MEMBERS),
        ("D1", ["lecture"], MEMBERS),
        ("D1", ["theme-day"], MEMBERS),
        ("D1", ["org-life"], MEMBERS),
        ("D1", ["principal-report"], MEMBERS),
        ("D1", ["committee"], COMMITTEE),
        ("D1", ["democratic-life"], COMMITTEE),
        ("D1", ["district-topic"], COMMITTEE),
        ("D1", ["committee", "lecture"], MEMBERS),
        ("D1", ["staff-study"], STAFF | {"二校"}),
        ("D1", ["staff-study", "committee"], STAFF | {"二校"}),
        ("G1", ["group"], {"党员", "预备"}),
        ("G1", ["lecture"], {"党员", "预备"}),
        ("S1", ["staff-study"], STAFF),
        ("S1", ["school-affairs"], STAFF),
        ("S1", ["joint"], STAFF),
        ("S1", ["democratic-life"], {"二校"}),
        ("S3", ["staff-study"], {"三校"}),
    ],
)
def test_everyone(body: str, kinds: list[str], expected: set[str]) -> None:
    make_meeting("M1", body, *(f"meeting.{kind}" for kind in kinds), hours=10, present=ALL)
    assert with_hours() == expected


@pytest.mark.usefixtures("district")
def test_everyone_but_those_on_leave_and_absent() -> None:
    make_meeting("M1", "D1", hours=10, present=ALL, on_leave=("书记",), absent=("委员", "三校"))
    assert with_hours() == MEMBERS - COMMITTEE


@pytest.mark.usefixtures("district")
def test_a_corrected_roster_puts_the_meeting_right() -> None:
    make_meeting("M1", "D1", hours=10, present=ALL)
    make_meeting("M2", "D1", "meeting.committee", hours=10, present=ALL)
    make_meeting("M3", "G1", "meeting.group", hours=10, present=ALL)
    make_meeting("M4", "D1", "meeting.staff-study", hours=10, present=ALL)
    make_meeting("M5", "S3", "meeting.staff-study", hours=10, present=ALL)

    make_member("新人", org="D1", group="G1", school="S1")
    assert with_hours("M1") == MEMBERS | {"新人"}
    assert with_hours("M3") == {"党员", "预备", "新人"}
    assert "新人" in with_hours("M4")

    make_member("新人", org="D1", school="S3", arrived_on=date(2026, 3, 11))
    assert with_hours("M1") == MEMBERS
    assert with_hours("M3") == {"党员", "预备"}
    assert with_hours("M4") == STAFF | {"二校"}
    assert with_hours("M5") == {"三校"}

    make_post("预备", "D1", "publicity_member")
    assert with_hours("M2") == COMMITTEE | {"预备"}
    make_post("预备", "D1", "publicity_member", until_on=date(2026, 1, 1))
    assert with_hours("M2") == COMMITTEE

    make_member("书记", org="D1", school="S1", left_on=date(2026, 1, 1))
    assert with_hours("M1") == MEMBERS - {"书记"}
    assert with_hours("M2") == {"委员"}

    make_branch("D1", "S1")
    assert with_hours("M4") == STAFF - {"书记"}
    make_branch("D1", "S1", "S3")
    assert with_hours("M4") == STAFF - {"书记"} | {"三校"}


def test_everyone_of_a_place_without_people_is_nobody() -> None:
    make_org("D1")
    make_meeting("M1", "D1", hours=10, present=ALL)
    assert with_hours() == set()
