"""Assignments in a browser: shape, axe and keyboard of each page; dispatched in three clicks."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hongzhu.assignments.actions import return_response, save_draft
from hongzhu.people.actions import link_accounts
from tests.accounts.makers import PASSWORD, make_user
from tests.assignments.makers import DUE, answer, entry, make_assignment, make_offices, receipt_of
from tests.browser.test_accounts import enter as sign_in
from tests.browser.test_meetings import clock, looked_at
from tests.makers import BY, NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
Open = Callable[..., Page]
__all__ = ["clock"]


@pytest.fixture
def codes(clock: object) -> list[str]:
    """One that was answered, one sent back, one draft; accounts of the bureau and of a branch."""
    make_offices()
    first, second = make_assignment(), make_assignment(title="另一件", org="T1")
    answer(receipt_of(first), 0, "3人", "1")
    answer(receipt_of(second), 0, "3人", "1")
    return_response(receipt_of(second), reason="和花名册对不上", due_on=DUE, by=BY, now=NOW)
    draft = save_draft(entry(title="发展党员计划摸底"), by=BY, now=NOW)
    for person, login in (("PB", "jiaoyuju"), ("P1", "shuji")):
        user = make_user(login, f"账号{person}", phone="" if login == "shuji" else "13900000001")
        link_accounts({person: user.pk}, by=BY, now=NOW)
    return [first.code, second.code, draft.code]


def test_every_page_keeps_its_shape(codes: list[str], open_page: Open, live_server: Any) -> None:
    first, second, draft = codes
    pages = {
        "jiaoyuju": ("", "/new", f"/{draft}/check", f"/{first}", f"/{first}/to/D1"),
        "shuji": ("", f"/{second}/to/D1"),
    }
    page = open_page("/sign-in")
    for login, addresses in pages.items():
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/sign-in")
        sign_in(page, PASSWORD, login)
        for address in addresses:
            page.goto(f"{live_server.url}/assignments{address}")
            page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
            looked_at(page, f"{login} {address}")


def test_three_clicks_from_home_to_sent(codes: list[str], open_page: Open) -> None:
    page = open_page("/sign-in")
    sign_in(page, PASSWORD, "jiaoyuju")
    clicks = 0

    def click(words: str, role: str) -> None:
        nonlocal clicks
        clicks += 1
        with page.expect_navigation():
            page.locator("main").get_by_role(role, name=words).first.click()  # type: ignore[arg-type]

    click("下发任务", "link")
    page.get_by_label("标题").fill("寒假值班")
    page.keyboard.press("Tab")
    page.keyboard.type("12.20")
    page.get_by_label("要哪些内容").fill("书记\n值班电话")
    click("核对", "button")
    click("发给 2 个单位", "button")
    expect(page.locator("main")).to_contain_text("发出去了")
    assert clicks == 3
