"""无故缺席 on homes: the secretary is told how many, the absent member that it was he, nobody else anything."""

from datetime import date

import pytest

from hongzhu.meetings.models import Reminder
from tests import makers
from tests.client import StrictClient
from tests.desk.districts import make_district
from tests.desk.readers import oversee, overseer, reader
from tests.desk.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LINE = "11月12日支部党员大会，有 2 人无故缺席，请及时提醒"


@pytest.fixture
def client(db: None) -> StrictClient:
    make_district(1, people=7)
    makers.make_post("RY0-1", "D0")
    makers.make_post("RY0-2", "D0", "organization_member")
    makers.make_post("RY0-4", "D0", "party_worker")
    makers.make_meeting(
        "M1", "D0", held_on=date(2026, 11, 12), absent=("RY0-3", "RY0-5"), on_leave=("RY0-6",)
    )
    return StrictClient()


def home(client: StrictClient) -> Page:
    oversee()
    return Page(client.get("/"))


def test_the_secretary_presses_once_and_the_line_is_gone(client: StrictClient) -> None:
    reader(client, "RY0-1")
    page = home(client)
    assert LINE in page.text
    assert "只有您看得到" in page.text
    assert "欧阳0某3" not in page.text
    assert client.post("/meetings/M1/remind").status_code == 302
    assert client.post("/meetings/M1/remind").status_code == 302
    assert Reminder.objects.everything("test").get().reminded_on == date(2026, 11, 22)
    assert "无故缺席" not in home(client).text
    assert client.post("/meetings/M1/remind", {"reminded_on": "2026-11-30"}).status_code == 422
    assert client.post("/meetings/M2/remind").status_code == 404


@pytest.mark.parametrize("who", ["RY0-2", "RY0-4", "RY0-3", ""])
def test_nobody_else_is_told(client: StrictClient, who: str) -> None:
    if who:
        reader(client, who)
    else:
        overseer(client)
    assert "无故缺席，请" not in home(client).text
    assert client.post("/meetings/M1/remind").status_code == 404
    assert not Reminder.objects.everything("test").exists()


def test_the_absent_member_reads_it_among_his_own_records(client: StrictClient) -> None:
    reader(client, "RY0-3")
    assert "支部党员大会：缺席，没有请假" in home(client).text
    other = StrictClient()
    reader(other, "RY0-6", login="other")
    assert "没有请假" not in home(other).text
