"""Meetings in a browser: an assembly recorded without scripts, layout, keyboard, htmx; nothing lost or doubled."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from hongzhu.meetings.models import Attendance, Draft, Meeting, Resolution
from tests.accounts.makers import PASSWORD
from tests.browser.conftest import axe, comes_true
from tests.browser.test_accounts import enter as sign_in
from tests.browser.test_accounts import without_scripts
from tests.browser.test_kit import each_look, sized, too_wide
from tests.makers import make_member
from tests.meetings.conftest import Clock
from tests.meetings.desks import ASSEMBLY, NEW, TODAY, enter, fields_of, make_account, make_desk, make_last

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]
MINUTES = "周玉兰传达了通知，逐条讲了要求。\n\n大家讨论，同意。"


@pytest.fixture
def clock(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made


@pytest.fixture
def branch(clock: Clock) -> None:
    make_desk()
    make_last()
    make_account()


@pytest.fixture
def desk(branch: None, open_page: Open) -> Page:
    """Somebody who records for the branch has signed in."""
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


def at(page: Page, address: str) -> Page:
    """Go to an address of the same site."""
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + address)
    return page


def recorded() -> list[Meeting]:
    """What is in the book beside the meeting that was there before."""
    return list(Meeting.objects.everything("test").exclude(code="M1").order_by("pk"))


def mark(page: Page, name: str, word: str) -> Locator:
    """The label of 到, 假 or 缺 beside somebody's name."""
    one = page.locator("#roll .one").filter(has=page.locator(".who", has_text=name))
    return one.locator("label", has_text=word)


