"""The desk in a browser: layout from 320 px up, keyboard, axe."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests import makers
from tests.browser.conftest import axe, comes_true
from tests.client import StrictClient
from tests.desk.districts import make_district
from tests.desk.readers import oversee, overseer

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {
    "district": "/district",
    "school": "/bodies/school/S0",
    "organisation": "/bodies/org/D0",
    "policy": "/policy?only=set",
    "layers": "/policy/layers",
    "layer": "/policy/layers/national",
    "answers": "/policy/answers",
    "setting": "/policy/settings/meeting.lecture",
    "calendar": "/policy/calendar",
    "not found": "/bodies/school/none",
    "bad day": "/district?on=none",
}
Open = Callable[..., Page]


@pytest.fixture
def open_page(open_page: Open, transactional_db: None) -> Open:
    """Signed in, with everything in reach."""
    client = StrictClient()
    overseer(client)
    return partial(open_page, reader=client)


@pytest.fixture
def district(open_page: Open) -> None:
    make_district(12, people=7)
    makers.make_school(
        "S1", name="东昌区第一实验小学附属团结街道中心幼儿园（民办）", kind="private_kindergarten"
    )
    makers.make_org("C1", kind="committee", name="局党委", term_started_on=date(2020, 1, 1))
    oversee()


@pytest.mark.usefixtures("district")
def test_no_page_scrolls_sideways(open_page: Open) -> None:
    for address in PAGES.values():
        page = open_page(address)
        for width in (320, 390, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            for size in ("100%", "125%"):
                page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{address} at {width} px, {size}: {wide} px"


@pytest.mark.usefixtures("district")
def test_axe_finds_nothing(open_page: Open) -> None:
    found = {}
    for name, address in PAGES.items():
        page = open_page(address)
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            if faults := axe(page):
                found[name, width] = faults
    assert found == {}


@pytest.mark.usefixtures("district")
def test_axe_would_find_something(open_page: Open) -> None:
    page = open_page("/district")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [fault for fault in axe(page) if fault.startswith("html-has-lang")]


@pytest.mark.usefixtures("district")
def test_the_keyboard_reaches_and_scrolls_the_table(open_page: Open) -> None:
    page = open_page("/district", 1000)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(40):
        if page.evaluate("document.activeElement.getAttribute('role')") == "region":
            break
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "region"
    for _ in range(20):  # a key that is pressed before the table can scroll is lost on a busy machine
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(100)
        if page.evaluate("document.activeElement.scrollLeft > 0"):
            break
    comes_true(page, "document.activeElement.scrollLeft > 0")
    # Headings of the row and of the column stay in sight.
    place = "document.querySelector('{}').getBoundingClientRect().{}"
    left = page.evaluate(place.format(".scroll", "left"))
    assert page.evaluate(place.format(".grid tbody th[scope=row]", "left")) == left
    page.evaluate("document.querySelector('.scroll').style.maxHeight = '12rem'")
    page.evaluate("document.querySelector('.scroll').scrollTop = 200")
    comes_true(page, "document.querySelector('.scroll').scrollTop > 0")
    top = page.evaluate(place.format(".scroll", "top"))
    assert abs(page.evaluate(place.format(".grid thead th", "top")) - top) < 2


@pytest.mark.usefixtures("district")
def test_a_phone_lists_what_is_to_do_each_with_its_name(open_page: Open) -> None:
    page = open_page("/district", 390)
    row = page.locator(".grid tbody tr", has_text="第0小学")
    assert row.locator("td.late").first.is_visible()
    name = "element => getComputedStyle(element, '::before').content"
    assert "教职工政治学习" in {each.evaluate(name).strip('"') for each in row.locator("td.late").all()}
    assert not page.locator(".grid td:not([class])").first.is_visible()
    assert page.evaluate("document.querySelector('.scroll').scrollWidth <= innerWidth")


@pytest.mark.usefixtures("district")
def test_from_a_cell_to_its_reasons_and_back_by_filters_without_script(open_page: Open) -> None:
    page = open_page("/district", scripts=False)
    row = page.locator("tr", has_text="第0小学")
    done = row.locator("td:not([class]) a").first
    mark = "element => getComputedStyle(element, '::before').content"
    assert done.evaluate(mark).strip('"') == "✓"
    assert done.inner_text() == "已办"  # the word is there for who does not see the mark
    row.locator("td.late a").first.click()
    expect(page.locator("h2", has_text="为什么算过期")).to_have_count(1)
    assert page.locator("main ol li").count() > 1
    page.go_back()
    page.get_by_label("看哪一天").fill("2026-05-31")
    page.get_by_label("状态").select_option("late")
    page.get_by_role("button", name="查").click()
    expect(page.locator("main")).to_contain_text("2026年5月31日")
    assert "state=late" in page.url


@pytest.mark.usefixtures("district")
def test_paper_shows_the_whole_table_in_black(open_page: Open) -> None:
    page = open_page("/district", 1050, media="print")
    box = page.evaluate(
        "(box => [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight])(document.querySelector('.scroll'))"
    )
    assert box == [0, 0]
    assert (
        page.evaluate("getComputedStyle(document.querySelector('td.late a')).backgroundColor")
        == "rgba(0, 0, 0, 0)"
    )
    assert not page.is_visible("form.filters")
