"""The trail as a page: one's own bodies' for the secretary, everybody's without content for the audit administrator."""

import ast
import io
import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

import hongzhu
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


def book(client: StrictClient, address: str) -> list[list[object]]:
    """Of the list that goes out: from its title on."""
    response = client.get(address)
    assert response.status_code == 200
    return CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()


@pytest.mark.usefixtures("_branch")
def test_it_goes_out_as_a_workbook_as_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    client = StrictClient()
    reader(client, "P1", name="王建军")
    assert trail(client, "?about=meeting:M1").all("a", href="/trail/export.xlsx?about=meeting%3AM1")
    title, about, _mark, heads, *rows = book(client, "/trail/export.xlsx?about=meeting:M1")
    assert str(title[0]).startswith("操作记录")
    assert about[0] == "M1，最近的在前，共 1 条"
    assert heads == ["时间", "谁", "做了什么", "哪一份", "在哪条链"]
    assert [row[2:4] for row in rows] == [["登记会议", "M1"]]
    every = book(client, "/trail/export.xlsx")
    assert "第2支部" not in str(every)
    monkeypatch.setattr("hongzhu.desk.views.trail.MOST", 2)
    assert book(client, "/trail/export.xlsx")[1][0] == "全部，最近的在前，共 2 条，再早的没有列"


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
    out = book(client, "/trail/export.xlsx?about=meeting:M1")
    assert "org:D2 第" in str(out)
    assert "M1" not in str(out)


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


def verbs() -> set[str]:
    """Every verb that stands in the code: of a kind of record that is kept, told in so many words, or put together."""
    found: set[str] = set()
    for path in Path(str(hongzhu.__file__)).parent.rglob("*.py"):
        kinds, deeds = set[str](), set[str]()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(ast.Name("Trail"), [], [ast.keyword("name", ast.Constant(name)), *_rest]):
                    found |= {f"{name}.{deed}" for deed in ("recorded", "changed", "withdrawn")}
                case ast.keyword("verb", ast.Constant(str(verb))):
                    found.add(verb)
                case ast.Call(ast.Name("tell" | "_tell" | "record"), args):
                    words = [str(each.value) for each in args if isinstance(each, ast.Constant)]
                    deeds |= {each for each in words if re.fullmatch(r"[a-z-]+", each)}
                    found |= {each for each in words if re.fullmatch(r"[a-z-]+\.[a-z-]+", each)}
                case ast.JoinedStr([ast.Constant(str(start)), ast.FormattedValue()]):
                    kinds |= {start} if re.fullmatch(r"[a-z-]+\.", start) else set()
        found |= {kind + deed for kind in kinds for deed in deeds}
    return found


@pytest.mark.once
def test_whatever_is_done_is_told_in_chinese() -> None:
    every = verbs()
    assert {"plan.changed", "correction.answered", "announcement.held", "objection.answered"} <= every
    assert len(every) > 90
    assert {verb: words for verb in every if re.search("[a-z]", words := deed_words(verb))} == {}