class Clicks:
    """Presses, and counts."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, place: Locator) -> None:
        self.count += 1
        place.click()


def test_an_assembly_of_eighteen_takes_seven_clicks_without_scripts(phone: Page) -> None:
    click = Clicks()
    click(phone.get_by_role("main").get_by_role("link", name="记一次会议"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("记一次会议")
    assert phone.locator("#roll .one").count() == 18
    click(mark(phone, "党员05", "假"))
    click(mark(phone, "党员06", "缺"))
    click(mark(phone, "预备17", "假"))
    expect(phone.locator("#roll .tally")).to_contain_text("应到 18")
    phone.get_by_label("会议记录").fill(MINUTES)
    phone.get_by_role("textbox", name="定了什么").fill("同意第四季度工作安排")
    click(phone.get_by_text("全票通过"))
    click(phone.get_by_role("button", name="保存并入簿"))
    assert click.count <= 7

    told = phone.locator("#saved")
    expect(told).to_contain_text("已入簿，编号 D1-2026-001。您填了1次，更新")
    fed = phone.get_by_role("complementary")
    expect(fed).to_contain_text("系统替您记好了")
    expect(fed).to_contain_text("支部党员大会")
    (meeting,) = recorded()
    states = dict(
        Attendance.objects.everything("test")
        .filter(meeting=meeting)
        .exclude(state="present")
        .values_list("person__code", "state")
    )
    assert states == {"P05": "on_leave", "P06": "absent", "P17": "on_leave"}
    resolution = Resolution.objects.everything("test").get(meeting=meeting)
    assert (resolution.entitled, resolution.present, resolution.in_favour) == (16, 14, 14)
    assert axe(phone) == []


def looked_at(page: Page, where: str) -> None:
    """Nothing to scroll sideways at three widths and sizes of type; nothing for axe to find in each size, and on a desk."""
    assert each_look(page, lambda: too_wide(page)) == {}, where
    for width, size in ((390, "huge"), (390, "large"), (390, "normal"), (1440, "normal")):
        sized(page, width, size)
        assert axe(page) == [], (where, width, size)


def test_every_page_keeps_its_shape(desk: Page) -> None:
    looked_at(at(desk, "/meetings"), "list")
    at(desk, ASSEMBLY)
    comes_true(desk, "document.querySelector('#feeds').textContent.includes('入簿')")
    for each in desk.locator("#sheet details > summary").all():
        each.click()
    looked_at(desk, "new")
    desk.get_by_label("日期").first.fill("2.30")
    desk.get_by_role("button", name="保存并入簿").click()
    expect(desk.get_by_role("alert")).to_contain_text("没有2月30日这一天")
    looked_at(desk, "mistakes")
    desk.get_by_label("日期").first.fill("11月20日")
    desk.get_by_label("会议记录").fill(MINUTES)
    desk.get_by_role("textbox", name="定了什么").fill("修好食堂的灯")
    desk.get_by_label("谁来办").select_option("P02")
    desk.get_by_role("button", name="保存并入簿").click()
    expect(desk.locator("#saved")).to_contain_text("已入簿")
    looked_at(desk, "just saved")
    code = recorded()[0].code
    looked_at(at(desk, f"/meetings/{code}/amend"), "amend")
    desk.get_by_label("会议记录").fill("更正后的记录")
    desk.get_by_role("button", name="更正").last.click()
    expect(desk.locator("main")).to_contain_text("更正过的")
    looked_at(desk, "amended")


def test_two_drafts_side_by_side_keep_their_shape(desk: Page) -> None:
    make_account("P02", "zuzhi")
    other = enter("zuzhi")
    at(desk, ASSEMBLY)
    desk.get_by_label("会议记录").fill("起头")
    mark(desk, "党员05", "缺").click()
    desk.get_by_role("button", name="先存草稿").click()
    expect(desk.locator("main")).to_contain_text("草稿存好了，还没有入簿")
    assert desk.get_by_text("没存上去的内容").count() == 0
    (kept,) = Draft.objects.everything("test")
    theirs = fields_of(other.get(f"/meetings/drafts/{kept.key}"))
    other.post(NEW, theirs | {"minutes": "别人写的" * 60, "draft": "1"})
    desk.get_by_label("会议记录").fill("我写的" * 60)
    desk.get_by_role("button", name="先存草稿").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("两份草稿不一样")
    looked_at(desk, "conflict")
    desk.get_by_role("button", name="用我写的").click()
    expect(desk.get_by_label("会议记录")).to_have_value("我写的" * 60)


def test_panel_and_list_follow_the_date_and_writing_is_kept(desk: Page) -> None:
    make_member("P30", name="后来的", org="D1", school="S1", arrived_on=date(2026, 11, 10))
    at(desk, ASSEMBLY)
    comes_true(desk, "document.querySelector('#feeds').textContent.includes('2026 年第')")
    assert not desk.get_by_role("button", name="看看会记到哪里").is_visible()
    assert desk.locator("#roll .one").count() == 19
    mark(desk, "党员05", "假").click()
    desk.get_by_label("日期").first.fill("11.5")
    desk.get_by_label("开始", exact=True).click()
    comes_true(
        desk, "document.querySelector('#feeds').textContent.includes('补记：11月5日开的会，晚 17 天登记')"
    )
    comes_true(desk, "document.querySelectorAll('#roll .one').length === 18")
    assert desk.locator("[name=who-P05]:checked").get_attribute("value") == "on_leave"
    desk.get_by_label("日期").first.fill("2.30")
    desk.get_by_label("开始", exact=True).click()
    comes_true(desk, "document.querySelector('#feeds').textContent.includes('没有2月30日这一天')")

    desk.get_by_label("会议记录").fill("写了一半")
    desk.get_by_label("地点").click()
    comes_true(desk, "document.querySelector('auto-save').textContent.includes('12:00 已自动存稿')")
    for _ in range(100):
        (kept,) = Draft.objects.everything("test")
        if kept.fields["minutes"] == ["写了一半"]:
            break
        desk.get_by_label("地点").click()
        desk.get_by_label("开始", exact=True).click()
        desk.wait_for_timeout(50)
    assert kept.fields["minutes"] == ["写了一半"]
    assert recorded() == []


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is on what fits a selector."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    pytest.fail(f"the keyboard never reaches {wanted}")


def test_the_keyboard_alone_fills_and_saves(desk: Page) -> None:
    at(desk, ASSEMBLY)
    comes_true(desk, "document.querySelector('#feeds').textContent.includes('入簿')")
    tab_to(desk, "[name=place]")
    desk.keyboard.type("操场")
    tab_to(desk, "[name=who-P05]")
    desk.keyboard.press("ArrowRight")
    tab_to(desk, "[name=minutes]")
    desk.keyboard.type("说了三件事")
    tab_to(desk, "[name=r0-words]")
    desk.keyboard.type("都同意")
    tab_to(desk, "[name=r0-is_unanimous]")
    desk.keyboard.press("Space")
    tab_to(desk, "#save")
    desk.keyboard.press("Enter")
    expect(desk.locator("#saved")).to_contain_text("已入簿")
    (meeting,) = recorded()
    assert (meeting.place, meeting.minutes) == ("操场", "说了三件事")
    assert Attendance.objects.everything("test").get(meeting=meeting, person__code="P05").state == "on_leave"


def test_control_s_saves_once(desk: Page) -> None:
    at(desk, ASSEMBLY)
    desk.get_by_label("会议记录").fill("说了三件事")
    desk.keyboard.press("Control+s")
    desk.keyboard.press("Control+s")
    expect(desk.locator("#saved")).to_contain_text("已入簿")
    assert len(recorded()) == 1


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_session_that_ends_while_writing_loses_nothing(
    with_scripts: bool, request: pytest.FixtureRequest, clock: Clock
) -> None:
    page = request.getfixturevalue("desk" if with_scripts else "phone")
    at(page, ASSEMBLY)
    page.get_by_label("会议记录").fill("写了很久")
    mark(page, "党员05", "缺").click()
    if with_scripts:
        comes_true(page, "document.querySelector('auto-save').textContent.includes('已自动存稿')")
        page.get_by_label("地点").fill("操场")
    clock.at += timedelta(minutes=31)
    if with_scripts:
        page.get_by_label("开始", exact=True).click()
        comes_true(page, "document.querySelector('auto-save').textContent.includes('登录已经结束')")
    page.get_by_role("button", name="保存并入簿").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("红烛")
    expect(page.get_by_text("内容都留着，登录后接着存")).to_be_visible()
    assert recorded() == []
    sign_in(page, PASSWORD, "dangyuan")
    page.get_by_role("button", name="接着保存").click()
    expect(page.locator("#saved")).to_contain_text("已入簿")
    (meeting,) = recorded()
    assert meeting.minutes == "写了很久"
    assert Attendance.objects.everything("test").get(meeting=meeting, person__code="P05").state == "absent"
    at(page, ASSEMBLY)
    assert page.get_by_text("没存上去的内容").count() == 0


def test_a_form_sent_again_from_the_browsers_history_is_one_record(phone: Page) -> None:
    at(phone, ASSEMBLY)
    phone.get_by_label("会议记录").fill("说了三件事")
    phone.get_by_role("button", name="保存并入簿").click()
    expect(phone.locator("#saved")).to_be_visible()
    there = phone.url.partition("?")[0]
    phone.go_back()
    expect(phone.get_by_label("会议记录")).to_have_value("说了三件事")
    phone.get_by_role("button", name="保存并入簿").click()
    expect(phone.locator("#saved")).to_be_visible()
    assert phone.url.partition("?")[0] == there
    assert len(recorded()) == 1
    assert recorded()[0].held_on == TODAY
