"""A meeting from its announcement to its record, in a browser without scripts: how many clicks each of them needs."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from hongzhu.meetings.models import Attendance, Meeting
from tests.accounts.makers import PASSWORD
from tests.browser.conftest import axe
from tests.browser.test_accounts import enter as sign_in
from tests.browser.test_accounts import without_scripts
from tests.browser.test_meetings import Clicks, at, looked_at, tab_to
from tests.makers import NOW
from tests.meetings.calls import announced, answer, answers, stored
from tests.meetings.conftest import Clock
from tests.meetings.desks import make_account, make_desk, make_last

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]


@pytest.fixture
def clock(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made


@pytest.fixture
def branch(clock: Clock) -> None:
    make_desk()
    make_last(starts_at="15:30")
    make_account()
    make_account("P05", "wang")


@pytest.fixture
def phones(branch: None, browser: Browser, live_server: Any) -> Iterator[Callable[[str], Page]]:
    """Phones that get no script of ours, each in another pocket."""
    opened = []

    def phone(login: str = "") -> Page:
        context = without_scripts(browser)
        opened.append(context)
        page = context.new_page()
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(f"{live_server.url}/sign-in")
        if login:
            sign_in(page, PASSWORD, login)
        return page

    yield phone
    for context in opened:
        context.close()


def test_announced_answered_and_recorded_without_scripts(phones: Callable[[str], Page], clock: Clock) -> None:
    secretary = phones("dangyuan")
    click = Clicks()
    click(secretary.get_by_role("link", name="通知开会"))
    secretary.get_by_label("哪天开").fill("11.27")
    secretary.get_by_label("议题").fill("学习\n通报党费")
    click(secretary.get_by_role("button", name="通知开会"))
    assert click.count == 2
    expect(secretary.get_by_role("status").first).to_contain_text("通知好了")

    member, click = phones("wang"), Clicks()
    expect(member.get_by_role("heading", level=2).first).to_have_text("支部党员大会，您能来吗")
    click(member.get_by_role("button", name="请假"))
    assert click.count <= 2
    assert answers("D1-2026-T001") == {"P05": "on_leave"}
    expect(member.get_by_role("button", name="改成能来")).to_be_visible()
    assert axe(member) == []

    secretary.reload()
    link = secretary.get_by_label("党员06的回复链接", exact=True).input_value()
    stranger, click = phones(""), Clicks()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("支部党员大会，您能来吗")
    click(stranger.get_by_role("button", name="能来"))
    expect(stranger.locator("main")).to_contain_text("您回复了：能来")
    assert axe(stranger) == []

    clock.at = datetime(2026, 11, 27, 9, tzinfo=NOW.tzinfo)
    secretary, click = phones("dangyuan"), Clicks()
    click(secretary.get_by_role("link", name="看谁能来"))
    click(secretary.get_by_role("link", name="记录这次会议"))
    assert secretary.locator("[name=who-P05]:checked").get_attribute("value") == "on_leave"
    assert secretary.locator("[name=who-P06]:checked").get_attribute("value") == "present"
    secretary.get_by_label("会议记录").fill("学习了文件，通报了党费。")
    click(secretary.get_by_role("button", name="保存并入簿"))
    assert click.count == 3
    expect(secretary.locator("#saved")).to_contain_text("已入簿")
    meeting = Meeting.objects.everything("test").exclude(code="M1").get()
    assert stored("D1-2026-T001").meeting == meeting
    on_leave = Attendance.objects.everything("test").filter(meeting=meeting, state="on_leave")
    assert list(on_leave.values_list("person__code", flat=True)) == ["P05"]


def test_every_page_keeps_its_shape(branch: None, open_page: Open) -> None:
    announced()
    announced("N2", "D1", "meeting.lecture", "meeting.theme-day")
    answer("N1", "P06", "on_leave")
    answer("N1", "P07")
    desk = open_page("/sign-in")
    sign_in(desk, PASSWORD, "dangyuan")
    for address in ("/", "/meetings", "/meetings/notices/new?body=org:D1", "/meetings/notices/N1/change"):
        looked_at(at(desk, address), address)
    at(desk, "/meetings/notices/N1")
    desk.get_by_text("每人一个的回复链接").click()
    expect(desk.get_by_role("button", name="党员06的回复链接")).to_be_visible()
    desk.get_by_role("button", name="党员06的回复链接").click()
    expect(desk.get_by_text("复制好了")).to_be_visible()
    looked_at(desk, "who can come")
    link = desk.get_by_label("党员06的回复链接", exact=True).input_value()
    at(desk, "/meetings/notices/new?body=org:D1").get_by_role("button", name="通知开会").click()
    expect(desk.get_by_role("alert")).to_contain_text("请填哪天开")
    looked_at(desk, "mistakes")
    desk.goto(link)
    looked_at(desk, "link")
    desk.goto(link + "x")
    looked_at(desk, "broken link")


def test_members_pages_keep_their_shape_and_the_keyboard_answers(branch: None, open_page: Open) -> None:
    announced()
    announced("N2", "D1", "meeting.lecture")
    page = open_page("/sign-in")
    sign_in(page, PASSWORD, "wang")
    looked_at(page, "home")
    tab_to(page, "[name=answer][value=on_leave]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="改成能来")).to_be_visible()
    assert answers() == {"P05": "on_leave"}
    looked_at(page, "answered")
    looked_at(at(page, "/meetings/notices/N2"), "what, when, where")
