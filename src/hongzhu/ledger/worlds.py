"""Load the part of the world that a question needs: the whole, or what a change can reach."""

from collections.abc import Iterable

from hongzhu.policy.paths import Path
from hongzhu.policy.world import Being, World

from . import tables

SUBJECTS = "SELECT id, kind, code, from_day, until_day FROM ledger_subject"
ATTRIBUTES = "SELECT subject_id, name, value, from_day, until_day FROM ledger_attribute"


def whole_world() -> World:
    """Every subject with its attributes and links: three queries."""
    world = World()
    for key, kind, code, start, until in tables.fetch(SUBJECTS):
        world.beings[key] = Being(kind, code, start, until)
    for row in tables.fetch(ATTRIBUTES):
        world.add_attribute(*row)
    for row in tables.fetch("SELECT kind, tail_id, head_id, from_day, until_day FROM ledger_link"):
        world.add_link(*row)
    return world


def reached(touched: Iterable[int], paths: dict[str, set[Path]]) -> tuple[World, set[int]]:
    """The subjects whose spells or usage a change to `touched` can alter, and the world they depend on."""
    loader = _Loader()
    touched = set(touched)
    affected = set(touched)
    for kind, kind_paths in paths.items():
        starts: set[int] = set()
        for path in {whole[:size] for whole in kind_paths for size in range(1, len(whole) + 1)}:
            here = touched
            for link, reverse in reversed(path):
                here = loader.follow(here, link, reverse=not reverse)
            starts |= here
        affected |= {each for each in starts if loader.being(each).kind == kind}
    loader.load_beings(affected)
    by_kind: dict[str, set[int]] = {}
    for each in affected:
        by_kind.setdefault(loader.being(each).kind, set()).add(each)
    for kind, subjects in by_kind.items():
        for path in paths.get(kind, ()):
            here = subjects
            for link, reverse in path:
                here = loader.follow(here, link, reverse=reverse)
    loader.load_attributes()
    return loader.world, affected


class _Loader:
    """Fetches links by end and kind, each once, into a world."""

    def __init__(self) -> None:
        self.world = World()
        self.asked: set[tuple[int, str, bool]] = set()

    def follow(self, subjects: Iterable[int], link: str, *, reverse: bool) -> set[int]:
        """The subjects at the other end of these links; of no subject, none."""
        subjects = set(subjects)
        if not subjects:
            return subjects
        missing = [each for each in subjects if (each, link, reverse) not in self.asked]
        here, there = ("head_id", "tail_id") if reverse else ("tail_id", "head_id")
        sql = f"SELECT {here}, {there}, from_day, until_day FROM ledger_link WHERE {here} IN ({{values}}) AND kind = %s"
        side = self.world.backward if reverse else self.world.forward
        for each, other, start, until in tables.fetch_in(sql, missing, [link]):
            side.setdefault((each, link), []).append((other, start, until))
        self.asked.update((each, link, reverse) for each in missing)
        found = {other for each in subjects for other, _start, _end in side.get((each, link), ())}
        self.load_beings(found)
        return found

    def load_beings(self, subjects: Iterable[int]) -> None:
        missing = [each for each in subjects if each not in self.world.beings]
        for key, kind, code, start, until in tables.fetch_in(SUBJECTS + " WHERE id IN ({values})", missing):
            self.world.beings[key] = Being(kind, code, start, until)

    def being(self, subject: int) -> Being:
        self.load_beings([subject])
        return self.world.beings[subject]

    def load_attributes(self) -> None:
        for row in tables.fetch_in(ATTRIBUTES + " WHERE subject_id IN ({values})", self.world.beings):
            self.world.add_attribute(*row)
