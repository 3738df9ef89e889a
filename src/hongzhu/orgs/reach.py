"""Whom an organisation reaches: the closure of dated edges, worked out in memory, by code."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from hongzhu.policy.intervals import Span, both, clean, either

LEAD, GUIDE = "lead", "guide"
MOST_ABOVE: Final = 100
"""Organisations above one, more than any country has: what stacks up higher is a mistake, and grows with its square."""


class Edge(NamedTuple):
    """`superior` leads or guides `org` over a stretch of days."""

    superior: str
    org: str
    line: str
    from_day: int
    until_day: int


class Reach(NamedTuple):
    """`superior` reaches `org` by a line over a stretch of days."""

    superior: str
    org: str
    line: str
    from_day: int
    until_day: int


class Tangled(Exception):
    """Organisations that would stand above themselves, or below far too many; `orgs`: whether it is a circle."""

    def __init__(self, orgs: Mapping[str, bool]) -> None:
        super().__init__(*orgs)
        self.orgs = orgs


def below(edges: Iterable[Edge], orgs: Iterable[str]) -> set[str]:
    """`orgs` and everything that has ever stood below them."""
    children = defaultdict(list)
    for edge in edges:
        children[edge.superior].append(edge.org)
    found, waiting = set(orgs), list(orgs)
    while waiting:
        new = set(children[waiting.pop()]) - found
        found |= new
        waiting += new
    return found


def closure(edges: Iterable[Edge], lives: Mapping[str, Span], orgs: Iterable[str]) -> list[Reach]:
    """Who reaches each of `orgs`, themselves included. An edge holds only while both ends exist.

    Raises Tangled with all that are. Diamonds are fine: the days of all paths count.
    """
    upward = defaultdict(list)
    for edge in edges:
        upward[edge.org].append(edge)
    rows: list[Reach] = []
    tangled: dict[str, bool] = {}
    for org in orgs:
        above = _above(org, upward, lives)
        if isinstance(above, bool):
            tangled[org] = above
        else:
            rows += above
    if tangled:
        raise Tangled(tangled)
    return rows


def _above(org: str, upward: Mapping[str, list[Edge]], lives: Mapping[str, Span]) -> list[Reach] | bool:
    """Return who reaches one organisation; or, of a tangled one, whether it is a circle."""
    found: dict[tuple[str, str], list[Span]] = {(org, LEAD): clean([lives[org]])}
    waiting = [(org, LEAD)]
    while waiting:
        place, line = waiting.pop()
        for edge in upward[place]:
            span = both([(edge.from_day, edge.until_day)], [lives[edge.superior]])
            days = both(found[place, line], span)
            if not days:
                continue
            if edge.superior == org:
                return True
            key = edge.superior, (LEAD if line == edge.line == LEAD else GUIDE)
            known = found.get(key, [])
            wider = either(known, days)
            if wider != known:
                found[key] = wider
                waiting.append(key)
        if len(found) > 2 * MOST_ABOVE:  # by two lines
            return False
    return [
        Reach(superior, org, line, start, until)
        for (superior, line), spans in found.items()
        for start, until in spans
    ]
