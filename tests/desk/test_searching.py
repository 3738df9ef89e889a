"""查找: what stands where, marked; only what the reader may open; as many queries for many as for few."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.desk import searching
from hongzhu.desk.searching import excerpt, pieces
from tests.client import StrictClient
from tests.desk.readers import WHO_ASKS, reader
from tests.desk.reading import Page
from tests.makers import make_branch, make_meeting, make_member, make_org, make_post

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def client(db: None) -> StrictClient:
    make_org("T1", kind="committee", name="甲镇党委")
    for number in (1, 2):
        make_branch(f"D{number}", f"S{number}", led_by="T1", name=f"第{number}支部")
        make_member(f"P{number}", name=f"书记{number}", org=f"D{number}", school=f"S{number}")
        make_post(f"P{number}", f"D{number}", "secretary")
        make_meeting(f"M{number}", f"D{number}", held_on=DAY, minutes=f"议了图书角{number}")
    client = StrictClient()
    reader(client, "P1")
    return client


def page(client: StrictClient, address: str) -> Page:
    response = client.get(address)
    assert response.status_code == 200
    return Page(response)


def test_only_what_the_reader_may_open_is_found_and_counted(client: StrictClient) -> None:
    found = page(client, "/search?q=图书角")
    assert "全部（1）" in found.text
    assert found.all("a", href="/meetings/M1")
    assert not found.all("a", href="/meetings/M2")
    assert "<mark>图书角</mark>" in client.get("/search?q=图书角").content.decode()
    assert "没有找到“图书角2”" in page(client, "/search?q=图书角2").text


def test_clauses_are_found_with_the_rest_and_alone(client: StrictClient) -> None:
    found = page(client, "/search?q=党员大会")
    assert "政策条款（" in found.text
    assert "会议（1）" in found.text
    alone = page(client, "/search?q=党员大会&kind=clause")
    assert not alone.all("a", href="/meetings/M1")


def test_words_of_any_shape_lead_to_a_page(client: StrictClient) -> None:
    for asked in ("", "%", "'\"", "图书角 " * 90, "<b>", "\x00", "*:AND", "图" * 500):
        assert client.get("/search", {"q": asked, "kind": "x", "page": "x"}).status_code == 200, asked
    assert "想找什么" in page(client, "/search").text


@pytest.mark.once
def test_as_many_queries_for_forty_as_for_two(client: StrictClient) -> None:
    counts = []
    for number in (2, 40):
        for each in range(number):
            make_meeting(f"X{each}", "D1", held_on=DAY, minutes="图书角")
        client.get("/search?q=图书角")
        with CaptureQueriesContext(connection) as asked:
            client.get("/search?q=图书角")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12 + WHO_ASKS


@pytest.mark.once
def test_words_are_marked_where_they_stand() -> None:
    assert pieces("党费和党课", ["党课", "党"]) == [(True, "党"), (False, "费和"), (True, "党课")]
    assert pieces("看PPT", ["ppt"]) == [(False, "看"), (True, "PPT")]
    assert pieces("", ["x"]) == [(False, "")]
    assert excerpt("头" * 100 + "词" + "尾" * 100, ["词"]).strip("…").startswith("头" * 36 + "词")
    assert excerpt("短", ["词"]) == "短"


def test_of_very_many_the_latest_are_shown(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST", 1)
    make_meeting("M3", "D1", held_on=date(2026, 11, 21), minutes="议了图书角3")
    make_meeting("M4", "D2", held_on=date(2026, 11, 22), minutes="议了图书角4")
    found = page(client, "/search?q=图书角")
    assert "太多了，只列最近的" in found.text
    assert not found.all("a", href="/meetings/M4")
    assert found.all("a", href="/meetings/M3")
    assert "议了图书角3" in page(client, "/search?q=图书角&kind=meeting").text
