"""The page that explains one duty, and who may open it."""

from datetime import date

import pytest

from tests import makers
from tests.client import StrictClient
from tests.desk.districts import TODAY, make_district
from tests.desk.readers import oversee, overseer, reader
from tests.desk.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def client(db: None) -> StrictClient:
    make_district(2, people=7)
    makers.make_post("RY0-1", "D0")
    for month in (*range(1, 10), 11):
        held = date(2026, month, 12)
        makers.make_meeting(f"C{month}", "D0", "meeting.committee", held_on=held)
    makers.make_meeting("J10", "D0", "meeting.joint", held_on=date(2026, 10, 9))
    made = StrictClient()
    reader(made, "RY0-1")
    return made


def test_the_year_the_reasons_the_clause_and_the_records(client: StrictClient) -> None:
    page = Page(client.get("/duties/meeting.committee/org/D0"))
    assert page.words("h1") == ["支部委员会：一般每月召开1次"]
    for words in (
        "过期 17 天",
        "已办 10 期；10月缺1次。",
        "为什么算过期",
        "依据《",
        "2026年10月应有1次。",
        "所以是过期。",
        "怎么办：",
        "10 条算数",
        "是党政联席会议，不是支部委员会",
        "什么算，什么不算",
        "校务会议",
        "照片不是必需的",
        "原文没有写：宽限天数",
        "原文用的是“一般”",
    ):
        assert words in page.text, words
    assert page.all("a", href="/meetings/new?body=org:D0&kind=meeting.committee&on=2026-10-31")
    assert page.all("a", href="/meetings/C9")
    assert "一般每月召开1次" in page.words("mark")


def test_another_year_and_another_day(client: StrictClient) -> None:
    page = Page(client.get("/duties/meeting.committee/org/D0?year=2025"))
    assert "2025 年" in page.text
    past = Page(client.get("/duties/meeting.committee/org/D0?on=2026-10-20")).text
    assert "看的是2026年10月20日 星期二" in past
    assert "10月缺1次" not in past
    assert client.get("/duties/meeting.committee/org/D0?year=1999").status_code == 200
    assert client.get("/duties/meeting.committee/org/D0?year=abc").status_code == 200


def test_a_duty_of_people_has_names_at_the_branch(client: StrictClient) -> None:
    page = Page(client.get("/duties/hours.member/org/D0"))
    assert "0 / 6 人已办" in page.text
    assert "欧阳0某3" in page.text
    assert page.all("a", href="/duties/hours.member/person/RY0-3")
    person = Page(client.get("/duties/hours.member/person/RY0-3"))
    assert person.words("h1")[0].startswith("党员集中学习培训学时")
    assert "2 / 16 学时" in person.text or "算 2 学时" in person.text


def test_above_the_branch_people_are_only_numbers(client: StrictClient) -> None:
    above = StrictClient()
    overseer(above)
    oversee()
    page = Page(above.get("/duties/hours.member/org/D0"))
    assert "快到期 6人" in page.text
    assert "欧阳" not in page.text
    assert above.get("/duties/hours.member/person/RY0-3").status_code == 404
    assert above.get("/duties/meeting.committee/org/D0").status_code == 200


def test_few_people_are_not_counted_out_above_the_branch_where_it_is_sensitive(db: None) -> None:
    make_district(1, people=4)
    makers.make_post("RY0-0", "D0")
    above = StrictClient()
    overseer(above)
    oversee()
    text = Page(above.get("/duties/staff.talk/school/S0")).text
    assert "未到期 少于5人" in text
    assert "4 人" not in text  # no total from which a small number could be subtracted
    assert "人已办" not in text
    for number in range(1, 3):
        makers.make_talk("RY0-0", f"RY0-{number}", held_on=TODAY)
    make_district(1, people=8)
    text = Page(above.get("/duties/staff.talk/school/S0")).text
    assert "已办 少于5人" in text
    assert "6人" not in text  # from the whole, told elsewhere, the few could be subtracted
    assert "未到期 少于5人" not in Page(above.get("/duties/hours.member/org/D0")).text


@pytest.mark.parametrize(
    "address",
    [
        "/duties/meeting.committee/org/D1",
        "/duties/hours.member/org/D1",
        "/duties/hours.member/person/RY1-3",
        "/duties/staff.study/school/S1",
        "/duties/district.meeting/district/220502",
        "/duties/meeting.committee/school/S0",
        "/duties/nothing/org/D0",
        "/duties/meeting.committee/org/nothing",
        "/duties/meeting.committee/planet/D0",
        "/bodies/school/S1",
        "/bodies/org/D1",
    ],
)
def test_what_is_out_of_reach_is_not_there(client: StrictClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_member_opens_the_own_page_and_no_colleagues(client: StrictClient) -> None:
    member = StrictClient()
    reader(member, "RY0-3", login="member")
    assert member.get("/duties/hours.member/person/RY0-3").status_code == 200
    assert member.get("/duties/hours.member/person/RY0-4").status_code == 404
    assert member.get("/duties/meeting.committee/org/D0").status_code == 404
    assert member.get("/duties/hours.member/org/D0").status_code == 404


def test_what_the_district_has_not_confirmed_is_explained_without_being_late(client: StrictClient) -> None:
    page = Page(client.get("/duties/meeting.lecture/org/D0"))
    assert "待区确认" in page.text
    assert "过期" not in page.text.replace("不算过期", "")
