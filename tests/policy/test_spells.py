"""Conditions worked out as stretches of days, against the same conditions asked on every single day."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hongzhu.policy.calendars import periods
from hongzhu.policy.days import FOREVER, to_day
from hongzhu.policy.expressions import AtPeriodEnd, Both, Counted, Either, Expr, Named, Not, Valued, parse
from hongzhu.policy.intervals import clean
from hongzhu.policy.loading import load_pack
from hongzhu.policy.pack import Pack
from hongzhu.policy.spells import Spells
from hongzhu.policy.vocabulary import ATTRIBUTES, RELATIONS
from hongzhu.policy.world import Being, World
from tests.policy.oracle import Oracle
from tests.policy.small_pack import compiled, write_pack

FIRST, LAST = to_day(date(2024, 1, 25)), to_day(date(2024, 3, 10))
DAYS = range(FIRST - 3, LAST + 3)
SUBJECTS = {1: "school", 2: "org", 3: "org", 4: "group", 5: "person", 6: "person", 7: "person"}
LINKS = [
    ("school", "person", "school"), ("branch", "person", "org"), ("group", "person", "group"),
    ("post.secretary", "person", "org"), ("post.secretary", "person", "school"), ("covers", "org", "school"),
    ("part_of", "group", "org"), ("led_by", "org", "org"), ("guided_by", "org", "org"),
]  # fmt: skip
POSTS = ("post.secretary", "holders.secretary")
DAY = st.integers(FIRST, LAST)
SPAN = st.tuples(DAY, st.one_of(DAY, st.just(FOREVER))).filter(lambda span: span[0] < span[1])


@st.composite
def worlds(draw: Any) -> World:
    """A few subjects of every kind; attributes change, links come and go, not everybody exists all the time."""
    world = World()
    for key, kind in SUBJECTS.items():
        world.beings[key] = Being(kind, str(key), *draw(st.one_of(st.just((1, FOREVER)), SPAN)))
        for name, values in ATTRIBUTES[kind].items():
            cuts = sorted(draw(st.sets(DAY, max_size=3)))
            for start, end in pairwise([*cuts, FOREVER]):
                if value := draw(st.sampled_from(["", *values])):
                    world.add_attribute(key, name, value, start, end)
    for _ in range(draw(st.integers(0, 12))):
        kind, tail_kind, head_kind = draw(st.sampled_from(LINKS))
        tail, head = (
            draw(st.sampled_from([key for key, kind in SUBJECTS.items() if kind == wanted]))
            for wanted in (tail_kind, head_kind)
        )
        world.add_link(kind, tail, head, *draw(SPAN))
    return world


@st.composite
def conditions(draw: Any, kind: str, pack: Pack, depth: int = 3) -> Expr:
    """A condition about subjects of a kind, over the whole vocabulary."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(simple_conditions(kind, pack))

    def inner(of: str = kind) -> Expr:
        return draw(conditions(of, pack, depth - 1))

    shape = draw(st.sampled_from([Not, Both, Either, AtPeriodEnd, Counted, Counted]))
    if shape is Counted:
        usable = [name for name in RELATIONS[kind] if "." not in name or name in POSTS]
        relation = draw(st.sampled_from(usable))
        target = RELATIONS[kind][relation][2]
        target = draw(st.sampled_from(["school", "org"])) if target == "body" else target
        condition = inner(target) if draw(st.booleans()) else None
        op = draw(st.sampled_from(["==", "!=", ">=", "<=", ">", "<"]))
        return Counted(relation, condition, op, draw(st.integers(0, 3)))
    return shape(inner()) if shape in (Not, AtPeriodEnd) else shape(inner(), inner())


def simple_conditions(kind: str, pack: Pack) -> st.SearchStrategy[Expr]:
    named = [Named(name) for name, each in pack.predicates.items() if each.of == kind]
    every = [st.sampled_from(named)] if named else []
    for name, values in ATTRIBUTES[kind].items():
        known = sorted(values)
        every += [
            st.builds(Valued, st.just(name), st.tuples(st.sampled_from(known)), st.booleans()),
            st.builds(Valued, st.just(name), st.lists(st.sampled_from(known), min_size=1).map(tuple)),
        ]
        every += [st.just(Named(name))] if "yes" in values else []
    return st.one_of(every) if every else st.just(Counted("members", None, ">=", 1))


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(write_pack(tmp_path_factory.mktemp("packs") / "small"))


