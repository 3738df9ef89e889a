"""The security administrator says whose account it is, and grants offices that have an end and a basis."""

from datetime import date

import pytest

from hongzhu.audit.models import Event
from hongzhu.orgs.models import Grant
from hongzhu.people.access import reader_of
from hongzhu.people.models import Person
from tests.client import StrictClient
from tests.desk.readers import PRESENT, reader
from tests.makers import make_branch, make_member, make_post

TODAY = date(2026, 11, 26)
LATER = {"starts_on": "2020-01-01", "ends_on": "2099-01-01", "basis": "区委〔2026〕3号"}


@pytest.fixture
def client(db: None) -> StrictClient:
    """The security administrator at the desk; one member with a post, one account that is nobody's."""
    make_branch("D1", "S1", name="春晖小学党支部")
    make_member("P1", name="王建军", org="D1", school="S1")
    make_post("P1", "D1", "secretary")
    made = StrictClient()
    admin = reader(made, login="secadmin", name="高峰", phone="13900000001", duty="security")
    admin.is_demo = True  # no authenticator to set up first
    admin.save()
    return made


@pytest.fixture
def key(client: StrictClient) -> int:
    return reader(StrictClient(), login="wang", name="王建军").pk


def test_an_account_gets_its_person_and_with_it_the_posts(client: StrictClient, key: int) -> None:
    assert "没有关联" in client.get("/offices").content.decode()
    page = client.post(f"/offices/{key}/link", {"person": "P1"}, follow=True).content.decode()
    assert "春晖小学党支部 书记、副书记" in page
    person = Person.objects.everything("test").get(code="P1")
    assert reader_of(person.user, TODAY).roles >= {"secretary", "member", "leading"}
    page = client.post(f"/offices/{key}/unlink", follow=True).content.decode()
    assert "没有职务" in page
    verbs = list(Event.objects.filter(stream="org:D1").order_by("seq").values_list("verb", flat=True))
    assert verbs[-2:] == ["person.account-linked", "person.account-unlinked"]


def test_one_person_one_account(client: StrictClient, key: int) -> None:
    other = reader(StrictClient(), login="li", name="李秀英").pk
    client.post(f"/offices/{key}/link", {"person": "P1"})
    response = client.post(f"/offices/{other}/link", {"person": "P1"})
    assert response.status_code == 422
    assert "一人一个账号" in response.content.decode()
    assert "花名册里没有这个编号" in client.post(f"/offices/{other}/link", {"person": "P9"}).content.decode()


def test_a_grant_has_an_end_and_a_basis_and_can_end_earlier(client: StrictClient, key: int) -> None:
    given = {"role": "inspector", "org": "D1"} | LATER
    assert "授权好了" in client.post(f"/offices/{key}/grants", given, follow=True).content.decode()
    grant = Grant.objects.everything("test").get()
    assert reader_of(grant.user, TODAY).roles == {"inspector"}
    client.post(f"/offices/{key}/grants/{grant.pk}/end")
    grant.refresh_from_db()
    assert grant.ends_on <= PRESENT.date().replace(year=PRESENT.year + 1)
    assert reader_of(grant.user, date(2098, 1, 1)).roles == frozenset()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"org": "D9"}, "找不到“D9”"),
        ({"basis": ""}, "请填依据"),
        ({"ends_on": "2019-01-01"}, "要晚于从哪一天起"),
        ({"ends_on": ""}, "请填到哪天止"),
        ({"role": "king"}, "授权要从列出的里面选"),
    ],
)
def test_a_wrong_grant_is_said_and_kept(
    client: StrictClient, key: int, wrong: dict[str, str], said: str
) -> None:
    response = client.post(f"/offices/{key}/grants", {"role": "inspector", "org": "D1"} | LATER | wrong)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Grant.objects.everything("test").exists()
