"""A strict test client: an answer a reader could not use, or that breaks a rule of every page, fails the test."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")
LOADING = {
    "img": "src",
    "script": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "form": "action",
    "use": "href",
}
ASKING = re.compile(r"(data-)?hx-(get|post|put|patch|delete)")
OWN_HOSTS = {"", "testserver", "localhost", "127.0.0.1"}


class StrictClient(Client):
    """Looks at every HTML answer; whole pages and fragments for htmx alike."""

    def request(self, **request: Any) -> HttpResponse:
        """Answer as Django's client does, then fail with every fault at once."""
        response = super().request(**request)
        if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
            faults = header_faults(response)
            if response.content:
                is_fragment = "HTTP_HX_REQUEST" in request
                faults += page_faults(response.content.decode(), is_fragment=is_fragment)
            method, path = request.get("REQUEST_METHOD"), request.get("PATH_INFO")
            assert not faults, f"{method} {path}:\n" + "\n".join(faults)
        return response


@dataclass
class Element:
    """One element: its attributes, its words, what it stands in."""

    tag: str
    attributes: dict[str, str]
    parents: list["Element"] = field(default_factory=list)
    words: str = ""

    def __str__(self) -> str:
        shown = " ".join(f'{key}="{value}"' for key, value in self.attributes.items() if key != "class")
        return f"<{self.tag} {shown[:80]}>"

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    def stands_in(self, *tags: str) -> bool:
        return any(each.tag in tags for each in self.parents)


