"""The page of one school or organisation."""

from datetime import date

import pytest
from django.test import Client

from tests import makers
from tests.desk.districts import make_district
from tests.desk.reading import Page

pytestmark = pytest.mark.django_db


def test_the_page_shows_what_is_late_and_why(client: Client) -> None:
    make_district(1)
    page = Page(client.get("/bodies/school/S0?on=2026-11-22"))
    assert page.words("h1") == ["第0小学"]
    assert page.words("title") == ["第0小学 2026-11-22 · 红烛"]
    assert page.all("nav", **{"aria-label": "您现在的位置"})
    assert page.all("a", href="/bodies/org/D0")
    for words in (
        "支部党员大会一般每三个月召开1次",  # quoted
        "2026Q3",
        "已有0，应有1次",
        "期限2026-09-30",
        "过期43天",
        "召开一次支部党员大会并登记",
        "按本区设定",
    ):
        assert words in page.text, words
    assert all(each["scope"] in {"col", "row"} for each in page.all("th"))


def test_the_index_says_how_many_are_explained(client: Client) -> None:
    make_district(1)
    page = Page(client.get("/bodies/school/S0?on=2026-11-22"))
    index = {text.split()[0]: text.split()[-1] for tag, _attrs, text in page.texts if tag == "li"}
    section = page.html.partition("规范落实党的组织生活制度</h2>")[2].partition("</section>")[0]
    late = section.count('<li class="late">')
    assert index["第9条"] == f"过期{late}项"


def test_people_are_only_numbers(client: Client) -> None:
    make_district(1, people=7)
    page = Page(client.get("/bodies/school/S0?on=2027-02-01"))
    assert "党员集中学习培训学时" in page.text
    assert "过期7人" in page.text
    assert "没有过期和临近的" not in page.text


def test_what_is_unconfirmed_is_listed_but_never_late(client: Client) -> None:
    make_district(1, people=0)
    html = client.get("/bodies/school/S0?on=2027-06-30").content.decode()
    section = html.partition("完善保证监督协调问责机制</h2>")[2].partition("</section>")[0]
    assert "待区确认" in section
    assert "已登记0次" in section
    assert "原文没有写：周期、次数" in section
    assert 'class="late"' not in section


def test_what_was_recorded_late_says_so(client: Client) -> None:
    make_district(1)
    late = {"held_on": date(2026, 9, 20), "entered_on": date(2026, 11, 20)}
    makers.make_meeting("M1", "D0", "meeting.assembly", **late)
    page = Page(client.get("/bodies/org/D0?on=2026-11-22"))
    assert "已补记完成" in page.text
    assert "已补记完成" not in Page(client.get("/bodies/org/D0?on=2026-11-19")).text


def test_an_organisation_leads_to_its_schools_and_counts_nobody_there(client: Client) -> None:
    make_district(1, people=7)
    page = Page(client.get("/bodies/org/D0?on=2027-02-01"))
    assert page.all("a", href="/bodies/school/S0?on=2027-02-01")
    assert "7人" not in page.text


def test_the_day_stays_with_the_links(client: Client) -> None:
    make_district(1)
    page = Page(client.get("/bodies/school/S0?on=2026-05-31&from=2025-01-01"))
    assert page.all("a", href="/bodies/org/D0?on=2026-05-31&from=2025-01-01")
    assert page.all("a", href="/district?on=2026-05-31&from=2025-01-01")


@pytest.mark.parametrize(
    "address", ["/bodies/school/S9", "/bodies/org/S0", "/bodies/person/RY0-1", "/bodies/group/G1", "/nowhere"]
)
def test_an_unknown_address_is_said_in_plain_words(client: Client, address: str) -> None:
    make_district(1)
    response = client.get(address)
    page = Page(response)
    assert response.status_code == 404
    assert page.words("h1") == ["没有这一页"]
    assert page.all("a", href="/")
    if address.endswith("S9"):
        assert "没有代码为“S9”的学校" in page.text


def test_pages_only_answer_reading(client: Client) -> None:
    assert client.post("/district").status_code == 405


def test_a_failure_is_said_in_plain_words(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("hongzhu.desk.views.asking.stamped_pack", lambda: 1 / 0)
    response = client.get("/district")
    assert response.status_code == 500
    assert "./run doctor" in Page(response).text
