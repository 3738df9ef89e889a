"""The trail as a page: one's own bodies' for the secretary, everybody's without content for the audit administrator."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.desk.trail import deed_words
from tests.client import StrictClient
from tests.desk.readers import WHO_ASKS, reader
from tests.desk.reading import Page
from tests.makers import make_branch, make_meeting, make_member, make_post


@pytest.fixture
def _branch(db: None) -> None:
    for n in (1, 2):
        make_branch(f"D{n}", f"S{n}", name=f"第{n}支部")
        make_member(f"P{n}", org=f"D{n}", school=f"S{n}")
        make_post(f"P{n}", f"D{n}", "secretary")
        make_meeting(f"M{n}", f"D{n}", "meeting.assembly")


def trail(client: StrictClient, query: str = "") -> Page:
    return Page(client.get(f"/trail{query}"))


@pytest.mark.usefixtures("_branch")
def test_the_secretary_sees_what_was_done_with_the_own_records() -> None:
    client = StrictClient()
    reader(client, "P1", name="王建军")
    page = trail(client)
    assert "登记会议" in page.text
    assert "第1支部 第" in page.text
    assert page.all("a", href="/meetings/M1")
    assert "M2" not in page.text
    assert "第2支部" not in page.text
    one = trail(client, "?about=meeting:M1")
    assert "M1 的全部操作" in one.text
    assert "登记人员" not in one.text
    assert "还没有操作记录" in trail(client, "?about=meeting:M2").text


@pytest.mark.usefixtures("_branch")
def test_the_audit_administrator_sees_all_of_it_and_no_content() -> None:
    client = StrictClient()
    admin = reader(client, login="auditor", name="核查员", phone="13900000003", duty="audit")
    admin.is_demo = True
    admin.save()
    page = trail(client)
    assert "org:D1 第" in page.text
    assert "org:D2 第" in page.text
    assert not page.all("a", href="/meetings/M1")
    assert "M1" not in page.text


@pytest.mark.once
@pytest.mark.usefixtures("_branch")
def test_it_costs_the_same_however_long_it_is() -> None:
    client = StrictClient()
    reader(client, "P1", name="王建军")
    counts = []
    for day in (range(1, 3), range(3, 25)):
        for number in day:
            make_meeting(f"N{number}", "D1", "meeting.assembly", held_on=date(2026, 4, number))
        client.get("/trail")
        with CaptureQueriesContext(connection) as asked:
            client.get("/trail")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12 + WHO_ASKS


def test_deeds_in_words() -> None:
    assert [
        deed_words(verb) for verb in ("meeting.recorded", "person.account-linked", "account.disabled")
    ] == [
        "登记会议",
        "关联账号",
        "停用账号",
    ]
