"""The list of the roster and the page of a person: who is found, what is shown to whom, what is written down."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from hongzhu.audit.models import Event, Payload
from hongzhu.ledger.posting import posting
from hongzhu.people.models import Person
from tests.client import StrictClient
from tests.desk.readers import oversee, overseer
from tests.makers import NOW, make_group, make_member, make_person, make_post, make_training
from tests.meetings.desks import enter, make_account
from tests.reading import shown, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def names(desk: StrictClient, address: str) -> list[str]:
    page = desk.get(address).content.decode()
    return re.findall(r'<th scope="row" class="nowrap"><a href="/people/[^"]+">([^<]+)</a>', page)


def test_the_list_counts_and_shows_members_first(desk: StrictClient) -> None:
    page = shown(desk, "/people")
    assert "正式党员 16 人 · 预备党员 2 人 · 其他教职工 1 人" in page
    found = names(desk, "/people")
    assert found[:2] == ["党员01", "党员02"]
    assert len(found) == 18
    assert "群众甲" not in page


FOUND = {
    "who=probationary": ["预备17", "预备18"],
    "who=developing": ["张积"],
    "who=retired": ["李退"],
    "who=left": ["单离"],
    "who=staff&q=qzj": ["群众甲"],
    "q=群众": ["群众甲"],
    "q=shanli": ["单离"],
    "q=P05": ["党员05"],
    "q=zhangj&who=everyone": ["张积"],
    "group=G1": ["王组"],
    "q=nobody": [],
    "who=king&q=wz": ["王组"],
}


def test_filters_and_search(desk: StrictClient) -> None:
    with posting(now=NOW):
        make_group("G1")
        make_group("G2")
        make_member("Q1", name="王组", org="D1", school="S1", group="G1")
        make_member("Q5", name="赵组", org="D1", school="S1", group="G2")
        make_person("Q2", name="张积", category="activist", org="D1", school="S1")
        make_member("Q3", name="李退", org="D1", school="S1", is_retired=True, left_on=date(2024, 1, 1))
        make_member("Q4", name="单离", org="D1", school="S1", left_on=date(2025, 1, 1))
    assert {query: names(desk, f"/people?{query}") for query in FOUND} == FOUND


def test_hours_come_from_the_ledger(desk: StrictClient) -> None:
    assert "0 / 16 差 16" in shown(desk, "/people?who=short").replace("  ", " ")
    page = shown(desk, "/people/P05")
    assert "还差 16" in page
    assert "全部来自会议和培训记录" in page


def test_queries_do_not_grow_with_the_roster(desk: StrictClient) -> None:
    with CaptureQueriesContext(connection) as few:
        desk.get("/people")
    with posting(now=NOW):
        for number in range(30):
            make_member(f"R{number:02}", name=f"增加{number:02}", org="D1", school="S1")
    with CaptureQueriesContext(connection) as many:
        desk.get("/people")
    assert len(many) == len(few)


def test_a_member_sees_names_and_posts_of_the_others_and_all_of_himself(desk: StrictClient) -> None:
    make_account("P09", "other")
    member = enter("other")
    assert names(member, "/people")[0] == "党员01"
    assert "学时情况" not in shown(member, "/people")
    other, own = shown(member, "/people/P01"), shown(member, "/people/P09")
    assert "书记" in other
    assert "人员编号" not in other
    assert "还差" not in other
    assert "人员编号 P09" in own
    assert "还差 16" in own
    assert member.get("/people/T1").status_code == 404


def test_the_hours_of_somebody_are_told_record_by_record_to_whom_they_concern(desk: StrictClient) -> None:
    make_training("T1", "P09", title="党史培训")
    make_account("P09", "own")
    make_account("P08", "other")
    for reader, is_own in ((desk, False), (enter("own"), True)):
        page = reader.get("/people/P09").content.decode()
        assert "今年计学时的" in page
        assert 'href="/trainings/T1">党史培训</a>' in page
        assert ("记错了？" in page) is is_own
    assert "党史培训" not in shown(enter("other"), "/people/P09")


def test_a_number_is_shown_for_a_purpose_and_that_is_written_down(desk: StrictClient) -> None:
    make_member("Q1", name="王电", org="D1", school="S1", phone="13812342046")
    page = desk.get("/people/Q1")
    assert "13812342046" not in page.content.decode()
    key = re.search(r'name="key" value="(\w+)"', page.content.decode())
    assert key
    wrong = desk.post("/people/Q1/reveal", {"key": key[1]})
    assert wrong.status_code == 422
    assert "请选做什么用" in words_of(wrong.content.decode())
    sent = {"key": key[1], "purpose": "联系本人"}
    for _twice in range(2):
        answer = desk.post("/people/Q1/reveal", sent)
        assert answer.status_code == 200
        assert "13812342046" in answer.content.decode()
    event = Event.objects.get(verb="person.revealed")
    assert event.stream == "org:D1"
    assert "联系本人" in Payload.objects.get(event=event).body
    assert "看了手机：联系本人" in shown(desk, "/people/Q1")
    trail = shown(desk, "/trail")
    assert "查看人员的手机" in trail
    make_account("Q1", "own")
    assert "13812342046" in enter("own").get("/people/Q1").content.decode()


def test_the_committee_sees_no_number(desk: StrictClient) -> None:
    make_member("Q1", name="王电", org="D1", school="S1", phone="13812342046")
    make_account("P03", "committee")
    member = enter("committee")
    assert "显示手机" not in shown(member, "/people/Q1")
    assert member.post("/people/Q1/reveal", {"key": "1", "purpose": "联系本人"}).status_code == 403


def test_who_sees_what_is_what_the_table_says(desk: StrictClient) -> None:
    page = shown(desk, "/people/P05")
    assert "姓名、类别、党小组、职务 能看 能看 能看 能看 只见人数" in page
    assert "手机、身份证号 能看 写明用途才显示 看不到 看不到 看不到" in page


def test_above_there_are_numbers_and_no_names(desk: StrictClient) -> None:
    above = StrictClient()
    overseer(above)
    oversee()
    page = shown(above, "/people")
    assert "春晖小学党支部 18 2" in page
    assert not Person.objects.everything("test").filter(name__in=page.split()).exists()
    assert above.get("/people/P01").status_code == 404


def test_posts_past_and_present_stand_on_the_page(desk: StrictClient) -> None:
    make_post("P05", "D1", "publicity_member", until_on=date(2020, 1, 1))
    page = shown(desk, "/people/P05")
    assert "2015年1月1日至2020年1月1日，已卸任" in page


def test_what_the_list_shows_goes_out_as_a_workbook_without_numbers(desk: StrictClient) -> None:
    with posting(now=NOW):
        make_member("Q1", name="=王公式", org="D1", school="S1", phone="13900000001")
    assert '/people/export?who=members"' in desk.get("/people?who=members").content.decode()
    response = desk.get("/people/export?who=members")
    sheet = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    cells = [str(cell) for row in sheet for cell in row]
    assert "=王公式" in cells
    assert "群众甲" not in cells
    assert not [cell for cell in cells if "13900000001" in cell]
    assert any("全部党员，共 19 人" in cell for cell in cells)
    assert any("个人" in cell for cell in cells), "marked as personal"
    make_account("P05", "wu")
    assert enter("wu").get("/people/export").status_code == 404