class Document(HTMLParser):
    """The elements of a page in order; faults of nesting."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.faults: list[str] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        self.faults += [f"not closed: {each}" for each in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        doubled = [name for name, count in Counter(name for name, _ in attrs).items() if count > 1]
        self.faults += [f"{name} twice on <{tag}>" for name in doubled]
        element = Element(tag, {name: value or "" for name, value in attrs}, [*self._open])
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1] if self._open else 'nothing'}")
        elif tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.words += data

    def all(self, *tags: str) -> list[Element]:
        """Return every element of these kinds."""
        return [each for each in self.elements if each.tag in tags]


def header_faults(response: HttpResponse) -> list[str]:
    """Find a content security policy that is missing or lets anything in."""
    policy = response.headers.get("Content-Security-Policy", "")
    wanted = ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'")
    faults = [f"policy without {each}" for each in wanted if each not in policy]
    return faults + [
        f"policy allows {each}" for each in ("unsafe", "http:", "https:", "*", "data:") if each in policy
    ]


def page_faults(html: str, *, is_fragment: bool = False) -> list[str]:
    """Find everything wrong with a page, or with a part of one."""
    page = Document(html)
    checks = [_inline, _foreign, _ids, _labels, _tokens, _names]
    if not is_fragment:
        checks.append(_frame)
    return page.faults + [fault for check in checks for fault in check(page)]


def _frame(page: Document) -> list[str]:
    """Language, title, one first heading, landmarks."""
    faults = []
    if [each.get("lang") for each in page.all("html")] != ["zh-CN"]:
        faults.append("no lang=zh-CN")
    titles = [each.words.strip() for each in page.all("title") if not each.stands_in("svg")]
    if len(titles) != 1 or not titles[0] or titles[0].startswith("·"):
        faults.append(f"title: {titles}")
    headings = page.all("h1")
    if len(headings) != 1 or not headings[0].words.strip():
        faults.append(f"{len(headings)} h1")
    mains = page.all("main")
    if len(mains) != 1 or not mains[0].get("id"):
        faults.append(f"{len(mains)} main with id")
    elif not any(each.get("href") == f"#{mains[0].get('id')}" for each in page.all("a")):
        faults.append("no way to skip to main")
    outside = {"header", "footer", "main", "nav", "section", "aside", "form", "dialog", "offline-bar"}
    loose = [each for each in page.all("p", "h2", "h3", "table", "ul", "ol") if not each.stands_in(*outside)]
    faults += [f"outside every landmark: {each}" for each in loose]
    names = Counter(each.get("aria-label") or each.get("aria-labelledby") for each in page.all("nav"))
    # The same menu twice, once for wide and once for narrow screens, is one menu to every reader.
    faults += ["a nav without a name"] if "" in names else []
    return faults


def _inline(page: Document) -> list[str]:
    """Styles and scripts inside the page, and anything htmx would have to evaluate."""
    faults = [
        f"inline style: {each}" for each in page.elements if each.tag == "style" or "style" in each.attributes
    ]
    faults += [f"inline script: {each}" for each in page.all("script") if not each.get("src")]
    for each in page.elements:
        for name, value in each.attributes.items():
            plain = value.strip().lower()
            if re.fullmatch(r"on[a-z]+|(data-)?hx-on.*", name) or plain.startswith(("javascript:", "js:")):
                faults.append(f"script in {name}: {each}")
            if name in {"hx-trigger", "data-hx-trigger"} and "[" in value:
                faults.append(f"htmx filter needs eval: {each}")
    return faults


def _foreign(page: Document) -> list[str]:
    """Requests to another host."""
    faults = []
    for each in page.elements:
        addresses = [each.get(LOADING[each.tag])] if each.tag in LOADING else []
        addresses += [value for name, value in each.attributes.items() if ASKING.fullmatch(name)]
        faults += [
            f"asks another host: {each}"
            for address in addresses
            if urlsplit(address).scheme not in {"", "http", "https"}
            or urlsplit(address).hostname not in OWN_HOSTS | {None}
        ]
    return faults


def _ids(page: Document) -> list[str]:
    """Ids used twice, and references to ids that are not there."""
    ids = Counter(each.get("id") for each in page.elements if "id" in each.attributes)
    faults = [f"id used {count} times: {name}" for name, count in ids.items() if count > 1 or not name]
    for each in page.elements:
        for name in REFERRING:
            missing = [target for target in each.get(name).split() if target not in ids]
            faults += [f"{name} names no element: {each}" for _ in missing]
    return faults


def _labels(page: Document) -> list[str]:
    """Fields without a name."""
    named = {each.get("for") for each in page.all("label")}
    return [
        f"no label: {each}"
        for each in page.all("input", "select", "textarea")
        if each.get("type") not in UNLABELLED
        and not (each.get("id") in named and each.get("id"))
        and not any(parent.tag == "label" and parent.words.strip() for parent in each.parents)
        and not each.get("aria-label")
        and not each.get("aria-labelledby")
    ]


def _tokens(page: Document) -> list[str]:
    """Forms that change something and carry no token."""
    faults = []
    for form in page.all("form"):
        inside = [each for each in page.all("input") if any(parent is form for parent in each.parents)]
        has_token = any(each.get("name") == "csrfmiddlewaretoken" and each.get("value") for each in inside)
        if form.get("method").lower() == "post" and not has_token:
            faults.append(f"no csrf token: {form}")
        if form.get("method").lower() not in {"get", "post"}:
            faults.append(f"form without method: {form}")
    return faults


def _names(page: Document) -> list[str]:
    """Links, buttons and pictures a reader cannot name; links to nowhere."""
    faults = []
    for each in page.all("a", "button", "summary"):
        if not (each.words.strip() or each.get("aria-label") or each.get("aria-labelledby")):
            faults.append(f"no words: {each}")
    faults += [f"link to nowhere: {each}" for each in page.all("a") if each.get("href") in {"", "#"}]
    faults += [f"button without type: {each}" for each in page.all("button") if not each.get("type")]
    faults += [f"picture without alt: {each}" for each in page.all("img") if "alt" not in each.attributes]
    faults += [
        f"picture neither hidden nor named: {each}"
        for each in page.all("svg")
        if each.get("aria-hidden") != "true"
        and not each.get("aria-label")
        and not each.get("aria-labelledby")
    ]
    return faults
