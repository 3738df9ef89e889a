"""说明, 判断有误 and 免计 in a browser: layout from 320 px up, the largest type, axe, the way by keyboard, no scripts."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from hongzhu.ledger.models import Subject
from hongzhu.obligations.actions import file_objection
from hongzhu.obligations.models import Justification, Objection
from tests import makers
from tests.browser.conftest import axe
from tests.client import StrictClient
from tests.desk.districts import make_district
from tests.desk.readers import oversee, overseer, reader

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

Open = Callable[..., Page]
OCTOBER = "duty=meeting.committee&kind=org&code=D0&period=2026-10"


@pytest.fixture
def both(transactional_db: None) -> tuple[StrictClient, StrictClient]:
    """The secretary of a branch in which somebody stayed away, and the superior who is asked."""
    make_district(1, people=7)
    makers.make_post("RY0-1", "D0")
    makers.make_meeting("M1", "D0", held_on=date(2026, 11, 12), absent=("RY0-3",))
    makers.make_justification("meeting.committee", "D0", "2026-09", reason="委员都在外培训，十月补开。")
    subject = Subject.objects.get(kind="org", code="D0")
    words = {"about": "record", "words": "8月12日开过，没有算进去。", "by": makers.BY, "now": makers.NOW}
    file_objection(obligation="meeting.committee", subject=subject, period="2026-08", **words)
    secretary, superior = StrictClient(), StrictClient()
    reader(secretary, "RY0-1", name="王建军")
    overseer(superior)
    oversee()
    return secretary, superior


def looked_at(page: Page, name: str) -> None:
    """Nothing for axe, nothing beside the page: wide, and at 320 px with the largest type."""
    assert axe(page) == [], name
    page.set_viewport_size({"width": 320, "height": 800})
    page.evaluate("document.documentElement.dataset.size = 'huge'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    assert axe(page) == [], name


def test_every_page_is_sound_at_every_width(open_page: Open, both: tuple[StrictClient, StrictClient]) -> None:
    secretary, superior = both
    said = Justification.objects.everything("test").get().pk
    wrong = Objection.objects.everything("test").get().pk
    for client, address in [
        (secretary, "/"),
        (secretary, f"/explanations/new?{OCTOBER}"),
        (secretary, f"/objections/new?{OCTOBER}"),
        (secretary, "/duties/meeting.committee/org/D0"),
        (superior, "/explanations"),
        (superior, f"/explanations/{said}"),
        (superior, f"/objections/{wrong}"),
        (superior, f"/waivers/new?{OCTOBER}"),
    ]:
        page = open_page(address, reader=client)
        looked_at(page, address)


def test_asked_and_answered_by_keyboard_and_without_scripts(
    open_page: Open, both: tuple[StrictClient, StrictClient]
) -> None:
    secretary, superior = both
    page = open_page("/duties/meeting.committee/org/D0", reader=secretary, scripts=False)
    page.locator("#why").get_by_role("link", name="提交说明").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("为什么没有做").fill("委员都在外培训")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("提交了。上级答复以后")).to_be_visible()
    asked = open_page("/", reader=superior, scripts=False)
    asked.get_by_role("link", name="去答复").first.click()
    asked.get_by_role("button", name="不认可").click()
    expect(asked.get_by_text("不认可要写明原因").first).to_be_visible()
    asked.get_by_role("button", name="认可", exact=True).click()
    expect(asked.get_by_text("已认可。这一期不再算过期")).to_be_visible()
    home = open_page("/", reader=secretary, scripts=False)
    expect(home.get_by_text("上级答复了")).to_be_visible()
    home.get_by_role("button", name="已提醒").click()
    expect(home.get_by_text("无故缺席")).to_have_count(0)
