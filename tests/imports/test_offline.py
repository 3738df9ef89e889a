"""离线表: downloaded, filled in as people do, and back as the meeting the form would have recorded."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.conf import settings
from python_calamine import CalamineWorkbook

from hongzhu.meetings.actions import MeetingEntry, entry_of, record_meeting
from hongzhu.meetings.models import Meeting
from tests.client import StrictClient
from tests.imports.test_page import batch_of, page_of, send
from tests.makers import BY, NOW, make_group
from tests.meetings.conftest import Clock
from tests.meetings.desks import enter, make_account, make_desk

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Rows = list[list[Any]]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StrictClient]:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    monkeypatch.setattr("django.utils.timezone.now", Clock())
    make_desk(4)
    make_account()
    return enter()


def taken(desk: StrictClient, body: str = "org:D1", kind: str = "meeting.assembly") -> Rows:
    response = desk.get(f"/imports/offline?body={body}&kind={kind}")
    assert response.status_code == 200, page_of(response)
    (name,) = (book := CalamineWorkbook.from_filelike(io.BytesIO(response.content))).sheet_names
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def filled(rows: Rows, **words: object) -> Rows:
    """With something written beside labels, or beside names."""
    found = [list(row) for row in rows]
    for row in found:
        if row[0] in words:
            row[1] = words[row[0]]
        elif len(row) > 2 and row[1] in words:
            row[2] = words[row[1]]
    return found


def saved(*sheets: Rows) -> bytes:
    """As a spreadsheet program would keep them."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for number, rows in enumerate(sheets, 1):
        page = book.add_worksheet(f"离线记录 ({number})")
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    book.close()
    return buffer.getvalue()


WORDS: dict[str, object] = {
    "日期": "2026.11.20",
    "开始": "15:30",
    "地点": "二楼会议室",
    "主持人": "党员01",
    "记录人": "P02",
    "议题": "学习《条例》\n讨论发展对象",
    "会议记录": "大家都同意。",
    "决议": "11月底以前报材料",
    "预备03": "假",
    "预备04": "缺席",
}


def test_it_comes_back_as_the_meeting_that_was_typed(desk: StrictClient) -> None:
    shown = send(desk, saved(filled(taken(desk), **WORDS)))
    assert shown.status_code == 200, page_of(shown)
    at = batch_of(shown)
    done = desk.post(f"{at}/check", {"key": "k2", "import": "1"}, follow=True)
    assert "导入完成" in page_of(done)
    (brought,) = Meeting.objects.everything("test")
    found = entry_of(brought)
    typed = MeetingEntry(
        code="",
        body="D1",
        kinds=("meeting.assembly",),
        held_on=date(2026, 11, 20),
        starts_at=found.starts_at,
        place="二楼会议室",
        chair="P01",
        recorder="P02",
        agenda=found.agenda,
        minutes="大家都同意。",
        resolutions=found.resolutions,
        present=("P01", "P02"),
        on_leave=("P03",),
        absent=("P04",),
        entered_on=found.entered_on,
    )
    record_meeting(typed, by=BY, now=NOW)
    other = Meeting.objects.everything("test").exclude(pk=brought.pk).get()
    assert {**vars(entry_of(other)), "code": ""} == {**vars(found), "code": ""}
    assert [each.words for each in found.agenda] == ["学习《条例》", "讨论发展对象"]
    assert [each.words for each in found.resolutions] == ["11月底以前报材料"]


def test_a_copy_of_the_sheet_is_another_meeting_and_the_same_file_again_is_none(desk: StrictClient) -> None:
    rows = taken(desk)
    both = saved(filled(rows, **WORDS), filled(rows, **WORDS | {"日期": "2026-10-20"}))
    for key in ("k1", "k2"):
        at = batch_of(send(desk, both, key))
        desk.post(f"{at}/check", {"key": f"{key}i", "import": "1"})
        assert Meeting.objects.everything("test").count() == 2


def test_what_cannot_be_read_is_mended_in_place(desk: StrictClient) -> None:
    wrong = filled(taken(desk), **WORDS | {"日期": "2026-02-31", "预备03": "生病"})
    shown = send(desk, saved(wrong))
    page, at = page_of(shown), batch_of(shown)
    assert "2026-02-31" in page
    assert "P03（生病）" in page
    assert desk.post(f"{at}/check", {"key": "k2", "import": "1"}).status_code == 422
    assert not Meeting.objects.everything("test").exists()
    fields = {name: value for name, value in (("x-0-D2", "2026-11-20"),) if f'name="{name}"' in page}
    assert fields, page


@pytest.mark.parametrize("kind", Meeting.Kind.values)
def test_there_is_one_for_every_kind(desk: StrictClient, kind: str) -> None:
    make_group("G1", "D1")
    body = "org:G1" if kind == "meeting.group" else "org:D1"
    rows = taken(desk, body, kind)
    assert rows[0][0].startswith("红烛离线会议记录")
    named = filled(rows, 日期="2026-11-20", 议题="学习")
    shown = send(desk, saved(named), kind)
    assert shown.status_code == 200, page_of(shown)


@pytest.mark.parametrize("asked", ["body=org:D9&kind=meeting.assembly", "body=org:D1&kind=nothing", ""])
def test_only_of_one_s_own_and_of_known_kinds(desk: StrictClient, asked: str) -> None:
    assert desk.get(f"/imports/offline?{asked}").status_code == 422


def test_names_that_begin_like_formulas_stay_names(desk: StrictClient) -> None:
    response = desk.get("/imports/offline?body=org:D1&kind=meeting.assembly")
    assert b"<f>" not in response.content
