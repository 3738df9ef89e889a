"""The pack in force, compiled, and its tables in the database."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from hongzhu.policy.compiling import compile_pack
from hongzhu.policy.days import to_date, to_day
from hongzhu.policy.layers import Resolved, resolve
from hongzhu.policy.loading import find_pack, fingerprint, load_pack
from hongzhu.policy.pack import Pack
from hongzhu.policy.rules import COUNTED, Compiled, Rule

from . import tables


def window_on(today: date) -> tuple[date, date]:
    """The days for which rows are stored: the school years the previous calendar year touches, to the next one's end."""
    school_year = today.year if today.month >= 9 else today.year - 1
    return date(today.year - 2, 9, 1), date(school_year + 2, 9, 1)


def pack_in_force() -> Pack:
    """What the district works by: its document with the layers put in force, as their files stand now."""
    return resolved_pack(settings.HONGZHU_LAYERS).pack


def district_pack() -> Pack:
    """The district's own document alone, as its files stand now (read again only when a byte changed)."""
    folder = find_pack(settings.HONGZHU_PACK, settings.PACKS_DIR)
    return _loaded(folder, fingerprint(folder))


def known_layers() -> list[str]:
    """Names of the shipped packs that lie over others, the highest first."""
    found = []
    for file in sorted(settings.PACKS_DIR.glob("*/pack.toml")):
        pack = _loaded(file.parent, fingerprint(file.parent))
        if pack.overrides:
            found.append((pack.layer, file.parent.name))
    return [name for _layer, name in sorted(found)]


def layer_pack(name: str) -> Pack:
    """A layer by the name of its folder, as its files stand now."""
    folder = find_pack(name, settings.PACKS_DIR)
    return _loaded(folder, fingerprint(folder))


def resolved_pack(layers: Iterable[str], *, only: str = "") -> Resolved:
    """The district's document under these layers (names of packs). `only`: see policy.layers.resolve."""
    base = district_pack()
    packs = [layer_pack(name) for name in layers]
    key = (base.digest, *(each.digest for each in packs), only)
    if key not in _RESOLVED:
        if len(_RESOLVED) >= MOST_KEPT:
            _RESOLVED.clear()
        _RESOLVED[key] = resolve(base, packs, only=only)
    return _RESOLVED[key]


@lru_cache(maxsize=8)
def _loaded(folder: Path, _digest: str) -> Pack:
    return load_pack(folder, proofs=False)


def compiled_for(pack: Pack, window: tuple[date, date]) -> Compiled:
    """A pack compiled with what the installed rooms can record."""
    house = settings.HONGZHU_HOUSE
    facts = frozenset(import_string(f"{house}.FACT_KINDS"))
    attributes = frozenset(import_string(f"{house}.RECORDED_ATTRIBUTES"))
    key = (pack.digest, window, facts, attributes)
    if key not in _COMPILED:
        if len(_COMPILED) >= MOST_KEPT:
            _COMPILED.clear()
        _COMPILED[key] = compile_pack(
            pack, window, recordable_facts=set(facts), recordable_attributes=set(attributes)
        )
    return _COMPILED[key]


MOST_KEPT: Final = 20
"""resolved or compiled packs kept in memory"""
_RESOLVED: Final[dict[tuple[str, ...], Resolved]] = {}
_COMPILED: Final[dict[tuple[object, ...], Compiled]] = {}


def stored_state() -> tuple[str, int, int] | None:
    """(digest, window from, window until) of the tables in the database, None before the first compilation."""
    found = tables.fetch("SELECT digest, window_from, window_until FROM ledger_packinforce")
    return (found[0][0], found[0][1], found[0][2]) if found else None


def digest_of(pack: Pack) -> str:
    """What the compiled tables depend on: the pack's files, and what the installed rooms can record."""
    house = settings.HONGZHU_HOUSE
    recordable = (
        sorted(import_string(f"{house}.FACT_KINDS")),
        sorted(import_string(f"{house}.RECORDED_ATTRIBUTES")),
    )
    return sha256(f"{pack.digest} {recordable}".encode()).hexdigest()


def stored_compiled(pack: Pack) -> Compiled | None:
    """The compiled pack if the database's tables were made from these files; else None."""
    state = stored_state()
    if state is None or state[0] != digest_of(pack):
        return None
    return compiled_for(pack, (to_date(state[1]), to_date(state[2])))


def write_tables(compiled: Compiled, window: tuple[date, date]) -> None:
    """Replace the compiled tables by those of this pack and window."""
    for table in ("packinforce", "ruleinforce", "need", "evidence", "slot", "calendarday"):
        tables.change(f"DELETE FROM ledger_{table} WHERE 1 = %s", [(1,)])
    pack = compiled.pack
    tables.insert(
        "ledger_packinforce",
        ["pack", "version", "digest", "window_from", "window_until"],
        [(pack.id, pack.version, digest_of(pack), to_day(window[0]), to_day(window[1]))],
    )
    tables.insert(
        "ledger_ruleinforce", ["number", "key"], [(rule.number, rule.key) for rule in compiled.rules]
    )
    _write_counted([rule for rule in compiled.rules if rule.shape in COUNTED])
    tables.insert(
        "ledger_calendarday",
        ["calendar", "day", "period"],
        [
            (calendar, day, start)
            for calendar in compiled.calendars
            for day, start in compiled.days_of(calendar)
        ],
    )


def _write_counted(counted: list[Rule]) -> None:
    """What the kernel reads of count and sum rules: needs, kinds of evidence, periods."""
    tables.insert(
        "ledger_need",
        ["rule", "role", "rank", "need", "is_exempt", "from_day", "until_day"],
        [
            (rule.number, need.role, need.rank, need.need, need.is_exempt, need.from_day, need.until_day)
            for rule in counted
            for need in rule.needs
        ],
    )
    tables.insert(
        "ledger_evidence",
        ["rule", "kind", "calendar", "is_sum", "during"],
        [
            (rule.number, kind, rule.calendar, int(rule.is_sum), rule.during)
            for rule in counted
            for kind in rule.kinds
        ],
    )
    tables.insert(
        "ledger_slot",
        ["rule", "period", "label", "from_day", "until_day", "due", "overdue"],
        [
            (rule.number, slot.start, slot.label, slot.start, slot.end, slot.due, slot.overdue)
            for rule in counted
            for slot in rule.slots
        ],
    )
