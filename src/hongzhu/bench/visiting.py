"""A real server on demo data, and visitors with cookies who speak HTTP to it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from typing import Final
from urllib.parse import urlencode

START_WITHIN: Final = 60
"""seconds, on a busy machine"""
ANSWER_WITHIN: Final = 30
Fields = list[tuple[str, str]]


class Unreachable(Exception):
    """The server does not answer, or went away before it had answered."""


class Server:
    """One server in a process group of its own. `environment`: where its data is."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = {**environment}
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    def start(self) -> float:
        """Start it and wait until it shows a page; seconds that took. Raises Unreachable."""
        words = [sys.executable, "-m", "hongzhu", "run", "--no-demo", "--no-tick", "--port", str(self.port)]
        begun = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, fixed words
            words, env=self._environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        while time.monotonic() - begun < START_WITHIN and self._process.poll() is None:
            try:
                if self._shows_a_page():
                    return time.monotonic() - begun
            except Unreachable:
                time.sleep(0.02)
        raise Unreachable("the server did not start")

    def _shows_a_page(self) -> bool:
        visitor = Visitor(self.port)
        try:
            return visitor.get("/sign-in").status == 200
        finally:
            visitor.leave()

    def end(self) -> None:
        """Kill the whole group at once; nothing where it does not run."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()


@dataclass
class Visitor:
    """A browser without a screen: keeps cookies and the connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """Ask for a page. Raises Unreachable."""
        return self._ask("GET", path)

    def post(self, path: str, fields: Sequence[tuple[str, str]]) -> Answer:
        """Send a form. Raises Unreachable: then nobody knows whether it has arrived."""
        return self._ask("POST", path, urlencode(fields))

    def sign_in(self, login: str, password: str) -> None:
        """Sign in. Raises Unreachable, also where one is not let in."""
        fields = dict(read_form(self.get("/sign-in").text, "/sign-in"))
        done = self.post("/sign-in", [*(fields | {"login": login, "password": password}).items()])
        if done.status != 302:
            raise Unreachable(f"{login} was not let in: {done.status}")

    def leave(self) -> None:
        """Close the connection; the cookies stay."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, sent: str = "") -> Answer:
        words = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if sent:
            words["Content-Type"] = "application/x-www-form-urlencoded"
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_WITHIN)
        try:
            self._connection.request(method, path, sent or None, words)
            came = self._connection.getresponse()
            body = came.read()
        except (OSError, HTTPException) as error:
            self.leave()
            raise Unreachable(str(error)) from None
        for cookie in came.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(came.status, came.headers.get("Location", ""), body)


def read_form(page: str, action: str) -> Fields:
    """What a browser would send of the form that goes to `action` (its beginning), no button pressed."""
    reader = _FormReader(action)
    reader.feed(page)
    return reader.fields


class _FormReader(HTMLParser):
    def __init__(self, action: str) -> None:
        super().__init__()
        self.fields: Fields = []
        self._action = action
        self._is_inside = False
        self._select: str | None = None
        self._textarea: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a control with its value."""
        words = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = words.get("action", "").startswith(self._action)
        if not self._is_inside:
            return
        name = words.get("name", "")
        if tag == "input" and name:
            is_choice = words.get("type") in ("radio", "checkbox")
            if words.get("type") != "submit" and (not is_choice or "checked" in words):
                self.fields.append((name, words.get("value", "on" if is_choice else "")))
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((words.get("value", ""), "selected" in words))
        elif tag == "textarea":
            self._textarea, self._words = name, ""

    def handle_data(self, data: str) -> None:
        """Keep what stands in a text area."""
        if self._textarea:
            self._words += data

    def handle_endtag(self, tag: str) -> None:
        """A control or the form ends."""
        if tag == "select" and self._select:
            chosen = [value for value, is_chosen in self._options if is_chosen] or [
                value for value, _ in self._options[:1]
            ]
            self.fields += [(self._select, value) for value in chosen]
            self._select = None
        elif tag == "textarea" and self._textarea:
            self.fields.append((self._textarea, self._words.removeprefix("\n")))
            self._textarea = None
        elif tag == "form":
            self._is_inside = False
