"""The sheet for a successor, requests for correction and the offline sheet in a browser: shape and axe of each page; paper."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hongzhu.people.actions import CorrectionEntry, ask_correction, link_accounts
from hongzhu.people.models import Person
from tests.accounts.makers import PASSWORD, make_user
from tests.browser.test_accounts import enter as sign_in
from tests.browser.test_meetings import clock, looked_at
from tests.makers import BY, NOW, make_meeting
from tests.notices.makers import make_offices

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
Open = Callable[..., Page]
__all__ = ["clock"]


@pytest.fixture
def asked(clock: object) -> int:
    """A branch that is behind, and a member who asks for a correction; accounts of both."""
    make_offices()
    make_meeting("A1")
    words = CorrectionEntry(about="roster", which="岗位写成了数学教师", wanted="教语文")
    member = Person.objects.everything("test").get(code="P1甲")
    row = ask_correction(member, words, by=BY, now=NOW)
    for person, login in (("P1", "shuji"), ("P1甲", "dangyuan")):
        user = make_user(login, f"账号{person}")
        link_accounts({person: user.pk}, by=BY, now=NOW)
    return row.pk


def test_every_page_keeps_its_shape(asked: int, open_page: Open, live_server: Any) -> None:
    pages = {
        "shuji": ("/handover/D1", f"/corrections/{asked}", "/imports"),
        "dangyuan": ("/corrections/new", f"/corrections/{asked}"),
    }
    page = open_page("/sign-in")
    for login, addresses in pages.items():
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/sign-in")
        sign_in(page, PASSWORD, login)
        for address in addresses:
            page.goto(f"{live_server.url}{address}")
            looked_at(page, f"{login} {address}")


def test_on_paper_only_what_is_signed(asked: int, open_page: Open, live_server: Any) -> None:
    page = open_page("/sign-in")
    sign_in(page, PASSWORD, "shuji")
    page.goto(f"{live_server.url}/handover/D1")
    page.emulate_media(media="print")
    expect(page.locator("table.signatures")).to_be_visible()
    expect(page.get_by_text("打印于2026年11月22日")).to_be_visible()
    expect(page.get_by_role("button", name="下载压缩包")).to_be_hidden()
