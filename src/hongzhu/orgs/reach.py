"""Whom an organisation reaches: the closure of dated edges, worked out in memory, by code."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hongzhu.policy.intervals import Span, both, clean, either

LEAD, GUIDE = "lead", "guide"


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


class Cycle(Exception):
    """An organisation would stand above itself."""

    def __init__(self, org: str) -> None:
        super().__init__(org)
        self.org = org


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

    Raises Cycle. Diamonds are fine: the days of all paths count.
    """
    upward = defaultdict(list)
    for edge in edges:
        upward[edge.org].append(edge)
    return [row for org in orgs for row in _above(org, upward, lives)]


def _above(org: str, upward: Mapping[str, list[Edge]], lives: Mapping[str, Span]) -> list[Reach]:
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
                raise Cycle(org)
            key = edge.superior, (LEAD if line == edge.line == LEAD else GUIDE)
            known = found.get(key, [])
            wider = either(known, days)
            if wider != known:
                found[key] = wider
                waiting.append(key)
    return [
        Reach(superior, org, line, start, until)
        for (superior, line), spans in found.items()
        for start, until in spans
    ]
