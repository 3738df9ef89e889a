"""消息: what is shown to whom, taken as read once, how one wants to be told."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.accounts.models import User
from hongzhu.notices.actions import mark_read, send_digest, send_reminders
from hongzhu.notices.models import Feed, Message, Preference
from tests.client import StrictClient
from tests.makers import BY, NOW, make_meeting
from tests.meetings.conftest import Clock
from tests.notices.makers import account, come, letter, make_offices, org, told

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _offices(db: None) -> None:
    make_offices()
    make_meeting("A1")  # in use since March


def send(*letters) -> list[Message]:
    return send_reminders(letters or (letter(),), sender=org("B"), by=BY, now=NOW)


def page(client: StrictClient, address: str = "/messages") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_on_the_home_one_line_until_it_is_read_or_done(clock: Clock) -> None:
    (message,) = send()
    secretary = come(clock, "P1")
    assert "区教育局党委提醒：1 件事还没办好" in page(secretary, "/")
    inbox = page(secretary)
    assert "三季度支部党员大会还没有记录" in inbox
    assert "/duties/meeting.assembly/org/D1" in inbox
    done = secretary.post(f"/messages/{message.pk}/read", {"key": "k"}, follow=True)
    assert "首页不再提" in done.content.decode()
    assert "件事还没办好" not in page(secretary, "/")
    assert "看过" in page(come(clock, "PB"), "/messages/sent")


def test_done_it_needs_no_word(clock: Clock) -> None:
    send()
    secretary = come(clock, "P1")
    make_meeting("M1", held_on=date(2026, 8, 20))
    assert "件事还没办好" not in page(secretary, "/")
    assert "办好了" in page(secretary)
    assert "知道了" not in page(secretary)


def test_others_see_none_of_it(clock: Clock) -> None:
    (message,) = send()
    other, member = come(clock, "P2"), come(clock, "P1甲")
    for client in (other, member):
        assert "三季度支部党员大会" not in page(client)
        assert client.post(f"/messages/{message.pk}/read", {"key": "k"}).status_code == 404
    assert member.get("/messages/sent").status_code == 404
    assert other.get("/messages/sent").status_code == 404
    township = page(come(clock, "PT1"), "/messages/sent")
    assert "第1小学党支部" in township
    assert "还没有人点" not in township, "whether it was read is the sender's alone"


def test_a_digest_is_its_owner_s(clock: Clock) -> None:
    user = account(clock, "P1")
    send_digest(user, "这周眼下要办 1 件", [told()], by=BY, now=NOW)
    own = StrictClient()
    own.force_login(user)
    assert "这周眼下要办 1 件" in page(own)
    assert "这周眼下要办" not in page(come(clock, "PB"), "/messages/sent")
    assert "这周眼下要办" not in page(come(clock, "P2"))


def test_queries_do_not_grow_with_messages(clock: Clock) -> None:
    secretary = come(clock, "P1")
    send(letter(told()))
    page(secretary)
    with CaptureQueriesContext(connection) as few:
        page(secretary)
    for month in range(1, 10):
        send_reminders([letter(told("meeting.committee", f"2026-0{month}"))], sender=org("B"), by=BY, now=NOW)
    with CaptureQueriesContext(connection) as many:
        page(secretary)
    assert len(many) == len(few)


def test_weekly_on_and_off(clock: Clock) -> None:
    secretary = come(clock, "P1")
    for wanted in ("1", "0"):
        shown = secretary.post("/messages/how/weekly", {"key": wanted, "weekly": wanted}, follow=True)
        assert "改好了" in shown.content.decode()
        assert Preference.objects.everything("test").get().is_weekly is (wanted == "1")


def test_without_a_post_box_it_says_so(clock: Clock) -> None:
    secretary = come(clock, "P1")
    assert "没有配置发信的邮箱" in page(secretary, "/messages/how")
    refused = secretary.post("/messages/how/address", {"email": "wang@example.cn"})
    assert refused.status_code == 422
    assert not Preference.objects.everything("test").exists()


def test_an_administrator_is_told_nothing(clock: Clock) -> None:
    user = account(clock, "admin", duty="security")
    User.objects.update(is_demo=True)  # no authenticator is asked of it
    client = StrictClient()
    client.force_login(user)
    assert client.get("/messages/how").status_code == 404


def test_a_feed_is_shown_once_and_ends(clock: Clock) -> None:
    secretary = come(clock, "P1")
    made = secretary.post("/messages/how/feeds", {"org": "D1"}).content.decode()
    address = made.partition('readonly value="')[2].partition('"')[0]
    assert address.startswith("http://testserver/calendar/")
    assert "/calendar/" not in page(secretary, "/messages/how")
    path = address.removeprefix("http://testserver")
    nobody = StrictClient()
    calendar = nobody.get(path)
    assert calendar.status_code == 200
    assert calendar["Content-Type"] == "text/calendar; charset=utf-8"
    (feed,) = Feed.objects.everything("test")
    assert come(clock, "P2").post(f"/messages/how/feeds/{feed.pk}/end").status_code == 404
    secretary.post(f"/messages/how/feeds/{feed.pk}/end")
    assert nobody.get(path).status_code == 404


def test_read_by_another_of_the_branch_is_read(clock: Clock) -> None:
    (message,) = send()
    mark_read(message, by=BY, now=NOW)
    assert "件事还没办好" not in page(come(clock, "P1"), "/")
