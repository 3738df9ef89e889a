"""Interval arithmetic against plain sets of days."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hongzhu.policy.intervals import Span, at_least, both, clean, covers, either, length, without

LAST = 30
DAYS = range(LAST)
SETS = st.sets(st.integers(0, LAST - 1))
RAW = st.lists(st.tuples(st.integers(0, LAST), st.integers(0, LAST)), max_size=8)


def spans_of(days: set[int]) -> list[Span]:
    """The longest runs of neighbouring days."""
    starts = sorted(day for day in days if day - 1 not in days)
    ends = sorted(day + 1 for day in days if day + 1 not in days)
    return list(zip(starts, ends, strict=True))


def days_of(spans: list[Span]) -> set[int]:
    return {day for start, end in spans for day in range(start, end)}


@given(RAW)
def test_clean_keeps_the_days_and_nothing_else(raw: list[Span]) -> None:
    assert clean(raw) == spans_of(days_of(raw))


@given(SETS, SETS)
def test_set_operations(left: set[int], right: set[int]) -> None:
    one, other = spans_of(left), spans_of(right)
    assert both(one, other) == spans_of(left & right)
    assert either(one, other) == spans_of(left | right)
    assert without(one, other) == spans_of(left - right)


@given(SETS, SETS)
def test_operands_are_left_alone(left: set[int], right: set[int]) -> None:
    one, other = spans_of(left), spans_of(right)
    for operation in (both, either, without):
        operation(one, other)
    assert (one, other) == (spans_of(left), spans_of(right))


@given(SETS, st.integers(-1, LAST), st.integers(-1, LAST))
def test_membership_and_length(days: set[int], start: int, end: int) -> None:
    spans = spans_of(days)
    assert [covers(spans, day) for day in DAYS] == [day in days for day in DAYS]
    assert length(spans, start, end) == len(days & set(range(start, end)))


@given(st.lists(SETS, max_size=5))
def test_how_many_at_once(sets: list[set[int]]) -> None:
    levels = at_least([spans_of(days) for days in sets])
    assert all(start < end and level > 0 for start, end, level in levels)
    assert all(one[1] <= other[0] for one, other in pairwise(levels))
    for day in DAYS:
        found = [level for start, end, level in levels if start <= day < end]
        assert sum(found) == sum(day in days for days in sets)
