"""The gallery of parts in a browser: widths, sizes of type, axe, keyboard, scripts under the policy, and no scripts at all."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import axe

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Page]
WIDTHS = (320, 390, 1440)
SIZES = ("normal", "large", "huge")
# What is pressed with a finger; links within a sentence are not.
PRESSED = ".btn, select, textarea, summary, .tabs a, .side a, .check, .pills span, .picker label, .roll label"
# Where the focus is: null at the end, else its words, whether its ring shows, whether nothing lies over it.
FOCUSED = """() => {
    const e = document.activeElement;
    if (e === document.body) return null;
    const shown = e.labels && e.labels.length && e.getBoundingClientRect().width < 3 ? e.labels[0] : e;
    const box = shown.getBoundingClientRect();
    const over = document.elementFromPoint(
        box.left + Math.min(box.width / 2, 40), Math.min(box.top + box.height / 2, innerHeight - 1));
    const ringed = [e, shown, e.nextElementSibling, e.parentElement];
    // The parts inside the browser's own clock have rings of their own.
    return {words: (e.getAttribute('aria-label') || e.textContent || e.name || '').trim().slice(0, 30),
            shown: e.type === 'time' || ringed.some(each => each && getComputedStyle(each).outlineStyle !== 'none'),
            free: Boolean(over) && (e.closest('label') || shown).contains(over),
            place: [box.top, box.bottom, over && over.outerHTML.slice(0, 60)]};
}"""


@pytest.fixture
def gallery(open_page: Open, settings: Any) -> Open:
    settings.HONGZHU_GALLERY = True
    return open_page


@pytest.fixture
def plain(browser: Browser, live_server: Any, settings: Any) -> Any:
    """The gallery in a browser whose scripts are off."""
    settings.HONGZHU_GALLERY = True
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/kit/")
    yield page
    context.close()


def sized(page: Page, width: int, size: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(f"document.documentElement.dataset.size = '{size}'")


def each_look(page: Page, look: Callable[[], list[str]]) -> dict[str, list[str]]:
    found = {}
    for width in WIDTHS:
        for size in SIZES:
            sized(page, width, size)
            if faults := look():
                found[f"{width} {size}"] = faults
    return found


def too_wide(page: Page) -> list[str]:
    """Elements that reach over the right edge of the window and do not scroll in a frame of their own."""
    if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        return []
    return page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll') && "
        "e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80)).slice(0, 5)"
    ) or ["the page"]


def send_mistakes(page: Page) -> None:
    page.get_by_label("日期").first.fill("2.30")
    page.get_by_role("button", name="保存并入簿").click()


def test_no_sideways_scroll_at_any_width_and_size(gallery: Open) -> None:
    page = gallery("/kit/")
    assert each_look(page, lambda: too_wide(page)) == {}


def test_axe_finds_nothing(gallery: Open) -> None:
    page = gallery("/kit/")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert each_look(page, lambda: axe(page)) == {}


def test_axe_finds_nothing_on_a_form_with_mistakes(plain: Page, gallery: Open) -> None:
    page = gallery("/kit/")
    send_mistakes(page)
    expect(page.locator(".wrong")).to_have_count(2)
    assert axe(page) == []
    assert too_wide(page) == []


def test_a_finger_can_press_everything(gallery: Open) -> None:
    page = gallery("/kit/", 390)
    small = page.evaluate(
        f"[...document.querySelectorAll('{PRESSED}')].filter(e => e.getClientRects().length && "
        "e.getBoundingClientRect().height < 43.9).map(e => e.outerHTML.slice(0, 90))"
    )
    assert small == []
    sized(page, 390, "huge")
    assert page.locator("#sample .btn.primary").bounding_box()["height"] >= 60


def test_the_keyboard_reaches_everything_and_nothing_covers_it(gallery: Open) -> None:
    page = gallery("/kit/", 390)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    seen, covered = [], []
    for _ in range(300):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            break
        seen.append(stop["words"])
        if not (stop["free"] and stop["shown"]):
            covered.append(stop)
    assert covered == []
    for words in ("打印本页", "补记", "保存并入簿", "更多", "发布", "总表，可以左右滚动"):
        assert any(each.startswith(words) for each in seen), words


def test_attendance_by_keyboard_counts_itself(gallery: Open) -> None:
    page = gallery("/kit/")
    page.locator("#id_who_0_0").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator("#id_who_0_2").is_checked()
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    spoken = "".join(
        node.get("name", {}).get("value", "") for node in tree if node["role"]["value"] == "StaticText"
    )
    for words in ("应到 12", "实到 9", "请假 1", "缺席 2", "算数的 11", "到会 9"):
        assert words in spoken, words


def test_a_part_mends_itself_under_the_policy(gallery: Open) -> None:
    page = gallery("/kit/")
    page.evaluate("window.same = true")
    send_mistakes(page)
    expect(page.locator("#id_held_on_error")).to_have_text("没有2月30日这一天，请核对")
    expect(page.locator(".errors")).to_be_focused()
    assert page.get_by_label("日期").first.input_value() == "2.30"
    page.get_by_label("日期").first.fill("11。20")
    page.get_by_label("会议记录").fill("一、学习")
    page.get_by_role("button", name="保存并入簿").click()
    expect(page.locator("#sample .say")).to_contain_text("收到")
    assert page.evaluate("window.same")
    assert page.evaluate("htmx.config.allowEval") is False
    kept = page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))")
    assert kept == ["htmx-current-path-for-history"]  # an address, no page


def test_eval_would_be_refused(browser: Browser, live_server: Any, settings: Any) -> None:
    settings.HONGZHU_GALLERY = True
    page = browser.new_page()
    page.goto(f"{live_server.url}/kit/")
    assert page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.bad = 1';"
        "document.head.append(s); return window.bad === undefined }"
    )
    page.close()


def test_the_size_of_type_changes_without_losing_what_was_typed(gallery: Open) -> None:
    page = gallery("/kit/")
    page.get_by_label("会议记录").fill("还没有存")
    page.get_by_role("link", name="特大").first.click()
    assert page.evaluate("document.documentElement.dataset.size") == "huge"
    assert page.get_by_label("会议记录").input_value() == "还没有存"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.size") == "huge"
    assert page.get_by_role("link", name="特大").first.get_attribute("aria-current") == "true"


def test_a_date_from_the_calendar_and_a_name_by_its_initials(gallery: Open) -> None:
    page = gallery("/kit/")
    page.get_by_label("日期：从日历里选").fill("2026-03-04")
    assert page.locator("#id_held_on").input_value() == "2026-03-04"
    find = page.get_by_label("在“列席”里找人")
    find.fill("oyw")
    assert page.locator(".picker label:visible").all_inner_texts() == ["欧阳文静"]
    page.keyboard.press("Enter")
    find.fill("没有这个人")
    assert page.locator(".picker .nobody").is_visible()


def test_saving_by_key_and_only_once(gallery: Open) -> None:
    page = gallery("/kit/")
    sent: list[str] = []

    def slowly(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.url)
            page.wait_for_timeout(200)
        route.continue_()

    page.route("**/kit/", slowly)
    page.get_by_label("会议记录").focus()
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.keyboard.press("Control+s")
    publish = page.locator("#c-confirm form")
    with page.expect_navigation():
        publish.evaluate(
            "form => { const b = form.querySelector('.primary'); b.click(); b.click(); b.click(); }"
        )
    assert len(sent) == 2


def test_a_button_says_that_it_is_saving(gallery: Open) -> None:
    page = gallery("/kit/")
    page.evaluate("document.addEventListener('submit', event => event.preventDefault())")
    button = page.locator("#c-confirm .btn.primary")
    button.click()
    expect(button).to_have_text("正在提交")
    assert button.get_attribute("aria-busy") == "true"


def test_the_network_is_gone_and_comes_back(gallery: Open) -> None:
    page = gallery("/kit/")
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    expect(page.locator("offline-bar")).to_contain_text("网断了")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("offline-bar")).to_be_empty()


def test_without_scripts_the_form_comes_back_with_its_mistakes_in_focus(plain: Page) -> None:
    assert not plain.locator("print-button").is_visible()
    assert plain.locator(".picker label:visible").count() == 12
    plain.locator("label[for=id_who_1_1]").click()
    send_mistakes(plain)
    assert plain.title().startswith("错误：")
    assert plain.locator(".errors").evaluate("e => e === document.activeElement")
    assert plain.locator("#id_who_1_1").is_checked()
    plain.get_by_role("link", name="没有2月30日这一天").click()
    plain.get_by_label("日期").fill("2026年11月20日")
    plain.get_by_label("会议记录").fill("一、学习")
    plain.get_by_role("button", name="保存并入簿").click()
    assert "收到：2026年11月20日 星期五，9 人到会" in plain.inner_text("main")


def test_without_scripts_the_size_of_type_leads_back(plain: Page) -> None:
    plain.get_by_role("link", name="大", exact=True).first.click()
    assert plain.locator("html").get_attribute("data-size") == "large"
    assert plain.url.endswith("/kit/")


def test_paper_is_black_on_white_without_the_shell(gallery: Open) -> None:
    page = gallery("/kit/", 760, media="print")
    for hidden in (".top", ".side", ".tabs", ".save-bar", ".skip", "#c-confirm .btn"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".print-head").is_visible()
    for dark in (".tag.late", ".year .late", ".grid td.late a", ".roll .m2:checked + label"):
        style = page.locator(dark).first.evaluate(
            "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
        )
        assert style == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"], dark
