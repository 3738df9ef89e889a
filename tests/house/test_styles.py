"""Stylesheets keep to what a browser of 2020 (Chromium 86) knows; breakpoints are for screens, not for paper."""

import re

import pytest

from tests.house.reading import PACKAGE, demand_none

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TOO_NEW = {
    "cascade layers": r"@layer",
    "container queries": r"@container|(?<![-\w])container(-type|-name)?\s*:|\d(cq[whib]|cqmin|cqmax)\b",
    "@scope, @starting-style, @property": r"@scope|@starting-style|@property",
    ":has, :is, :where and what came with them": r":has\(|:is\(|:where\(|:user-(in)?valid|:popover-open|:modal",
    ":not with a list": r":not\([^()]*(\([^()]*\)[^()]*)*,",
    "nesting": r"&|\{[^{}@]*[;{]\s*(?:[.#:>+~*]|[a-z]+[\s.:#\[>][^;{}]*\{)",
    "new colours": r"oklch|oklab|(?<![-\w])(lab|lch|hwb|color)\(|color-mix|light-dark|color-contrast",
    "new units": r"\d(?:[dsl]v[hwib]|[dsl]v(?:min|max)|rlh|lh|cap)\b",
    "inset": r"(?<![-\w])inset(-inline|-block)?(-start|-end)?\s*:",
    "logical shorthands": r"(?<![-\w])(padding|margin|border)-(inline|block)\s*:",
    "logical properties": r"(?<![-\w])border-(start|end)-(start|end)-radius|float\s*:\s*inline",
    "aspect-ratio": r"(?<![-\w(])aspect-ratio\s*:",
    "single transforms": r"(?<![-\w])(rotate|scale|translate)\s*:",
    "overflow: clip": r"overflow(-[xy])?\s*:\s*clip",
    "subgrid": r"subgrid",
    "media ranges": r"@media[^{]*[<>]",
    "rounding and trigonometry": r"(?<![-\w])(round|mod|rem|sin|cos|tan|pow|sqrt|hypot|abs|sign)\(",
    "something fetched": r"url\(|@import|@font-face",
}
WIDTH = re.compile(r"@media([^{]*(?:width|height|aspect|orientation)[^{]*)\{")


def too_new(style: str) -> list[str]:
    """Find what browsers of 2020 do not understand; what they may ignore without harm is no fault."""
    plain = COMMENT.sub("", style)
    return [
        f"{plain.count(chr(10), 0, match.start()) + 1}: {name}: {match.group().strip()[:60]}"
        for name, pattern in TOO_NEW.items()
        for match in re.finditer(pattern, plain)
        if not (name == "nesting" and _is_in_media(plain, match.start()))
    ]


def loose_breakpoints(style: str) -> list[str]:
    """Find breakpoints that would also fire on paper."""
    return [
        f"@media{match.group(1)}"
        for match in WIDTH.finditer(COMMENT.sub("", style))
        if not all(query.split()[:2] == ["screen", "and"] for query in match.group(1).split(","))
    ]


def undefined_tokens(styles: dict[str, str]) -> list[str]:
    """Find tokens that are used and not defined, or defined and never used."""
    text = COMMENT.sub("", "\n".join(styles.values()))
    used, defined = set(re.findall(r"var\((--[\w-]+)", text)), set(re.findall(r"(--[\w-]+)\s*:", text))
    return [f"not defined: {name}" for name in used - defined] + [
        f"not used: {name}" for name in defined - used
    ]


def _is_in_media(style: str, position: int) -> bool:
    """Return whether the block that opens at a position is an at-rule's, which may hold rules."""
    head = style[: style.index("{", position)].rpartition("}")[2].rpartition("{")[2]
    return "@" in head


def styles() -> dict[str, str]:
    return {path.relative_to(PACKAGE).as_posix(): path.read_text() for path in PACKAGE.rglob("*.css")}


def test_browsers_of_2020_understand_every_style() -> None:
    demand_none([f"{name}:{fault}" for name, style in styles().items() for fault in too_new(style)])


@pytest.mark.parametrize(
    "style",
    [
        "@layer a { p { top: 0 } }",
        "@container (min-width: 1rem) { p { top: 0 } }",
        "p { width: 1cqw }",
        ".a:has(b) { top: 0 }",
        ":is(a, b) { top: 0 }",
        "a:not(.b, .c) { top: 0 }",
        ".b { & a { top: 0 } }",
        ".b { top: 0; a:hover { top: 0 } }",
        ".b { top: 0; .c { top: 0 } }",
        "p { color: oklch(1 1 1) }",
        "p { color: color-mix(in srgb, red, blue) }",
        "p { color: light-dark(red, blue) }",
        "p { height: 100dvh }",
        "p { inset: 0 }",
        "p { inset-inline: 0 }",
        "p { padding-inline: 1px }",
        "p { margin-block: 1px }",
        "p { aspect-ratio: 1 }",
        "p { rotate: 3deg }",
        "p { overflow: clip }",
        "p { grid-template-rows: subgrid }",
        "@media (width <= 10rem) { p { top: 0 } }",
        "p { width: round(1.2px, 1px) }",
        "p { background: url(x.png) }",
        "@import 'x.css';",
    ],
)
def test_what_is_too_new_is_found(style: str) -> None:
    assert too_new(style)


def test_what_is_old_or_mere_polish_is_not() -> None:
    harmless = (
        "/* inset: 0 */ .a { box-shadow: inset 0 0 0 #000; clip-path: inset(50%); transform: rotate(90deg); "
        "padding-left: max(1rem, 2px); accent-color: red; text-autospace: normal; margin-inline-start: 1px }\n"
        "@media screen and (min-aspect-ratio: 1/1) { .a:not([b]):not(.c) { top: 0 } }\n"
        "@media print { a { top: 0 } .b > c { top: 0 } }\n@keyframes d { to { transform: rotate(1turn) } }"
    )
    assert too_new(harmless) == []


def test_breakpoints_are_for_screens() -> None:
    demand_none(
        [f"{name}: {found}" for name, style in styles().items() for found in loose_breakpoints(style)]
    )


def test_a_breakpoint_that_fires_on_paper_is_found() -> None:
    assert loose_breakpoints("@media (max-width: 56rem) { p { top: 0 } }")
    assert loose_breakpoints("@media screen and (max-width: 9rem), (min-width: 99rem) { p { top: 0 } }")
    assert not loose_breakpoints(
        "@media screen and (max-width: 9rem) {} @media print {} @media (hover: none) {}"
    )


def test_every_token_is_defined_and_used() -> None:
    demand_none(undefined_tokens(styles()))


def test_a_stray_token_is_found() -> None:
    assert sorted(undefined_tokens({"a": "p { top: var(--x) } :root { --y: 0 }"})) == [
        "not defined: --x",
        "not used: --y",
    ]
