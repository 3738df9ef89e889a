"""Reminders and messages in a browser: shape, axe, keyboard of each page; two clicks from the grid, without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hongzhu.notices.actions import send_reminders
from hongzhu.people.actions import link_accounts
from tests.accounts.makers import PASSWORD, make_user
from tests.browser.test_accounts import enter as sign_in
from tests.browser.test_meetings import clock, looked_at
from tests.makers import BY, NOW, make_meeting
from tests.notices.makers import LATE, letter, make_offices, org, told

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
Open = Callable[..., Page]
__all__ = ["clock"]


@pytest.fixture
def offices(clock: object) -> None:
    """A bureau and two branches that are behind; one has been told of one thing."""
    make_offices()
    for branch in ("D1", "D2"):
        make_meeting(f"A{branch}", branch)
    told_of = told(), told("meeting.assembly", "2026Q2", words="二季度支部党员大会还没有记录")
    send_reminders([letter(*told_of, words="辛苦了")], sender=org("B"), by=BY, now=NOW)
    for person, login in (("PB", "jiaoyuju"), ("P1", "shuji")):
        user = make_user(login, f"账号{person}", phone="" if login == "shuji" else "13900000001")
        link_accounts({person: user.pk}, by=BY, now=NOW)


def test_every_page_keeps_its_shape(offices: None, open_page: Open, live_server: Any) -> None:
    pages = {"jiaoyuju": ("/reminders", "/messages/sent"), "shuji": ("/messages", "/messages/how")}
    page = open_page("/sign-in")
    for login, addresses in pages.items():
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/sign-in")
        sign_in(page, PASSWORD, login)
        for address in addresses:
            page.goto(f"{live_server.url}{address}")
            page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
            looked_at(page, f"{login} {address}")


def test_two_clicks_from_the_grid_without_scripts(offices: None, open_page: Open, live_server: Any) -> None:
    page = open_page("/sign-in", scripts=False)
    sign_in(page, PASSWORD, "jiaoyuju")
    page.goto(f"{live_server.url}/district")
    page.get_by_role("link", name="提醒过期的").click()
    expect(page.locator("h1")).to_have_text("提醒")
    expect(page.locator(".picks > ul > li")).to_have_count(2)
    page.get_by_role("button", name="发送").click()
    expect(page.locator("main")).to_contain_text("发出了 2 封")
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/sign-in")
    sign_in(page, PASSWORD, "shuji")
    page.get_by_role("link", name="看看是什么").click()
    expect(page.locator("main")).to_contain_text(LATE)


def test_by_keyboard_somebody_is_taken_out(offices: None, open_page: Open, live_server: Any) -> None:
    page = open_page("/sign-in")
    sign_in(page, PASSWORD, "jiaoyuju")
    page.goto(f"{live_server.url}/reminders")
    first = page.locator(".picks input").first
    first.focus()
    page.keyboard.press("Space")
    expect(first).not_to_be_checked()
    with page.expect_navigation():
        page.get_by_role("button", name="发送").press("Enter")
    expect(page.locator("main")).to_contain_text("发出了 1 封")
