"""Spells and usage in the database, kept equal to what the world says."""

from collections.abc import Iterable

from hongzhu.policy.days import FOREVER
from hongzhu.policy.fitting import first_entries, spells_of
from hongzhu.policy.paths import usage_paths
from hongzhu.policy.rules import Compiled
from hongzhu.policy.vocabulary import USAGE_PATHS
from hongzhu.policy.world import World

from . import tables

FIRST = "SELECT subject_id, MIN(entered) FROM ledger_fact WHERE kind = 'record' AND withdrawn = %s"


def write_spells(compiled: Compiled, world: World, subjects: set[int] | None) -> set[int]:
    """Make the stored spells of these subjects (None: all) what the world says; the subjects that changed."""
    wanted: dict[int, set[tuple[int, int, int]]] = {}
    chosen = world.beings if subjects is None else subjects
    for (subject, role), spans in spells_of(compiled, world, chosen).items():
        wanted.setdefault(subject, set()).update((role, start, until) for start, until in spans)
    stored: dict[int, list[tuple[int, tuple[int, int, int]]]] = {}
    text = "SELECT id, subject_id, role, from_day, until_day FROM ledger_spell"
    found = (
        tables.fetch(text)
        if subjects is None
        else tables.fetch_in(f"{text} WHERE subject_id IN ({{values}})", subjects)
    )
    for key, subject, *spell in found:
        stored.setdefault(subject, []).append((key, (spell[0], spell[1], spell[2])))
    gone, new, changed = [], [], set()
    for subject in {*wanted, *stored}:
        before, after = stored.get(subject, []), wanted.get(subject, set())
        kept = {spell for _key, spell in before}
        if kept == after and len(kept) == len(before):
            continue
        changed.add(subject)
        gone += [key for key, spell in before if spell not in after]
        new += [(subject, *spell) for spell in sorted(after - kept)]
    tables.delete_ids("ledger_spell", gone)
    tables.insert("ledger_spell", ["subject_id", "role", "from_day", "until_day"], new)
    return changed


def write_usage(world: World, subjects: set[int] | None) -> None:
    """Make the stored usage of these subjects (None: all) what the world and the entries say."""
    entered = dict(tables.fetch("SELECT subject_id, day FROM ledger_firstentry"))
    chosen = world.beings if subjects is None else subjects
    wanted = first_entries(world, chosen, entered)
    if subjects is None:
        stored = dict(tables.fetch("SELECT subject_id, day FROM ledger_usage"))
    else:
        text = "SELECT subject_id, day FROM ledger_usage WHERE subject_id IN ({values})"
        stored = dict(tables.fetch_in(text, subjects))
    _replace("ledger_usage", stored, wanted)


def write_first_entries(places: set[int] | None) -> set[int]:
    """Bring the first entry day of these places (None: all) up to date; the places where it changed."""
    text = "SELECT subject_id, day FROM ledger_firstentry"
    if places is None:
        stored = dict(tables.fetch(text))
        wanted = dict(tables.fetch(f"{FIRST} GROUP BY subject_id", [FOREVER]))
    else:
        stored = dict(tables.fetch_in(f"{text} WHERE subject_id IN ({{values}})", places))
        group = "SELECT subject_id, MIN(entered) FROM ledger_fact WHERE subject_id IN ({values})"
        tail = " AND kind = 'record' AND withdrawn = %s GROUP BY subject_id"
        wanted = dict(tables.fetch_in(group + tail, places, [FOREVER]))
    return _replace("ledger_firstentry", stored, wanted)


def _replace(table: str, stored: dict[int, int], wanted: dict[int, int]) -> set[int]:
    """Make a (subject, day) table say `wanted` where it says `stored`; the subjects that differ."""
    differ = {key for key in {*stored, *wanted} if stored.get(key) != wanted.get(key)}
    tables.change(f"DELETE FROM {table} WHERE subject_id = %s", [(key,) for key in differ if key in stored])
    tables.insert(
        table, ["subject_id", "day"], [(key, wanted[key]) for key in sorted(differ) if key in wanted]
    )
    return differ


def dependents(places: Iterable[int]) -> set[int]:
    """Subjects for which one of these is an entry place: USAGE_PATHS walked backwards."""
    places, found = set(places), set()
    for kind in USAGE_PATHS:
        for path in usage_paths(kind):
            here = places
            for link, reverse in reversed(path):
                mine, other = ("tail_id", "head_id") if reverse else ("head_id", "tail_id")
                text = f"SELECT {other} FROM ledger_link WHERE {mine} IN ({{values}}) AND kind = %s"
                here = {each for (each,) in tables.fetch_in(text, here, [link])}
            kinds = tables.fetch_in(
                "SELECT id FROM ledger_subject WHERE id IN ({values}) AND kind = %s", here, [kind]
            )
            found |= {each for (each,) in kinds}
    return found
