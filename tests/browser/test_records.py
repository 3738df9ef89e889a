"""Trainings, talks and plans in a browser: a training from the home without scripts; every page keeps its shape."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from hongzhu.training.models import Attendee, Training
from tests.accounts.makers import PASSWORD
from tests.browser.conftest import axe, comes_true
from tests.browser.test_accounts import enter as sign_in
from tests.browser.test_accounts import without_scripts
from tests.browser.test_kit import SIZES, each_look, sized, too_wide
from tests.browser.test_meetings import Clicks, at
from tests.makers import make_branch, make_org, make_post
from tests.meetings.conftest import Clock
from tests.meetings.desks import make_account, make_desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
Open = Callable[..., Page]


@pytest.fixture
def branch(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", Clock())
    make_desk()
    make_account()


@pytest.fixture
def desk(branch: None, open_page: Open) -> Page:
    page = open_page("/sign-in")
    sign_in(page, PASSWORD, "dangyuan")
    return page


@pytest.fixture
def phone(branch: None, browser: Browser, live_server: Any) -> Iterator[Page]:
    """The same on a phone that gets no script of ours."""
    context = without_scripts(browser)
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in")
    sign_in(page, PASSWORD, "dangyuan")
    yield page
    context.close()


def looked_at(page: Page, name: str) -> None:
    """No sideways scroll at any width and size; axe finds nothing in any size of type."""
    assert each_look(page, lambda: too_wide(page)) == {}, name
    for size in SIZES:
        sized(page, 390, size)
        assert axe(page) == [], f"{name} {size}"
    sized(page, 1440, "normal")


def save(page: Page) -> None:
    page.locator("#save").click()


def test_from_the_home_to_a_saved_training_in_five_clicks_without_scripts(phone: Page) -> None:
    click = Clicks()
    click(phone.locator("#quick").get_by_role("link", name="培训"))
    click(phone.locator(".pills label", has_text="其他"))
    one = phone.locator("#roll .one").filter(has=phone.locator(".who", has_text="党员05"))
    click(one.locator("label", has_text="没来"))
    phone.locator("#id_title").fill("秋季集中学习")
    phone.locator("#id_hours").fill("3.5")
    click(phone.locator("#save"))
    assert click.count <= 5
    expect(phone.locator("main")).to_contain_text("已入簿，编号 D1-2026-P1。您填了1次，更新")
    expect(phone.get_by_role("complementary")).to_contain_text("党员集中学习培训学时")
    training = Training.objects.everything("test").get()
    assert Attendee.objects.everything("test").filter(training=training).count() == 17
    assert axe(phone) == []


def test_pages_of_trainings_keep_their_shape(desk: Page) -> None:
    at(desk, "/trainings/new?body=org:D1")
    desk.locator("#id_title").fill("秋季集中学习" * 6)
    desk.locator(".pills label", has_text="集中培训").click()
    desk.locator("#id_hours").fill("3.5")
    desk.locator("#id_title").click()
    comes_true(desk, "document.querySelector('#feeds').textContent.includes('各记 3.5 学时')")
    desk.locator("#roll summary").click()
    looked_at(desk, "new")
    save(desk)
    expect(desk.locator("main")).to_contain_text("系统替您记好了")
    desk.locator("#undo summary").click()
    looked_at(desk, "saved")
    at(desk, "/trainings/D1-2026-P1/amend")
    save(desk)
    expect(desk.get_by_role("alert")).to_contain_text("请填更正的原因")
    looked_at(desk, "mistakes")
    desk.locator("#id_reason").fill("主题写错")
    desk.locator("#id_title").fill("集中学习")
    save(desk)
    desk.locator("#amended summary").click()
    looked_at(desk, "amended")
    looked_at(at(desk, "/trainings"), "list")


def test_a_superior_chooses_by_post(branch: None, open_page: Open) -> None:
    make_org("B", kind="committee", name="教育局党委")
    make_branch("D1", "S1", name="春晖小学党支部", has_committee=True, guided_by="B")
    make_post("P05", "B", "secretary")
    make_account("P05", "jiaoyuju")
    page = open_page("/sign-in")
    sign_in(page, PASSWORD, "jiaoyuju")
    at(page, "/trainings/new?body=org:B")
    page.locator(".pills label", has_text="班子成员").click()
    page.get_by_role("button", name="按职务选上").click()
    expect(page.locator(".picker input:checked")).to_have_count(4)
    looked_at(page, "by post")


def test_pages_of_talks_and_plans_keep_their_shape(desk: Page) -> None:
    at(desk, "/talks/new")
    desk.get_by_label("群众甲").check()
    comes_true(desk, "document.querySelector('#feeds').textContent.includes('教职工谈心谈话')")
    looked_at(desk, "new talk")
    save(desk)
    expect(desk.locator("main")).to_contain_text("已入簿 1 次谈话")
    looked_at(desk, "talks")
    desk.get_by_role("link", name="2026年11月22日").click()
    desk.locator("#undo summary").click()
    looked_at(desk, "talk")
    desk.get_by_role("link", name="更正").click()
    looked_at(desk, "amended talk")
    at(desk, "/plans/new")
    desk.locator("#id_words").fill("每月集中学习一次")
    desk.locator("#id_decided_on").click()
    comes_true(desk, "document.querySelector('#feeds').textContent.includes('办完了（1份）')")
    looked_at(desk, "new plan")
    save(desk)
    expect(desk.locator("main")).to_contain_text("您填了1次，更新 2 处")
    looked_at(desk, "plan")
    looked_at(at(desk, "/plans"), "plans")
