"""In whose name one answers: the organisation that leads before one that guides, on the day, of those one speaks for."""

from datetime import date

import pytest

from hongzhu.ledger.models import Subject
from hongzhu.obligations.access import answering
from hongzhu.orgs.access import Office, Reader
from hongzhu.orgs.models import OrgReach, PartyOrg
from hongzhu.policy.days import to_day
from tests.makers import make_branch, make_group, make_member, make_org, make_school

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def district() -> None:
    for code in ("A", "T", "U", "B"):  # A: first by number, above nobody
        make_org(code, kind="committee")
    make_branch("D1", "S1", led_by="T", guided_by="B")
    make_branch("D2", "S2", led_by="U", guided_by="B")
    make_group("G2", "D2")
    make_school("S9")
    make_member("P1", name="王建军", org="D1", school="S1")


def answers(code: str, *orgs: str, kind: str = "org") -> str:
    keys = PartyOrg.objects.everything("test").in_bulk(orgs, field_name="code")
    offices = tuple(Office("secretary", org=keys[each].pk) for each in orgs)
    found = answering(Reader(user=1, day=DAY, offices=offices), Subject.objects.get(kind=kind, code=code))
    return found.code if found else ""


def test_the_one_that_leads_before_the_one_that_guides() -> None:
    assert answers("D1", "A", "B", "T") == "T"
    assert answers("D1", "A", "B", "U") == "B"


def test_only_what_reaches_this_very_body() -> None:
    assert answers("D2", "A", "T", "U") == "U"
    assert answers("G2", "T", "U", kind="group") == "U"


def test_of_a_school_whoever_is_above_the_organisation_that_covers_it() -> None:
    assert answers("S1", "A", "U", "T", kind="school") == "T"
    assert answers("S2", "A", "T", "U", kind="school") == "U"
    assert answers("S9", "B", "U", kind="school") == "U", (
        "nobody covers it: the first of those one speaks for"
    )


def test_of_a_member_the_branch_whose_secretary_one_is() -> None:
    assert answers("P1", "D1", kind="person") == "D1"


@pytest.mark.parametrize("years", [(2011, 2020), (2090, 2099)])
def test_only_while_it_reaches(years: tuple[int, int]) -> None:
    orgs = PartyOrg.objects.everything("test").in_bulk(["A", "D2"], field_name="code")
    first, last = (to_day(date(year, 1, 1)) for year in years)
    OrgReach.objects.everything("test").create(
        superior=orgs["A"], org=orgs["D2"], line="lead", from_day=first, until_day=last
    )
    assert answers("D2", "A", "B") == "B"


def test_nobody_answers_for_nobody() -> None:
    assert answers("D1") == ""
