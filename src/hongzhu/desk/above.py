"""What a superior sees at home: which schools have something late. People only as numbers."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from .grid import Line

MOST: Final = 10
GROUP_WORDS: Final = {"late": "有过期", "soon": "只有临近", "blank": "有未登记", "done": "其余"}
"""group of a line → what its figure says"""


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


def above(lines: list[Line]) -> Above:
    """From the lines of the district grid."""
    late = [line for line in lines if line.group == "late"]
    found = [LatePlace(line.place.name, " · ".join(line.late), line.href) for line in late[:MOST]]
    return Above(found, max(0, len(late) - MOST), figures_of(lines))


def figures_of(lines: list[Line]) -> list[tuple[str, str]]:
    """How many schools have something late, nearly due, unrecorded; each school is in one of them."""
    counts = schools_by_group(lines)
    return [(title, f"{counts[group]} 所") for group, title in GROUP_WORDS.items()]


def schools_by_group(lines: list[Line]) -> Counter[str]:
    """Schools that still exist, by the group they are in."""
    return Counter(line.group for line in lines if not line.place.is_gone and line.place.kind == "school")
