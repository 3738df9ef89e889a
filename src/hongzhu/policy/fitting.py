"""A compiled pack fitted to a world: who holds which role when, and whose entries show that a subject uses the system."""

from collections.abc import Iterable

from .days import FOREVER
from .intervals import Span, both, clean
from .paths import usage_paths
from .rules import Compiled
from .spells import Spells
from .vocabulary import RELATIONS
from .world import World


def spells_of(compiled: Compiled, world: World, subjects: Iterable[int]) -> dict[tuple[int, int], list[Span]]:
    """(subject, role) → days, from the pack's effective day on; only what is not empty."""
    predicates = {name: (each.of, each.expr) for name, each in compiled.pack.predicates.items()}
    spells = Spells(world, predicates, compiled.calendars, compiled.numbers)
    roles = {kind: compiled.roles_of(kind) for kind in RELATIONS}
    found = {}
    for subject in subjects:
        for number in roles[world.beings[subject].kind]:
            role = compiled.roles[number]
            days = spells.of(role.expr, subject, role.calendar)
            if days:
                days = both(days, [(max(compiled.effective, role.since), FOREVER)])
                if days:
                    found[subject, number] = days
    return found


def below_of(
    compiled: Compiled, world: World, subjects: Iterable[int]
) -> dict[tuple[int, int], dict[int, list[Span]]]:
    """(share rule, subject) → those whose state it answers for → days. Without a link: all of their kind, always."""
    found: dict[tuple[int, int], dict[int, list[Span]]] = {}
    shares = [rule for rule in compiled.rules if rule.shape == "share"]
    for rule in shares:
        link, backwards = rule.below
        everyone = [] if link else list(world.of_kind(compiled.roles[rule.among].kind))
        for subject in subjects:
            if world.beings[subject].kind != rule.subject:
                continue
            some: dict[int, list[Span]] = {each: [(1, FOREVER)] for each in everyone}
            for other, start, end in world.linked(subject, link, reverse=backwards) if link else ():
                some[other] = clean([*some.get(other, []), (start, end)])
            found[rule.number, subject] = some
    return found


def entry_places(world: World, subject: int) -> set[int]:
    """The subjects whose entries count as entries of this subject's organisation (fine print 6)."""
    found: set[int] = set()
    for path in usage_paths(world.beings[subject].kind):
        here = {subject}
        for link, reverse in path:
            here = {
                other for each in here for other, _start, _end in world.linked(each, link, reverse=reverse)
            }
        found |= here
    return found


def first_entries(world: World, subjects: Iterable[int], entered: dict[int, int]) -> dict[int, int]:
    """Subject → first day on which its organisation entered anything; `entered`: the same per place."""
    found = {}
    for subject in subjects:
        days = [entered[place] for place in entry_places(world, subject) if place in entered]
        if days:
            found[subject] = min(days)
    return found
