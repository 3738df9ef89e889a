"""Who speaks for the district: whoever guides organisations that cover schools, and reaches no fewer of them than others."""

from datetime import date

import pytest

from hongzhu.orgs.access import Office, Reader, stands_for_district
from hongzhu.orgs.models import PartyOrg
from tests.makers import make_branch, make_group, make_org

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 26)


@pytest.fixture
def district() -> None:
    """The bureau guides two branches with a school each; the town leads both, and two that cover none besides."""
    make_org("B", kind="committee")
    make_org("T", kind="committee")
    make_branch("D1", "S1", led_by="T", guided_by="B")
    make_branch("D2", "S2", led_by="T", guided_by="B")


def speaks(*orgs: str, role: str = "secretary") -> bool:
    keys = PartyOrg.objects.everything("test").in_bulk(orgs, field_name="code")
    offices = tuple(Office(role, org=keys[each].pk) for each in orgs)
    return stands_for_district(Reader(user=1, day=DAY, offices=offices), "policy", "decide")


@pytest.mark.usefixtures("district")
class TestSpeaking:
    def test_the_bureau_does(self) -> None:
        assert speaks("B")

    def test_who_only_leads_does_not_however_many_he_leads(self) -> None:
        make_branch("D3", "S3", led_by="T")
        make_branch("D4", "S4", led_by="T")
        assert not speaks("T")

    def test_who_guides_one_while_another_reaches_more_does_not(self) -> None:
        make_org("U", kind="committee")
        make_branch("D3", "S3", led_by="B", guided_by="U")
        assert not speaks("U")
        assert speaks("B")

    def test_organisations_that_cover_no_school_do_not_count(self) -> None:
        for code in ("D3", "D4", "D5"):
            make_branch(code, led_by="T")
        make_group("G1", "D1")
        assert speaks("B")

    def test_a_branch_does_not_nor_whoever_holds_no_such_office(self) -> None:
        assert not speaks("D1")
        assert not speaks("B", role="inspector")
        assert not speaks("B", role="member")
