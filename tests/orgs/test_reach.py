"""The closure against brute force: day by day, over every path."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from hongzhu.ledger.entries import Refused
from hongzhu.orgs.actions import OrgEntry, save_orgs
from hongzhu.orgs.models import OrgEdge, OrgReach, PartyOrg
from hongzhu.orgs.reach import MOST_ABOVE, Edge, Tangled, closure
from tests.makers import BY, NOW

DAYS = range(1, 9)
NAMES = "ABCDEF"

spans = st.tuples(st.integers(1, 8), st.integers(1, 8)).map(lambda pair: (pair[0], pair[0] + pair[1]))
pairs = st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True)


def many_edges(ends: st.SearchStrategy) -> st.SearchStrategy:
    """Lists of edges between such pairs of superior and organisation."""
    line = st.sampled_from(["lead", "guide"])
    return st.lists(
        st.builds(lambda pair, line, span: Edge(*pair, line, *span), ends, line, spans), max_size=14
    )


# Sorted pairs make no circle but many diamonds; the others are mostly circles.
edges_of_any_shape = many_edges(pairs.map(sorted)) | many_edges(pairs)
lives_of_all = st.fixed_dictionaries(dict.fromkeys(NAMES, spans))


def walk(edges: list[Edge], lives: dict, org: str, day: int) -> tuple[set[tuple[str, str]], bool]:
    """Everyone above `org` on one day by every path, and whether a path comes back to it."""

    def lives_on(name: str) -> bool:
        return lives[name][0] <= day < lives[name][1]

    if not lives_on(org):
        return set(), False
    found, waiting, is_round = {(org, "lead")}, [(org, "lead")], False
    while waiting:
        place, line = waiting.pop()
        for edge in edges:
            if edge.org != place or not edge.from_day <= day < edge.until_day or not lives_on(edge.superior):
                continue
            is_round |= edge.superior == org
            step = (edge.superior, "lead" if line == edge.line == "lead" else "guide")
            if step not in found:
                found.add(step)
                waiting.append(step)
    return found, is_round


@given(edges=edges_of_any_shape, lives=lives_of_all)
def test_closure_is_what_walking_finds(edges: list[Edge], lives: dict) -> None:
    walked = {(day, org): walk(edges, lives, org, day) for day in DAYS for org in NAMES}
    if any(is_round for _found, is_round in walked.values()):
        with pytest.raises(Tangled) as tangled:
            closure(edges, lives, NAMES)
        assert tangled.value.orgs == {org: True for org in NAMES if any(walked[day, org][1] for day in DAYS)}
        return
    rows = closure(edges, lives, NAMES)
    assert len({(row.superior, row.org, row.line, row.from_day) for row in rows}) == len(rows)
    for day in DAYS:
        for org in NAMES:
            found = {(r.superior, r.line) for r in rows if r.org == org and r.from_day <= day < r.until_day}
            assert found == walked[day, org][0]


def test_a_tower_of_superiors_is_tangled_where_it_is_too_high() -> None:
    names = [f"D{number}" for number in range(3 * MOST_ABOVE)]
    edges = [Edge(*pair, "lead", 0, 10) for pair in pairwise(names)]
    with pytest.raises(Tangled) as tangled:
        closure(edges, dict.fromkeys(names, (0, 10)), names)
    assert set(tangled.value.orgs.values()) == {False}
    high = next(iter(tangled.value.orgs))
    assert MOST_ABOVE <= names.index(high) <= 2 * MOST_ABOVE
    assert list(tangled.value.orgs) == names[names.index(high) :]


def reach_rows() -> set[tuple]:
    return set(
        OrgReach.objects.everything("test").values_list(
            "superior__code", "org__code", "line", "from_day", "until_day"
        )
    )


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(8 if connection.vendor == "sqlite" else 2))
def test_the_stored_closure_follows_every_change(seed: int) -> None:
    """Random saves, one or several at a time; the table always equals the closure of all edges."""
    dice = random.Random(seed)
    start = date(2020, 1, 1)
    for _round in range(25):
        entries = []
        for code in dice.sample(NAMES, dice.randint(1, 3)):
            founded = start + timedelta(days=dice.randint(0, 5))
            closed = dice.choice([None, founded + timedelta(days=dice.randint(0, 8))])
            known = [
                *PartyOrg.objects.everything("test").values_list("code", flat=True),
                *(entry.code for entry in entries),
            ]
            led_by, guided_by = (
                dice.choice([None, *(other for other in known if other != code)]) for _line in range(2)
            )
            entries.append(
                OrgEntry(
                    code=code,
                    name=code,
                    kind="committee",
                    founded_on=founded,
                    closed_on=closed,
                    led_by=led_by,
                    guided_by=guided_by,
                )
            )
        before = reach_rows()
        told = ""
        try:
            save_orgs(entries, by=BY, now=NOW)
        except Refused as refused:
            told = refused.message
        assert not told or ("绕了一圈" in told and reach_rows() == before)
        rows = OrgEdge.objects.everything("test").select_related("superior", "org")
        edges = [Edge(row.superior.code, row.org.code, row.line, *row.span) for row in rows]
        lives = {org.code: org.span for org in PartyOrg.objects.everything("test").all()}
        assert reach_rows() == set(closure(edges, lives, lives))
