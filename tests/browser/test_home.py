"""Homes and the page of one duty in a browser: layout from 320 px up, three sizes of type, keyboard, axe, paper, no scripts."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from hongzhu.meetings.actions import MeetingEntry, record_meetings
from tests import makers
from tests.accounts.makers import PASSWORD, give_password
from tests.browser.conftest import axe
from tests.client import StrictClient
from tests.desk.districts import make_district
from tests.desk.readers import oversee, overseer, reader
from tests.desk.test_home import kindergarten

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Page]
PAGES = ("/", "/duties/meeting.committee/org/D0", "/duties/hours.member/org/D0", "/duties/life.org/org/D0")
SIZES = ("normal", "large", "huge")


def branch() -> None:
    """A branch that met every month but October, with a group and a school."""
    make_district(2, people=7)
    makers.make_group("G0", "D0", name="第一党小组")
    makers.make_post("RY0-1", "D0")
    months = range(1, 12)
    held = [("D0", "meeting.committee", month, 12) for month in months if month != 10]
    held += [("G0", "meeting.group", month, 3) for month in months]
    held += [("S0", "meeting.staff-study", month, day) for month in months for day in (5, 19)]
    held.append(("D0", "meeting.joint", 10, 9))
    entries = [
        MeetingEntry(code=f"M{number}", body=body, kinds=(kind,), held_on=date(2026, month, day))
        for number, (body, kind, month, day) in enumerate(held)
    ]
    record_meetings(entries, by=makers.BY, now=makers.NOW)
    makers.make_justification("meeting.assembly", "D0", "2026Q3")


@pytest.fixture
def secretary(open_page: Open, transactional_db: None) -> Open:
    branch()
    client = StrictClient()
    reader(client, "RY0-1", name="王建军")
    return partial(open_page, reader=client)


@pytest.fixture
def superior(open_page: Open, transactional_db: None) -> Open:
    branch()
    client = StrictClient()
    overseer(client)
    oversee()
    return partial(open_page, reader=client)


def sized(page: Page, size: str) -> None:
    page.evaluate(f"document.documentElement.dataset.size = '{size}'")


def looked_at(page: Page) -> dict[tuple[str, str, int], object]:
    """What axe finds, and what scrolls sideways, at three sizes of type."""
    found: dict[tuple[str, str, int], object] = {}
    for size in SIZES:
        sized(page, size)
        for width in (320, 390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found["wide", size, width] = wide
        for width in (390, 1440) if size == "normal" else (390,):
            page.set_viewport_size({"width": width, "height": 900})
            if faults := axe(page):
                found["axe", size, width] = faults
    return found


def test_the_secretarys_pages_fit_and_axe_finds_nothing(secretary: Open) -> None:
    for address in PAGES:
        assert looked_at(secretary(address)) == {}, address


def test_the_superiors_pages_fit_and_axe_finds_nothing(superior: Open) -> None:
    for address in ("/", "/duties/hours.member/org/D0"):
        assert looked_at(superior(address)) == {}, address


@pytest.mark.parametrize(
    ("person", "words"), [("RY0-3", {}), ("", {}), ("", {"duty": "", "name": "没有职务的"})]
)
def test_narrow_homes_fit_and_axe_finds_nothing(
    open_page: Open, transactional_db: None, person: str, words: dict[str, str]
) -> None:
    branch()
    client = StrictClient()
    reader(client, person, **words)
    assert looked_at(open_page("/", reader=client)) == {}


def test_a_kindergartens_pages_fit_and_axe_finds_nothing(open_page: Open, transactional_db: None) -> None:
    kindergarten()
    client = StrictClient()
    reader(client, "P1", name="陈梅")
    for address in ("/", "/unbound/school/S1"):
        assert looked_at(open_page(address, reader=client)) == {}, address


def test_a_phone_shows_a_home_in_the_order_of_its_questions(secretary: Open) -> None:
    page = secretary("/", 390)
    tops = [
        page.locator(f"#{each}").bounding_box() for each in ("todo", "quick", "progress", "waiting", "fed")
    ]
    heights = [box["y"] for box in tops if box]
    assert len(heights) == 5
    assert heights == sorted(heights)


@pytest.mark.usefixtures("newly_installed")
def test_axe_finds_nothing_on_the_empty_page(open_page: Open, transactional_db: None) -> None:
    client = StrictClient()
    reader(client)
    page = open_page("/", 390, reader=client)
    assert page.inner_text("h1") == "还没有数据"
    assert axe(page) == []


def test_from_home_to_the_reasons_and_to_the_form_by_keyboard_without_scripts(secretary: Open) -> None:
    page = secretary("/", 390, scripts=False)
    line = page.get_by_role("listitem").filter(has_text="10月份支部委员会还没有记录")
    assert "过期" in line.inner_text()
    button = line.get_by_role("link", name="补记")
    assert button.get_attribute("href") == "/meetings/new?body=org:D0&kind=meeting.committee&on=2026-10-31"
    why = line.get_by_role("link", name="为什么算过期")
    for _ in range(40):
        page.keyboard.press("Tab")
        if why.evaluate("each => each === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/duties/meeting.committee/org/D0")
    assert page.locator("ol.year > li").count() == 12
    assert page.locator("#why ol.trace > li").count() == 4
    assert page.get_by_text("是党政联席会议，不是支部委员会").is_visible()
    page.get_by_text("原文用的是“一般”，有特殊情况怎么办").click()
    assert page.get_by_text("按“提交说明”写清原因").is_visible()


def test_a_phone_has_at_most_five_places_below(secretary: Open) -> None:
    page = secretary("/", 390)
    assert 0 < page.locator("nav.tabs > ul > li").count() <= 5


def test_paper_shows_the_year_and_the_reasons_without_the_shell(secretary: Open) -> None:
    page = secretary("/duties/meeting.committee/org/D0", 1050, media="print")
    assert page.get_by_text("打印于2026年11月22日").is_visible()
    assert not page.locator("nav.side").is_visible()
    assert not page.get_by_role("link", name="补记10月支部委员会").is_visible()
    box = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert box[0] <= box[1]
    late = page.locator("ol.year > li.late").evaluate("each => getComputedStyle(each).backgroundColor")
    assert late == "rgba(0, 0, 0, 0)"


def test_from_sign_in_to_the_missing_meeting_settled_explained_and_gone_without_scripts(
    open_page: Open, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: makers.NOW + timedelta(minutes=1))
    branch()
    user = reader(StrictClient(), "RY0-1", name="王建军", login="wangjianjun")
    give_password(user, PASSWORD, makers.NOW)
    page = open_page("/", 390, scripts=False)
    page.get_by_label("用户名或手机号").fill("wangjianjun")
    page.get_by_role("textbox", name="密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("h1")).to_have_text("王老师，眼下要办 9 件事")
    line = page.get_by_role("listitem").filter(has_text="10月份支部委员会还没有记录")
    line.get_by_role("link", name="补记").click()
    expect(page.locator("h1")).to_have_text("记一次会议")
    page.get_by_label("日期").fill("2026.10.20")
    page.get_by_label("议程").fill("研究四季度工作")
    page.get_by_role("button", name="保存并入簿").click()
    expect(page.locator("main")).to_contain_text("支部委员会")
    page.goto(page.url.partition("/meetings")[0] + "/")
    expect(page.locator("h1")).to_have_text("王老师，眼下要办 8 件事")
    assert "10月份支部委员会" not in page.inner_text("#todo")
    assert "10月20日支部委员会" in page.inner_text("#fed")
    page.get_by_role("link", name="支部委员会", exact=True).click()
    expect(page.locator("ol.year > li").nth(9)).to_contain_text("补记")
    expect(page.locator("#evidence")).to_contain_text("研究四季度工作")
    expect(page.locator("#evidence")).to_contain_text("补记 33 天")
    expect(page.locator("#evidence")).to_contain_text("11 条算数")
