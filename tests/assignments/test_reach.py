"""Whom a superior may ask on a day, who else reads the answers, in whose name one remarks; how far each receipt is."""

from datetime import date

import pytest

from hongzhu.assignments.access import noting_as, senders
from hongzhu.assignments.actions import GivenEntry, respond, return_response
from hongzhu.assignments.asking import reach_of, schools_of, superiors_of
from hongzhu.assignments.attached import codes
from hongzhu.assignments.attached import described as described_assignment
from hongzhu.assignments.models import Receipt
from hongzhu.assignments.states import with_states
from hongzhu.orgs.access import Office, Reader
from hongzhu.orgs.models import Coverage, OrgReach, PartyOrg, School
from hongzhu.policy.days import to_day
from tests.assignments.makers import DUE, answer, make_assignment, make_offices, receipt_of
from tests.makers import BY, NOW, make_branch, make_group, make_org

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = NOW.date()
PAST = date(2020, 1, 1)


@pytest.fixture(autouse=True)
def _district(db: None) -> None:
    """Beside what is: a group, a closed branch, a superior and a coverage of long ago, one of times to come."""
    make_offices()
    make_group("D1G", "D1")
    make_branch("D3", "S3", guided_by="B", closed_on=date(2021, 1, 1))
    make_branch("D4", "S4", "S5", kind="joint_branch", guided_by="B")
    make_org("T2", kind="committee", name="北沟乡党委")
    make_org("T3", kind="committee", closed_on=date(2021, 1, 1))
    later = to_day(date(2090, 1, 1))
    for superior, org, days in (("T2", "D1", (1, to_day(PAST))), ("T2", "D2", (later, later + 1))):
        start, end = days
        OrgReach.objects.everything("test").create(
            superior=org_of(superior), org=org_of(org), line="lead", from_day=start, until_day=end
        )
    school = School.objects.everything("test").get(code="S1")
    Coverage.objects.everything("test").create(
        org=org_of("D2"), school=school, starts_on=date(2015, 1, 1), ends_on=PAST
    )


def org_of(code: str) -> PartyOrg:
    return PartyOrg.objects.everything("test").get(code=code)


def office(role: str, *codes: str) -> Reader:
    return Reader(user=1, day=TODAY, offices=tuple(Office(role, org=org_of(code).pk) for code in codes))


def test_asked_are_open_branches_below_that_cover_a_school_today() -> None:
    found = reach_of(org_of("B"), TODAY)
    assert {each.code: each.schools for each in found.askable} == {
        "D1": ["S1小学"],
        "D2": ["S2小学"],
        "D4": ["S4小学", "S5小学"],
    }
    assert found.superiors == 1
    assert found.schools == 4
    assert [bool(each.about) for each in found.askable] == [False, False, True]
    assert [each.code for each in reach_of(org_of("D1"), TODAY).askable] == []
    school = School.objects.everything("test").filter(code="S2")
    school.update(closed_on=date(2021, 1, 1))
    assert [each.code for each in reach_of(org_of("B"), TODAY).askable] == ["D1", "D4"]


def test_the_present_superiors_read_the_answer_and_nobody_of_the_past() -> None:
    assert superiors_of(org_of("D1"), TODAY) == ["云溪镇党委", "区教育局党委"]
    assert superiors_of(org_of("D2"), TODAY) == ["云溪镇党委", "区教育局党委"]
    assert superiors_of(org_of("D4"), TODAY) == ["区教育局党委"]


def test_one_remarks_for_the_organisation_that_leads_before_one_that_guides() -> None:
    assert noting_as(office("secretary", "B", "T1"), org_of("D1").pk).code == "T1"
    assert noting_as(office("secretary", "B", "T2", "D1"), org_of("D1").pk).code == "B"
    assert noting_as(office("secretary", "B", "T1"), org_of("D4").pk).code == "B"


def test_nobody_sends_for_what_is_closed() -> None:
    assert [each.code for each in senders(office("secretary", "T1", "T3", "D1"))] == ["T1"]


def test_schools_are_those_of_the_day() -> None:
    keys = {org_of("D1").pk, org_of("D2").pk}
    assert [[name for name, _township in rows] for rows in schools_of(keys, TODAY).values()] == [
        ["S1小学"],
        ["S2小学"],
    ]


def test_the_answer_that_stands_is_told_and_not_what_was_sent_back() -> None:
    sent = make_assignment()
    answer(receipt_of(sent))
    return_response(receipt_of(sent), reason="补", due_on=DUE, by=BY, now=NOW)
    rows = {
        each.org.code: each for each in with_states(Receipt.objects.everything("test")).select_related("org")
    }
    assert (rows["D1"].answered_on, rows["D1"].last_returned_on) == (None, TODAY)
    assert (rows["D2"].answered_on, rows["D2"].last_returned_on) == (None, None)
    given = [
        GivenEntry(place=1, value="4人", held="3人", reason="转入1人"),
        GivenEntry(place=2, value="1"),
    ]
    respond(receipt_of(sent), given=given, words="补好了", by=BY, now=NOW)
    answer(receipt_of(sent, "D2"), 2)
    rows = {
        each.org.code: each for each in with_states(Receipt.objects.everything("test")).select_related("org")
    }
    assert (rows["D1"].answered_on, rows["D1"].answer_words, rows["D1"].is_changed) == (TODAY, "补好了", True)
    assert rows["D2"].is_changed is False


def test_what_is_closed_takes_no_more_files() -> None:
    sent = make_assignment()
    bureau = office("secretary", "B")
    assert [code for (code,) in codes(bureau, "change")] == [sent.code]
    assert described_assignment(bureau, sent.code).href == f"/assignments/{sent.code}"
    sent.closed_at = NOW
    sent.save()
    assert [code for (code,) in codes(bureau, "change")] == []
    assert [code for (code,) in codes(bureau, "read")] == [sent.code]
