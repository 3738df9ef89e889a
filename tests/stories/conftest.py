"""Stories of docs/stories as people live them: from the home page, by the words they see, without scripts.

One demo district and one server for each worker, made once; before each story the database is put back.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.installations import Installation

TODAY: Final = "2026-11-22"
SCHOOLS: Final = "22"
"""among them everybody with a story of the demo, and a township with schools"""
ACCOUNTS: Final = (
    "secretary",
    "worker",
    "member",
    "staff",
    "principal",
    "kindergarten",
    "township",
    "bureau",
    "inspector",
    "sysadmin",
    "secadmin",
    "auditadmin",
)
Come = Callable[..., Page]


def follow(place: Page | Locator, words: str, *, exact: bool = False) -> None:
    """Click the first link of these words."""
    place.get_by_role("link", name=words, exact=exact).first.click()


def press(place: Page | Locator, words: str, *, exact: bool = False) -> None:
    """Press the first button of these words."""
    place.get_by_role("button", name=words, exact=exact).first.click()


def block(page: Page, title: str) -> Locator:
    """The block of a page under this heading."""
    return page.get_by_role("region", name=title, exact=True)


def row(place: Page | Locator, words: str) -> Locator:
    """The line of a list that says this."""
    return place.get_by_role("listitem").filter(has_text=words).first


def says(page: Page, words: str) -> None:
    """The page itself, not its frame."""
    expect(page.locator("main")).to_contain_text(words)


def headed(page: Page, words: str) -> None:
    """The page's heading."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


class Demo:
    """The demo's server, and its database as it was when it began."""

    def __init__(self, data: Path) -> None:
        self.installation = Installation(data)
        self.installation.run("demo", "--schools", SCHOOLS, "--on", TODAY)
        words = ("-m", "tests.stories.server", f"{TODAY}T10:00+08:00", *ACCOUNTS)
        self.process = self.installation.start(*words)
        assert self.process.stdout is not None
        told = json.loads(self.process.stdout.readline())
        self.url: str = f"http://127.0.0.1:{told['port']}"
        self.sessions: dict[str, str] = told["sessions"]
        self.database, self.before = data / "db.sqlite3", data / "before.sqlite3"
        copy(self.database, self.before)

    def put_back(self) -> None:
        copy(self.before, self.database)

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def copy(source: Path, target: Path) -> None:
    """Page by page, as SQLite copies a database that others have open."""
    with sqlite3.connect(source) as here, sqlite3.connect(target) as there:
        here.backup(there)
    here.close()
    there.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    made = Demo(tmp_path_factory.mktemp("stories"))
    yield made
    made.end()


@pytest.fixture(scope="session")
def rooms(browser: Browser, demo: Demo) -> Iterator[dict[str, BrowserContext]]:
    """A window for each account, kept open: what it has fetched of styles need not be fetched again."""
    kept: dict[str, BrowserContext] = {}
    yield kept
    for context in kept.values():
        context.close()


@pytest.fixture
def come(browser: Browser, demo: Demo, rooms: dict[str, BrowserContext]) -> Iterator[Come]:
    """Somebody sits down at the home page: `come("secretary")`. Without a login: at the door. Nothing runs scripts."""
    demo.put_back()
    pages = []

    def sits_down(login: str = "") -> Page:
        if login not in rooms:
            rooms[login] = browser.new_context(locale="zh-CN", java_script_enabled=False)
        context = rooms[login]
        context.clear_cookies()
        if login:
            cookie = {"name": "sessionid", "value": demo.sessions[login], "url": demo.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.set_default_timeout(10_000)
        pages.append(page)
        page.goto(demo.url)
        return page

    yield sits_down
    for page in pages:
        page.close()
