"""A real browser: the system's chromium. Without one these tests are skipped and say so; on a build machine they fail."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import RLock
from time import sleep
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page

from tests.desk.conftest import stopped

TURN = RLock()
EXPECTED = (
    "Failed to load resource: the server responded",
    "Failed to load resource: net::ERR_FAILED",
    "Response Status Error Code 401",
    "htmx:afterRequest",
    "htmx:sendAbort",
)
"""what is said of a page of ours that is a 404, of scripts that a test keeps away, of a session that has ended, and
of a request that is called off because the page is left"""


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The live server's threads share the one connection of a database in memory: a page waits for the one before.

    So does what the test itself asks of the database: else it would read what a page only tries (保存后自动完成) and
    takes back.
    """
    answer = WSGIHandler.get_response

    def in_turn(self: WSGIHandler, request: Any) -> Any:
        with TURN:
            return answer(self, request)

    def asked(execute: Callable[..., Any], *query: Any) -> Any:
        with TURN:
            return execute(*query)

    monkeypatch.setattr(WSGIHandler, "get_response", in_turn)
    with connection.execute_wrapper(asked):
        yield


AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()


@pytest.fixture
def open_page(
    browser: Browser, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Page]]:
    """Open an address of the live server at a width; a page that logs an error or asks another host fails the test.

    `reader`: a test client whose session the browser takes over; `scripts=False` keeps ours from loading.
    """
    monkeypatch.setattr(timezone, "localdate", stopped)
    context = browser.new_context(locale="zh-CN")
    faults: list[str] = []

    def opened(
        address: str, width: int = 1440, reader: Client | None = None, scripts: bool = True, **emulated: Any
    ) -> Page:
        if reader is not None:
            name = settings.SESSION_COOKIE_NAME
            cookie = {"name": name, "value": reader.cookies[name].value, "url": live_server.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        if not scripts:
            page.route("**/*.js", lambda route: route.abort())
        page.on("console", lambda message: logged(message.type, message.text))
        page.on("request", lambda request: asked(request.url))
        page.set_viewport_size({"width": width, "height": 900})
        if emulated:
            page.emulate_media(**emulated)
        page.goto(live_server.url + address)
        return page

    def logged(kind: str, text: str) -> None:
        if kind == "error" and not text.startswith(EXPECTED):
            faults.append(text)

    def asked(url: str) -> None:
        if not url.startswith(live_server.url):
            faults.append(f"asked {url}")

    yield opened
    for page in context.pages:
        page.goto("about:blank")
    sleep(0.05)
    with TURN:  # what the pages still asked is answered before the tables are emptied
        context.close()
    assert not faults


AXE_RUN = """async rules => {
    const found = await axe.run({runOnly: rules, resultTypes: ['violations']});
    return {passes: found.passes.length, violations: found.violations};
}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe(page: Page) -> list[str]:
    """What axe finds wrong with a page: rule, and the elements.

    Asked once its styles have come, and at the top, where nothing lies half under the bar or is on its way there.
    """
    page.wait_for_load_state("load")
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(AXE_RUN, RULES)
    assert found["passes"]
    return [
        f"{fault['id']}: {' '.join(node['html'][:80] for node in fault['nodes'][:3])}"
        for fault in found["violations"]
    ]


def comes_true(page: Page, expression: str) -> None:
    """Wait for an expression. Playwright's own wait_for_function asks again within the page, where the policy forbids eval."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {expression}")