def months(pack: Pack) -> dict[str, tuple[tuple[int, int], ...]]:
    found = periods("month", date(2023, 11, 1), date(2024, 7, 1), pack.calendar)
    return {"month": tuple((to_day(each.start), to_day(each.end)) for each in found)}


@settings(max_examples=120)
@given(data=st.data())
def test_stretches_of_days_equal_single_days(pack: Pack, data: Any) -> None:
    world = data.draw(worlds())
    subject = data.draw(st.sampled_from(sorted(SUBJECTS)))
    condition = data.draw(conditions(SUBJECTS[subject], pack))
    predicates = {name: (each.of, each.expr) for name, each in pack.predicates.items()}
    spans = Spells(world, predicates, months(pack)).of(condition, subject, "month")
    assert spans == clean(spans)
    oracle = Oracle(pack, world, [])
    expected = [day for day in DAYS if oracle.holds(condition, subject, day, "month")]
    assert [day for day in DAYS if any(start <= day < end for start, end in spans)] == expected


def world_of_members(*members: tuple[int, int]) -> World:
    """One branch, and members who are full members from a day to a day."""
    world = World()
    world.beings[1] = Being("org", "B", FIRST, LAST)
    world.add_attribute(1, "kind", "branch", 1, FOREVER)
    for number, (start, end) in enumerate(members, 2):
        world.beings[number] = Being("person", str(number), 1, FOREVER)
        world.add_attribute(number, "status", "full", 1, FOREVER)
        world.add_link("branch", number, 1, start, end)
    return world


def answer(pack: Pack, world: World, text: str) -> list[tuple[int, int]]:
    predicates = {name: (each.of, each.expr) for name, each in pack.predicates.items()}
    return Spells(world, predicates, months(pack)).of(parse(text), 1, "month")


def test_a_subject_holds_nothing_before_it_exists_or_after(pack: Pack) -> None:
    world = world_of_members((1, FOREVER))
    for text in ("branch", "not not branch", "any(members)", "count(members) >= 0", "kind != committee"):
        assert answer(pack, world, text) == [(FIRST, LAST)], text


def test_somebody_linked_twice_counts_once(pack: Pack) -> None:
    world = world_of_members((FIRST, LAST))
    world.add_link("branch", 2, 1, FIRST, LAST)
    assert answer(pack, world, "count(members) == 1") == [(FIRST, LAST)]


def test_a_link_from_outside_its_existence_does_not_count(pack: Pack) -> None:
    world = world_of_members((1, FOREVER))
    world.beings[2] = Being("person", "2", FIRST + 10, FIRST + 20)
    assert answer(pack, world, "any(members)") == [(FIRST + 10, FIRST + 20)]


def test_period_end_is_the_last_day_the_subject_exists(pack: Pack) -> None:
    """Fine print 10. The branch lives from 25 January to 9 March; what holds at a month's end holds all the month."""
    text, february, march = "at_period_end(any(members))", to_day(date(2024, 2, 1)), to_day(date(2024, 3, 1))
    assert answer(pack, world_of_members((1, march)), text) == [(FIRST, march)]
    assert answer(pack, world_of_members((1, march - 1)), text) == [(FIRST, february)]
    assert answer(pack, world_of_members((LAST - 1, FOREVER)), text) == [(march, LAST)]


def test_a_predicate_of_another_kind_never_holds(pack: Pack) -> None:
    world = world_of_members((1, FOREVER))
    assert answer(pack, world, "any(members, branch)") == []


def test_compiled_roles_are_the_ones_the_duties_need(pack: Pack) -> None:
    rules = compiled(pack, 2023, 2025)
    assert {role.kind for role in rules.roles[1:]} == {each.subject for each in pack.obligations}
