"""Ink on its ground: 4.5 for words, 3 for the edges of controls and for signs (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

from hongzhu import kit

TOKENS = dict(
    re.findall(
        r"--([\w-]+): (#[0-9a-f]{3,6});", (Path(kit.__file__).parent / "static/kit/tokens.css").read_text()
    )
)
GROUNDS = ("paper", "surface", "sunken", "hover")
WORDS = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "link", "red-deep") for ground in GROUNDS),
    ("#ffffff", "red"),
    ("#ffffff", "red-deep"),
    ("red-deep", "red-tint"),
    ("late-fg", "late-bg"),
    ("late-ink", "surface"),
    ("late-ink", "late-tint"),
    ("soon-fg", "soon-bg"),
    ("soon-fg", "surface"),
    ("done-fg", "surface"),
    ("done-fg", "paper"),
    ("done-fg", "done-bg"),
    ("idle-fg", "idle-bg"),
    ("idle-fg", "surface"),
    ("idle-fg", "#efece7"),
    ("note-fg", "note-bg"),
    ("gold-ink", "gold-tint"),
    ("link", "gold-tint"),
    ("ink", "gold-mark"),
    ("ink", "gold-tint"),
    ("ink", "soon-bg"),
    ("ink", "late-tint"),
    ("ink", "done-bg"),
    ("ink-3", "soon-bg"),
    ("ink-2", "soon-bg"),
    ("ink-2", "late-tint"),
    ("ink-2", "idle-bg"),
    ("#2b1c00", "gold"),
]
EDGES = [
    *(("field", ground) for ground in ("surface", "paper", "sunken")),
    *(("focus", ground) for ground in GROUNDS),
    ("done-fill", "surface"),
    ("done-fill", "idle-bg"),
    ("soon-fill", "surface"),
    ("soon-fill", "idle-bg"),
    ("red", "surface"),
    ("flame", "red-deep"),
]


def luminance(colour: str) -> float:
    """Relative luminance of a token or a hexadecimal colour."""
    digits = TOKENS.get(colour, colour).removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: str, ground: str) -> float:
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("ink", "ground"), WORDS)
def test_words_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_can_be_seen(edge: str, ground: str) -> None:
    assert contrast(edge, ground) >= 3


def test_every_ink_stands_in_a_pair() -> None:
    inks = {name for name in TOKENS if re.search(r"(^|-)(ink|fg)(-\d)?$", name)}
    assert inks <= {ink for ink, _ in WORDS}
