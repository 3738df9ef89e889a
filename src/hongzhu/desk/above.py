"""What a superior sees at home: which schools have something late. People only as numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from .grid import Column, Grid, Line
from .places import Place

MOST: Final = 10
NAMED: Final = 3
"""schools of one duty that are named"""
GROUP_WORDS: Final = {"late": "有过期", "soon": "只有临近", "blank": "有未登记", "done": "其余"}
"""group of a line → what its figure says"""


@dataclass(frozen=True)
class LatePlace:
    """A school, or an organisation that covers none, with so many duties late."""

    name: str
    number: int
    about: str
    href: str


@dataclass(frozen=True)
class SoonDuty:
    """A duty that is nearly due somewhere: where, and in how many days at the earliest."""

    title: str
    about: str
    days: int
    href: str

    @property
    def tag(self) -> str:
        """还有 4 天."""
        return f"还有 {self.days} 天" if self.days else "今天到期"


@dataclass(frozen=True)
class Above:
    """`late` in the order of codes, never by how much is missing; `more` found no room. `size`: schools in reach."""

    late: list[LatePlace]
    more: int
    soon: list[SoonDuty]
    figures: list[tuple[str, str]]
    size: int


def above(grid: Grid, places: Iterable[Place]) -> Above:
    """From the district grid."""
    lines = grid.lines(places)
    late = [line for line in lines if line.group == "late"]
    found = [
        LatePlace(line.place.name, line.number_late, " · ".join(line.late), line.href) for line in late[:MOST]
    ]
    size = sum(schools_by_group(lines).values())
    return Above(found, max(0, len(late) - MOST), _soon(grid, lines), figures_of(lines), size)


def _soon(grid: Grid, lines: list[Line]) -> list[SoonDuty]:
    """The nearest first; what is late already somewhere is nearly due elsewhere."""
    duties = [_nearing(grid, lines, column) for column in (*grid.shown, *grid.others)]
    return sorted((duty for duty in duties if duty), key=lambda duty: duty.days)[:MOST]


def _nearing(grid: Grid, lines: list[Line], column: Column) -> SoonDuty | None:
    found = [
        (left, line.place.name) for line in lines if (left := grid.days_left(line.place, column)) is not None
    ]
    if not found:
        return None
    more = f"等 {len(found)} 个单位" if len(found) > NAMED else ""
    names = "、".join(name for _left, name in found[:NAMED])
    href = f"{reverse('district')}?{urlencode({**grid.words, 'duties': column.duty.clause})}"
    return SoonDuty(column.duty.title, names + more, min(found)[0], href)


def figures_of(lines: list[Line]) -> list[tuple[str, str]]:
    """How many schools have something late, nearly due, unrecorded; each school is in one of them."""
    counts = schools_by_group(lines)
    return [(title, f"{counts[group]} 所") for group, title in GROUP_WORDS.items()]


def schools_by_group(lines: list[Line]) -> Counter[str]:
    """Schools that still exist, by the group they are in."""
    return Counter(line.group for line in lines if not line.place.is_gone and line.place.kind == "school")
