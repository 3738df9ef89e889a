"""The roster in a browser: the list, a person, the sheets and a transfer keep their shape; a number is shown by keyboard."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.accounts.makers import PASSWORD
from tests.browser.test_accounts import enter as sign_in
from tests.browser.test_meetings import at
from tests.browser.test_records import looked_at
from tests.makers import make_branch, make_member
from tests.meetings.conftest import Clock
from tests.meetings.desks import make_account, make_desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def test_pages_of_people_keep_their_shape(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, open_page: Callable[..., Page]
) -> None:
    monkeypatch.setattr(timezone, "now", Clock())
    make_desk()
    make_account()
    make_branch("D2", "S2", name="松岭小学党支部")
    make_member("Q1", name="王电", org="D1", school="S1", phone="13812342046")
    page = open_page("/sign-in")
    sign_in(page, PASSWORD, "dangyuan")
    for address in ("/people", "/people/Q1", "/people/new"):
        at(page, address)
        looked_at(page, address)
    at(page, "/people/Q1")
    page.locator("summary", has_text="显示手机").press("Enter")
    page.get_by_label("联系本人").press("Space")
    page.get_by_role("button", name="显示").press("Enter")
    expect(page.get_by_role("complementary")).to_contain_text("13812342046")
    at(page, "/people/Q1/transfer")
    page.get_by_label("转到哪个党组织").select_option("D2")
    page.locator("#save").press("Enter")
    expect(page.locator("main")).to_contain_text("等接收")
    looked_at(page, "transfer")
