"""Who is on the list of a meeting follows its kinds and its day."""

from datetime import date

import pytest

from hongzhu.meetings.attending import Attendee, gathering, gatherings
from hongzhu.meetings.models import Meeting
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.people.models import Appointment, Person
from tests.makers import make_branch, make_group, make_member, make_org, make_person, make_post, make_school

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 10)


def listed(body, *kinds: str, on: date = DAY) -> tuple[Attendee, ...]:
    return gathering(body).expected([f"meeting.{kind}" for kind in kinds], on)


def codes(body, *kinds: str, on: date = DAY) -> list[str]:
    return [each.code for each in listed(body, *kinds, on=on)]


@pytest.fixture
def branch() -> PartyOrg:
    org = make_branch("D1", "S1")
    make_member("P1", org="D1", school="S1")
    make_member("P2", org="D1", school="S1", full_on=date(2026, 6, 1), joined_on=date(2025, 6, 1))
    make_member("P3", org="D1", school="S1", arrived_on=date(2026, 5, 1))
    make_member("P4", org="D1", is_retired=True)
    make_person("T1", school="S1")
    make_post("P4", "D1", "committee_member")
    make_post("P1", "D1", "secretary")
    make_post("T1", "S1", "vice_principal")
    return org


def test_members_of_the_day_leaders_first(branch: PartyOrg) -> None:
    assert codes(branch, "assembly") == ["P1", "P4", "P2"]
    assert codes(branch, "lecture", on=date(2026, 5, 2)) == ["P1", "P4", "P2", "P3"]


def test_a_probationary_member_is_marked_and_has_no_voice_among_members(branch: PartyOrg) -> None:
    before = {each.code: each for each in listed(branch, "assembly")}
    after = {each.code: each for each in listed(branch, "assembly", on=date(2026, 6, 1))}
    assert before["P2"].is_probationary
    assert "full_members" not in before["P2"].voices
    assert not after["P2"].is_probationary
    assert "full_members" in after["P2"].voices


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("committee",), ["P1", "P4"]),
        (("democratic-life",), ["P1", "P4"]),
        (("joint",), ["P1", "P4", "T1"]),
        (("staff-study",), ["P1", "T1", "P2"]),
        (("committee", "assembly"), ["P1", "P4", "P2"]),
        (("assembly", "staff-study"), ["P1", "P4", "T1", "P2"]),
    ],
)
def test_each_kind_calls_its_own(branch: PartyOrg, kinds: tuple[str, ...], expected: list[str]) -> None:
    assert codes(branch, *kinds) == expected


def test_a_school_calls_its_staff_or_those_who_hold_posts(branch: PartyOrg) -> None:
    school = make_school("S1")
    assert codes(school, "staff-study") == ["T1", "P1", "P2"]
    (deputy,) = listed(school, "school-affairs")
    assert deputy.voices == {"committee", "administration"}


def test_a_group_calls_its_members() -> None:
    make_branch("D1", "S1")
    group = make_group("G1", "D1")
    make_member("P1", org="D1", group="G1")
    make_member("P2", org="D1")
    assert codes(group, "group") == ["P1"]
    assert codes(group, "committee") == ["P1"]


def test_nobody_is_on_the_list_of_an_empty_branch() -> None:
    assert listed(make_org("D1"), "assembly") == ()


def test_chair_and_recorder_are_chosen_from_all_of_any_of_the_days(branch: PartyOrg) -> None:
    found = gathering(branch)
    assert {each.code for each in found.everybody(DAY)} == {"P1", "P2", "P4", "T1"}
    assert {each.code for each in found.everybody(DAY, date(2026, 5, 2))} == {
        "P1",
        "P2",
        "P3",
        "P4",
        "T1",
    }


@pytest.mark.once
def test_reading_a_body_costs_the_same_however_many_belong_to_it(
    branch: PartyOrg, django_assert_num_queries
) -> None:
    for number in range(10, 30):
        make_member(f"P{number}", org="D1", school="S1")
    with django_assert_num_queries(3):
        found = gathering(branch)
        found.expected(["meeting.assembly"], DAY)
        found.expected(["meeting.joint"], date(2025, 1, 1))
        found.everybody(DAY)


@pytest.mark.parametrize("on", [date(2025, 1, 1), DAY, date(2026, 5, 2)])
def test_asked_for_one_person_the_answer_is_that_of_the_whole_list(branch: PartyOrg, on: date) -> None:
    """Of several bodies at once, as homes ask, and of each alone, as the sheet does."""
    make_group("G1", "D1")
    make_member("P7", org="D1", group="G1")
    make_post("P7", "G1", "group_leader")
    make_post("T1", "S1", "vice_principal")
    bodies = [*PartyOrg.objects.everything("test"), *School.objects.everything("test")]
    people = list(Person.objects.everything("test"))
    posts = list(Appointment.objects.everything("test").select_related("person"))
    own = {each.pk: (each, [post for post in posts if post.person_id == each.pk]) for each in people}
    for kind in Meeting.Kind.values:
        for body in bodies:
            called = {each.key for each in gathering(body).expected([kind], on)}
            found = {
                person.pk
                for person in people
                if gatherings(bodies, own[person.pk])[body].calls(person.subject_id, [kind], on)
            }
            assert found == called, (kind, body)
