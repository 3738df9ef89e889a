"""What a superior sees at home: which schools have something late. People only as numbers."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from .grid import Column, Line

MOST: Final = 10


@dataclass(frozen=True)
class LatePlace:
    """A school, or an organisation that covers none, with something late."""

    name: str
    about: str
    href: str


@dataclass(frozen=True)
class Above:
    """`late` in the order of codes, never by how much is missing; `more` found no room."""

    late: list[LatePlace]
    more: int
    figures: list[tuple[str, str]]


def above(lines: list[Line], heads: list[Column], addresses: dict[str, str]) -> Above:
    """From the lines of the district's table; `addresses`: by kind:code."""
    late = [line for line in lines if line.look == "late"]
    found = [
        LatePlace(line.place.name, _about(line, heads), addresses[f"{line.place.kind}:{line.place.code}"])
        for line in late[:MOST]
    ]
    return Above(found, max(0, len(late) - MOST), figures_of(lines))


def figures_of(lines: list[Line]) -> list[tuple[str, str]]:
    """How many schools have something late, nearly due, unrecorded; each school is in one of them."""
    counts = Counter(
        group_of(line) for line in lines if not line.place.is_gone and line.place.kind == "school"
    )
    words = (("late", "有过期"), ("soon", "只有临近"), ("blank", "有未登记"), ("done", "其余"))
    return [(title, f"{counts[look]} 所") for look, title in words]


def group_of(line: Line) -> str:
    """Which of the four a school belongs to."""
    looks = {cell.look for cell in line.cells}
    return next((look for look in ("late", "blank", "soon") if look in looks), "done")


def _about(line: Line, heads: list[Column]) -> str:
    parts = [
        f"{head.label} {cell.words}"
        for head, cell in zip(heads, line.cells, strict=True)
        if cell.look == "late"
    ]
    return " · ".join(parts)
