"""The style sheet keeps to what browsers of 2020 know, and to its own tokens."""

import re

from tests.house.reading import PACKAGE

STYLE = PACKAGE / "desk" / "static" / "desk" / "desk.css"
TOO_NEW = re.compile(
    r"@layer|@container|@property|:has\(|:is\(|:where\(|oklch|oklab|color-mix|(?<![-\w])inset\s*:|"
    r"(padding|margin|border)-(inline|block)|aspect-ratio|accent-color|overflow\s*:\s*clip|[0-9]d[vs]h|&"
)


def too_new(style: str) -> list[str]:
    """Find what Chromium 86 does not know and what is not mere polish."""
    return [match.group() for match in TOO_NEW.finditer(style)]


def test_old_browsers_understand_the_style() -> None:
    assert too_new(STYLE.read_text()) == []


def test_what_is_too_new_is_found() -> None:
    planted = (
        "@layer a; .a:has(b) { inset: 0; padding-inline: 1px; color: oklch(1 1 1) } .b { & a { top: 0 } }"
    )
    assert len(too_new(planted)) == 6
    assert not too_new(".a { box-shadow: inset 0 0 0 #000; clip-path: inset(50%) }")


def test_every_token_used_is_defined() -> None:
    style = STYLE.read_text()
    used, defined = set(re.findall(r"var\((--[\w-]+)\)", style)), set(re.findall(r"(--[\w-]+):", style))
    assert used == defined


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert not re.findall(r"url\(|@import", STYLE.read_text())
