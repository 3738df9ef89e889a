"""台账 in a browser: no page runs sideways, axe finds nothing, paper keeps its edge."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from hongzhu.meetings.actions import amend_meeting, entry_of
from tests.accounts.makers import PASSWORD
from tests.books.making import make_assembly
from tests.browser.test_accounts import enter as sign_in
from tests.browser.test_records import Open, looked_at
from tests.makers import BY, NOW, make_branch, make_org, make_post
from tests.meetings.conftest import Clock
from tests.meetings.desks import make_account, make_desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def desk(transactional_db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, open_page: Open) -> Page:
    monkeypatch.setattr(timezone, "now", Clock())
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    make_desk()
    make_org("B", kind="committee", name="教育局党委")
    make_branch("D2", "S2", led_by="B")
    make_post("P01", "B", "secretary")
    make_account()
    page = open_page("/sign-in")
    sign_in(page, PASSWORD, "dangyuan")
    return page


def test_every_page_of_the_books_keeps_its_shape(desk: Page, live_server: Any) -> None:
    words = {"chair": "P01", "recorder": "P02", "present": ("P01", "P02"), "absent": ("P03",)}
    for code in ("M1", "M2"):
        meeting = make_assembly(code, 3, minutes="大家讨论了三点意见。" * 40, **words)
        then = replace(entry_of(meeting), place="二楼")
        amend_meeting(meeting, then, reason="地点没有写", by=BY, now=NOW)
    desk.goto(f"{live_server.url}/books?org=D1")
    desk.get_by_role("button", name="只打新增页").click()
    expect(desk.get_by_role("status").filter(has_text="页码排好了")).to_be_visible()
    looked_at(desk, "the shelf")
    for name in ("assembly", "roster"):
        desk.goto(f"{live_server.url}/books/D1/2026/{name}")
        looked_at(desk, name)
    desk.goto(f"{live_server.url}/books/district")
    looked_at(desk, "the district")


def test_a_book_printed_from_the_browser_has_its_binding_edge(desk: Page, live_server: Any) -> None:
    words = {"chair": "P01", "recorder": "P02", "present": ("P01", "P02"), "absent": ("P03",)}
    for number in (3, 6):
        make_assembly(f"M{number}", number, **words)
    desk.goto(f"{live_server.url}/books/D1/2026/assembly")
    printed = PdfReader(BytesIO(desk.pdf(prefer_css_page_size=True)))
    pages = [page.extract_text() for page in printed.pages]
    assert {
        (round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in printed.pages
    } == {(595, 842)}
    # by numbers alone: without a Chinese font a browser writes no Chinese, with some it writes look-alikes
    on = {code: [place for place, page in enumerate(pages) if code in page] for code in ("M3", "M6")}
    assert on == {"M3": [1], "M6": [2]}, "each entry on a page of its own, after the cover"
    desk.emulate_media(media="print")
    for shell in ("header.top", "nav.side", "nav.tabs", "nav.crumb"):
        assert desk.locator(shell).count() == 1, shell
        expect(desk.locator(shell)).to_be_hidden()
