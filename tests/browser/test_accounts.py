"""Signing in with a phone whose browser runs no scripts: password, authenticator, recovery codes, out again."""

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hongzhu.accounts import actions
from hongzhu.accounts.codes import code_at, step_at
from hongzhu.accounts.models import Authenticator, User
from tests.accounts.makers import OTHER_PASSWORD, PASSWORD, give_password, make_user
from tests.browser.conftest import axe
from tests.browser.test_kit import too_wide

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 844}


def present() -> datetime:
    return datetime.now(UTC)


def without_scripts(browser: Browser) -> BrowserContext:
    context = browser.new_context(locale="zh-CN", viewport=PHONE)
    context.route("**/*.js", lambda route: route.abort())
    return context


@pytest.fixture
def phone(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A phone that gets no script of ours (axe needs some to run); what asks another host fails the test."""
    context = without_scripts(browser)
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/sign-in")
    yield page
    context.close()
    assert [url for url in asked if not url.startswith(live_server.url)] == []


def looked_at(page: Page) -> None:
    """Nothing for axe to find, nothing to scroll sideways, down to 320 pixels."""
    assert axe(page) == [], page.url
    for size in (NARROW, PHONE):
        page.set_viewport_size(size)
        assert too_wide(page) == [], (page.url, size)


def enter(page: Page, password: str = PASSWORD, login: str = "zhouyulan") -> None:
    page.get_by_label("用户名或手机号").fill(login)
    page.get_by_role("textbox", name="密码").fill(password)
    with page.expect_navigation():  # whoever goes on before the answer leaves without a session
        page.get_by_role("button", name="登录").click()


def digits(secret: bytes, later: int = 0) -> str:
    return code_at(secret, step_at(present()) + later)


def test_the_whole_way_in_and_out_without_scripts(phone: Page) -> None:
    give_password(make_user(), PASSWORD, present())
    looked_at(phone)
    enter(phone, "wrong")
    expect(phone.get_by_role("alert")).to_contain_text("用户名或密码不对")
    looked_at(phone)
    enter(phone)
    phone.get_by_role("link", name="我的账号").first.click()
    looked_at(phone)

    phone.get_by_role("link", name="设置验证器").click()
    phone.get_by_text("扫不了，用手输").click()
    looked_at(phone)
    secret = base64.b32decode(phone.locator("details code").inner_text().replace(" ", ""))
    phone.get_by_label("手机上显示的6位数字").fill(digits(secret, -1))
    phone.get_by_label("您的密码").fill(PASSWORD)
    phone.get_by_role("button", name="设好了").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("备用码")
    looked_at(phone)
    codes = phone.locator("main li code").all_inner_texts()
    assert len(codes) == 8
    phone.get_by_role("link", name="记好了").click()
    looked_at(phone)

    phone.get_by_role("button", name="退出登录").click()
    expect(phone.get_by_role("status").last).to_contain_text("已经退出")
    enter(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("再输一次验证码")
    looked_at(phone)
    phone.get_by_label("6位数字").fill("000000")
    phone.get_by_role("button", name="继续").click()
    looked_at(phone)
    phone.get_by_label("6位数字").fill(digits(secret))
    phone.get_by_label("这台电脑30天内不再问").check()
    phone.get_by_role("button", name="继续").click()
    phone.get_by_role("link", name="我的账号").first.click()
    looked_at(phone)

    phone.get_by_role("button", name="退出登录").click()
    enter(phone)
    expect(phone.get_by_role("link", name="我的账号").first).to_be_visible()
    phone.context.clear_cookies()
    phone.goto(phone.url.rstrip("/") + "/sign-in")
    enter(phone)
    phone.get_by_role("link", name="手机不在身边，用备用码").click()
    looked_at(phone)
    phone.get_by_role("textbox", name="备用码").fill(codes[0].lower())
    phone.get_by_role("button", name="继续").click()
    expect(phone.get_by_role("link", name="我的账号").first).to_be_visible()


def test_a_slip_is_printed_and_used_without_scripts(phone: Page, browser: Browser, live_server: Any) -> None:
    admin = make_user("secadmin", "高峰", phone="13900000001", duty="security")
    give_password(admin, PASSWORD, present())
    User.objects.update(is_demo=True)  # no authenticator to set up first
    enter(phone, login="secadmin")
    looked_at(phone)
    phone.get_by_role("link", name="新建账号").click()
    looked_at(phone)
    phone.get_by_role("button", name="建好").click()
    looked_at(phone)
    phone.get_by_label("姓名").fill("周玉兰")
    phone.get_by_label("用户名").fill("zhouyulan")
    phone.get_by_role("button", name="建好").click()
    looked_at(phone)
    phone.get_by_role("button", name="打一张激活单").click()
    looked_at(phone)
    code = phone.locator("dd code").nth(1).inner_text()
    address = phone.locator("dd code").nth(2).inner_text()
    phone.emulate_media(media="print")
    expect(phone.get_by_role("link", name="交给本人了")).to_be_hidden()

    context = without_scripts(browser)
    other = context.new_page()
    other.goto(address)
    looked_at(other)
    other.get_by_role("button", name="定好密码并登录").click()
    looked_at(other)
    for label, value in (("用户名", "zhouyulan"), ("激活码", code), ("自己定一个密码", OTHER_PASSWORD)):
        other.get_by_label(label).fill(value)
    other.get_by_label("再输一遍").fill(OTHER_PASSWORD)
    other.get_by_role("button", name="定好密码并登录").click()
    other.get_by_role("link", name="我的账号").first.click()
    other.get_by_role("link", name="改密码").click()
    looked_at(other)
    context.close()


def test_pages_keep_their_shape_with_huge_type_and_with_scripts(open_page: Open, live_server: Any) -> None:
    """With scripts, at the desk: the policy lets them run, and nothing is too wide at any size of type."""
    give_password(make_user(), PASSWORD, present())
    page = open_page("/sign-in")
    for address in ("/sign-in", "/sign-in/slip", "/sign-in/forgotten"):
        page.goto(live_server.url + address)
        for size in ("normal", "large", "huge"):
            page.evaluate(f"document.documentElement.dataset.size = '{size}'")
            for width in (320, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                assert too_wide(page) == [], (address, size, width)
            assert axe(page) == [], (address, size)
    page.goto(live_server.url + "/sign-in")
    enter(page)
    for address in ("/account", "/account/password", "/account/authenticator"):
        page.goto(live_server.url + address)
        page.set_viewport_size({"width": 1440, "height": 900})
        assert axe(page) == [], address
        page.evaluate("document.documentElement.dataset.size = 'huge'")
        page.set_viewport_size({"width": 320, "height": 900})
        assert too_wide(page) == [], address


def test_the_secret_of_a_story_is_a_real_one() -> None:
    user = make_user()
    assert not Authenticator.objects.filter(user=user).exists()
    assert len(actions.make_recovery_codes(user=user, by="test", now=present())) == 8
