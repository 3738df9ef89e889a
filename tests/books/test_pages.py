"""台账 in the browser's eyes: files, new pages, what members see; the year of everybody below."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from pypdf import PdfReader

from hongzhu.books import preparing
from hongzhu.books.actions import STALLED_AFTER, start_preparation
from hongzhu.books.models import Binding, Preparation
from hongzhu.books.views import district
from hongzhu.orgs.models import PartyOrg
from tests.books.making import make_assembly, make_place
from tests.client import StrictClient
from tests.makers import BY, NOW, make_meeting, make_member, make_org, make_post
from tests.meetings.conftest import Clock
from tests.meetings.desks import enter, make_account

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ALL = "/books/D1/2026/all.pdf"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)


@pytest.fixture
def desk(clock: Clock) -> Iterator[StrictClient]:
    make_place()
    make_account("P1")
    return enter()


def shown(desk: StrictClient, address: str) -> str:
    response = desk.get(address)
    assert response.status_code == 200
    return response.content.decode()


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_the_year_opens_as_one_pdf_in_the_browser(desk: StrictClient) -> None:
    make_assembly("M1", 3)
    assert f'href="{ALL}"' in shown(desk, "/books")
    response = desk.get(ALL)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("inline")
    read = text_of(response.content)
    for title in ("党员大会记录簿", "支部委员会记录簿", "党小组会记录簿", "党课记录簿", "党员花名册"):
        assert f"{title} 末页" in read
    assert "党员大会记录簿 2026 · 第 1 页" in read


def test_files_for_wps(desk: StrictClient) -> None:
    make_assembly("M1", 3)
    document = desk.get("/books/D1/2026/assembly.docx")
    assert document.headers["Content-Disposition"].startswith("attachment")
    assert Document(BytesIO(document.content)).tables[0].rows[1].cells[1].text == "王建军"
    assert desk.get("/books/D1/2026/roster.xlsx").content.startswith(b"PK")


def test_a_book_is_read_on_a_page(desk: StrictClient) -> None:
    make_assembly("M1", 3, minutes="说了<b>三点</b>。")
    page = shown(desk, "/books/D1/2026/assembly")
    assert "说了&lt;b&gt;三点&lt;/b&gt;。" in page
    assert "审计链 org:D1 到第" in page
    assert "周䶮" in shown(desk, "/books/D1/2026/roster")
    assert "这一年还没有记录" in shown(desk, "/books/D1/2025/assembly")


def test_new_pages_are_printed_by_post_and_can_be_opened_again(desk: StrictClient) -> None:
    make_assembly("M1", 3)
    assert "还没有印" in shown(desk, "/books")
    response = desk.post("/books/D1/2026/bind")
    binding = Binding.objects.everything("test").get()
    assert response.status_code == 302
    page = shown(desk, response.headers["Location"])
    assert f"/books/bindings/{binding.pk}.pdf" in page
    assert "到第 1 页" in page
    assert "党员大会记录簿 2026 · 第 1 页" in text_of(desk.get(f"/books/bindings/{binding.pk}.pdf").content)
    again = desk.post("/books/D1/2026/bind")
    assert again.status_code == 422
    assert "没有新的页要打印" in again.content.decode()


def test_reading_binds_nothing(desk: StrictClient) -> None:
    make_assembly("M1", 3)
    for address in ("/books", ALL, "/books/D1/2026/assembly"):
        desk.get(address)
    assert desk.get("/books/D1/2026/bind").status_code == 405
    assert not Binding.objects.everything("test").exists()


def test_a_member_reads_what_every_member_attends_and_takes_nothing_out(desk: StrictClient) -> None:
    make_assembly("M1", 3)
    make_meeting("M9", "D1-1", "meeting.group", chair="P3")
    make_member("P4", name="李四", org="D1", school="S1")
    make_account("P4", "member")
    desk.post("/books/D1/2026/bind")
    member = enter("member")
    page = shown(member, "/books")
    assert "支部委员会记录簿" not in page
    assert "PDF" not in page
    assert "只打新增页" not in page
    assert "王建军" in shown(member, "/books/D1/2026/assembly")
    other_group = shown(member, "/books/D1/2026/group")
    assert "M9" not in other_group
    assert "移到了别的簿册" not in other_group, "what he may not see has not gone"
    for address in (ALL, "/books/D1/2026/committee", "/books/bindings/1.pdf"):
        assert member.get(address).status_code == 404


def test_the_shelf_costs_the_same_however_much_was_recorded(desk: StrictClient) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as told:
            shown(desk, "/books")
        return len(told)

    make_assembly("M1", 3)
    queries()
    few = queries()
    for number in range(2, 7):
        make_assembly(f"M{number}", number + 2)
    assert queries() == few


def test_a_blank_page_from_the_sheet(desk: StrictClient) -> None:
    page = shown(desk, "/meetings/new?body=org:D1&kind=meeting.lecture")
    assert 'href="/meetings/blank/meeting.lecture.pdf"' in page
    assert "缺课补课" in text_of(desk.get("/meetings/blank/meeting.lecture.pdf").content)
    assert desk.get("/meetings/blank/nothing.pdf").status_code == 404


@pytest.fixture
def bureau(desk: StrictClient, monkeypatch: pytest.MonkeyPatch) -> StrictClient:
    """Somebody above, whose background works at once."""
    make_org("B", kind="committee", name="教育局党委")
    make_org("D1", name="春晖小学党支部", covers=("S1",), has_committee=True, led_by="B")
    make_member("B1", name="局书记", org="B")
    make_post("B1", "B", "secretary")
    make_account("B1", "bureau")
    monkeypatch.setattr(district, "begin", lambda row, orgs: preparing.prepare(row, orgs, lambda: NOW))
    return enter("bureau")


def test_a_district_has_every_years_books_prepared_and_sees_none(
    desk: StrictClient, bureau: StrictClient
) -> None:
    make_assembly("M1", 3, minutes="支部里说的话")
    assert "请系统把下面 1 个党组织" in shown(bureau, "/books/district")
    assert bureau.post("/books/district", {"year": "2026"}).status_code == 302
    page = shown(bureau, "/books/district")
    assert "1 / 1" in page
    assert "备好了" in page
    assert bureau.get("/books/D1/2026/prepared.pdf").status_code == 404
    assert "/books/D1/2026/prepared.pdf" in shown(desk, "/books")
    assert "支部里说的话" in text_of(desk.get("/books/D1/2026/prepared.pdf").content)


def test_another_superior_sees_nothing_of_it(desk: StrictClient, bureau: StrictClient) -> None:
    make_org("T", kind="committee", name="镇党委")
    words = {"led_by": "B", "guided_by": "T", "covers": ("S1",), "has_committee": True}
    make_org("D1", name="春晖小学党支部", **words)
    make_member("T9", name="镇书记", org="T")
    make_post("T9", "T", "secretary")
    make_account("T9", "township")
    bureau.post("/books/district", {"year": "2026"})
    assert "1 / 1" in shown(bureau, "/books/district")
    page = shown(enter("township"), "/books/district")
    assert "下面 1 个党组织" in page
    assert "1 / 1" not in page


def test_one_preparation_at_a_time_unless_it_was_cut_off(bureau: StrictClient) -> None:
    above = PartyOrg.objects.everything("test").get(code="B")
    row = start_preparation(above, 2026, 1, by=BY, now=NOW)
    refused = bureau.post("/books/district", {"year": "2026"})
    assert refused.status_code == 422
    assert "正在备，不用再点" in refused.content.decode()
    Preparation.objects.everything("test").filter(pk=row.pk).update(
        moved_at=NOW - STALLED_AFTER - timedelta(minutes=1)
    )
    assert "没有备完" in shown(bureau, "/books/district")
    assert bureau.post("/books/district", {"year": "2026"}).status_code == 302
    row.refresh_from_db()
    assert row.problem == "中途断了，已经备好的还在"


def test_what_goes_wrong_in_the_background_is_told(
    bureau: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(preparing, "make_year", full)
    bureau.post("/books/district", {"year": "2026"})
    assert "写文件时出了错" in shown(bureau, "/books/district")
