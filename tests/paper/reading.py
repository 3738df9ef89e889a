"""PDFs opened again: their words page by page, and where on the page they stand."""

import re
from io import BytesIO
from typing import NamedTuple

from pypdf import PdfReader

POINTS = 72 / 25.4
SUBSTITUTE = re.compile(r"〔U\+([0-9A-F]{4,6})〕")


class Placed(NamedTuple):
    """A piece of text and where it begins, in mm from the left and from the foot."""

    words: str
    left: float
    foot: float


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def sizes(content: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in mm."""
    boxes = [page.mediabox for page in PdfReader(BytesIO(content)).pages]
    return [(round(float(box.width) / POINTS), round(float(box.height) / POINTS)) for box in boxes]


def placed(content: bytes, number: int) -> list[Placed]:
    """The pieces of one page."""
    found: list[Placed] = []

    def visit(words: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if words.strip():
            left, foot = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
            found.append(Placed(words.strip(), left / POINTS, foot / POINTS))

    PdfReader(BytesIO(content)).pages[number].extract_text(visitor_text=visit)
    return found


def restored(words: str) -> str:
    """With the characters that were printed by their numbers."""
    return SUBSTITUTE.sub(lambda found: chr(int(found[1], 16)), words)
