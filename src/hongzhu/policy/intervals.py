"""Sets of days as sorted, disjoint, half-open intervals. Every function returns such a list."""

from collections.abc import Iterable

Span = tuple[int, int]


def clean(spans: Iterable[Span]) -> list[Span]:
    """Sort, drop empty ones, merge those that touch or overlap."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if out and start <= out[-1][1]:
            if end > out[-1][1]:
                out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def both(left: list[Span], right: list[Span]) -> list[Span]:
    """Days in both sets."""
    out: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            out.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return out


def either(left: list[Span], right: list[Span]) -> list[Span]:
    """Days in at least one set."""
    if not left or not right:
        return left or right
    return clean([*left, *right])


def without(left: list[Span], right: list[Span]) -> list[Span]:
    """Days in the first set and not in the second."""
    out: list[Span] = []
    for start, end in left:
        for gap_start, gap_end in right:
            if gap_end <= start:
                continue
            if gap_start >= end:
                break
            if start < gap_start:
                out.append((start, gap_start))
            start = max(start, gap_end)
        if start < end:
            out.append((start, end))
    return out


def covers(spans: list[Span], day: int) -> bool:
    """Is the day in the set?"""
    return any(start <= day < end for start, end in spans)


def length(spans: list[Span], start: int, end: int) -> int:
    """How many days of [start, end) are in the set."""
    return sum(max(0, min(end, e) - max(start, s)) for s, e in spans)


def at_least(stacks: Iterable[list[Span]]) -> list[tuple[int, int, int]]:
    """How many of the sets each stretch of days lies in: (start, end, how many), only where at least one."""
    steps: dict[int, int] = {}
    for spans in stacks:
        for start, end in spans:
            steps[start] = steps.get(start, 0) + 1
            steps[end] = steps.get(end, 0) - 1
    out: list[tuple[int, int, int]] = []
    level, since = 0, 0
    for day in sorted(steps):
        if level and since < day:
            out.append((since, day, level))
        level += steps[day]
        since = day
    return out
