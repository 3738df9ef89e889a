"""The desk in a browser: layout from 320 px up, keyboard, axe."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from playwright.sync_api import Page

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
    page = open_page("/district", 390)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(12):
        if page.evaluate("document.activeElement.getAttribute('role')") == "region":
            break
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "region"
    page.keyboard.press("ArrowRight")
    comes_true(page, "document.activeElement.scrollLeft > 0")
    # Headings of the row and of the column stay in sight.
    place = "document.querySelector('{}').getBoundingClientRect().left"
    assert page.evaluate(place.format(".grid tbody th[scope=row]")) == page.evaluate(place.format(".scroll"))


@pytest.mark.usefixtures("district")
def test_from_a_cell_to_its_reasons_without_script(open_page: Open) -> None:
    page = open_page("/district")
    page.locator("tr", has_text="第0小学").locator("td.late a").first.click()
    assert page.inner_text("h1") == "第0小学"
    anchor = page.evaluate("location.hash")
    assert page.locator(f"section{anchor} li.late ol li").count() > 1
    page.get_by_label("看哪一天").fill("2026-05-31")
    page.get_by_role("button", name="查看").click()
    assert "2026年5月31日" in page.inner_text("main")


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
    assert not page.is_visible("form.day")
