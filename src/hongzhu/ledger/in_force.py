"""The pack in force, compiled, and its tables in the database."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple, cast

from django.conf import settings
from django.utils.module_loading import import_string

from hongzhu.policy.compiling import compile_pack
from hongzhu.policy.days import to_date, to_day
from hongzhu.policy.deciding import Decision, calendar_of, layers_of
from hongzhu.policy.deciding import decided as as_layer
from hongzhu.policy.layers import Resolved, from_day, problems_over, resolve
from hongzhu.policy.loading import find_pack, fingerprint, load_pack
from hongzhu.policy.pack import Pack
from hongzhu.policy.rules import COUNTED, Compiled

from . import tables
from .turns import new_stamp, remembered


def window_on(today: date) -> tuple[date, date]:
    """The days for which rows are stored: the school years the previous calendar year touches, to the next one's end."""
    school_year = today.year if today.month >= 9 else today.year - 1
    return date(today.year - 2, 9, 1), date(school_year + 2, 9, 1)


def pack_in_force() -> Pack:
    """What the district works by: its document, the layers put in force, its own decisions. One query."""
    return _pack(_state().decided)


def stored() -> tuple[Pack, Compiled | None]:
    """The pack in force, and compiled if the database's tables were made from it. One query."""
    pack, compiled, _stamp = stamped()
    return pack, compiled


def stamped() -> tuple[Pack, Compiled | None, str]:
    """The same, with the ledger's stamp (keeping.py), read together."""
    state = _state()
    pack = _pack(state.decided)
    if state.digest is None or state.digest != digest_of(pack):
        return pack, None, ""
    return pack, compiled_for(pack, (to_date(state.first), to_date(state.until))), state.stamp


def decisions_in_force() -> list[Decision]:
    """What the district has decided where its document is silent."""
    return _decisions(_state().decided)


def layers_in_force() -> dict[str, date | None]:
    """The layers that bind → from which day on; None: from their own days. One query."""
    return layers_of(settings.HONGZHU_LAYERS, decisions_in_force())


def write_decisions(decisions: Iterable[Decision]) -> None:
    """Replace them; whoever writes recomputes. Part of the transaction that records who decided."""
    rows = [[each.target, each.field, each.value, each.since.isoformat()] for each in decisions]
    tables.change("DELETE FROM ledger_decided WHERE 1 = %s", [(1,)])
    tables.insert("ledger_decided", ["text"], [(json.dumps(rows, ensure_ascii=False, sort_keys=True),)])


class StoredState(NamedTuple):
    """The district's decisions; what the compiled tables were made from, for which days; the stamp of all postings.

    No digest before the first compilation.
    """

    decided: str
    digest: str | None
    first: int
    until: int
    stamp: str


def _state() -> StoredState:
    """One query; within a request (turns.reading_once) one in all."""
    read = remembered()
    if read is None:
        return _read_state()
    if "state" not in read:
        read["state"] = _read_state()
    return cast(StoredState, read["state"])


def _read_state() -> StoredState:
    ((decided, digest, first, until, stamp),) = tables.fetch(
        "SELECT d.text, p.digest, p.window_from, p.window_until, p.stamp FROM (SELECT 1 AS one) AS o"
        " LEFT JOIN ledger_decided d ON 1 = 1 LEFT JOIN ledger_packinforce p ON 1 = 1"
    )
    return StoredState(decided or "[]", digest, first, until, stamp or "")


def _pack(text: str) -> Pack:
    layers = layers_of(settings.HONGZHU_LAYERS, _decisions(text))
    return resolved_pack(layers, since=layers, decided=text).pack


@lru_cache(maxsize=8)
def _decisions(text: str) -> list[Decision]:
    return [
        Decision(target, field, value, date.fromisoformat(since))
        for target, field, value, since in json.loads(text)
    ]


def district_pack() -> Pack:
    """The district's own document alone, as its files stand now (read again only when a byte changed)."""
    folder = find_pack(settings.HONGZHU_PACK, settings.PACKS_DIR)
    return _loaded(folder, fingerprint(folder))


def known_layers() -> list[str]:
    """Names of the shipped packs that lie over the district's document, the highest first."""
    found = []
    for file in sorted(settings.PACKS_DIR.glob("*/pack.toml")):
        pack = _loaded(file.parent, fingerprint(file.parent))
        if pack.overrides and not problems_over(district_pack(), pack):
            found.append((pack.layer, file.parent.name))
    return [name for _layer, name in sorted(found)]


def layer_pack(name: str) -> Pack:
    """A layer by the name of its folder, as its files stand now."""
    folder = find_pack(name, settings.PACKS_DIR)
    return _loaded(folder, fingerprint(folder))


def resolved_pack(
    layers: Iterable[str],
    *,
    since: Mapping[str, date | None] = MappingProxyType({}),
    only: str = "",
    decided: str = "[]",
) -> Resolved:
    """The district's document under these layers (names of packs) and its own decisions (as JSON).

    `since`: from which day on a layer binds, where not from its own. `only`: see policy.layers.resolve.
    """
    base = district_pack()
    packs = [
        from_day(layer_pack(name), start) if (start := since.get(name)) else layer_pack(name)
        for name in layers
    ]
    key = (base.digest, *(each.digest for each in packs), only, decided)
    if key not in _RESOLVED:
        if len(_RESOLVED) >= MOST_KEPT:
            _RESOLVED.clear()
        _RESOLVED[key] = _resolved(base, packs, only, decided)
    return _RESOLVED[key]


def _resolved(base: Pack, packs: list[Pack], only: str, decided: str) -> Resolved:
    decisions = _decisions(decided)
    own = as_layer(base, decisions)
    found = resolve(base, [*packs, own] if own else packs, only=only)
    if not decisions:
        return found
    pack = found.pack
    digest = sha256(f"{pack.digest} {decided}".encode()).hexdigest()
    calendar = calendar_of(pack.calendar, decisions)
    return replace(found, pack=replace(pack, calendar=calendar, digest=digest))


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


def stamp() -> str:
    """The stamp of all postings (keeping.py); empty before the first compilation."""
    return _state().stamp


def stamp_now() -> str:
    """The same, read anew."""
    return _read_state().stamp


def stored_state() -> StoredState | None:
    """What the tables in the database are; None before the first compilation."""
    state = _state()
    return None if state.digest is None else state


def digest_of(pack: Pack) -> str:
    """What the compiled tables depend on: the pack's files, and what the installed rooms can record."""
    house = settings.HONGZHU_HOUSE
    recordable = (
        sorted(import_string(f"{house}.FACT_KINDS")),
        sorted(import_string(f"{house}.RECORDED_ATTRIBUTES")),
    )
    return sha256(f"{pack.digest} {recordable}".encode()).hexdigest()


def write_tables(compiled: Compiled, window: tuple[date, date]) -> None:
    """Replace the compiled tables by those of this pack and window."""
    for table in ("packinforce", "ruleinforce", "need", "evidence", "slot", "calendarday"):
        tables.change(f"DELETE FROM ledger_{table} WHERE 1 = %s", [(1,)])
    pack = compiled.pack
    tables.insert(
        "ledger_packinforce",
        ["pack", "version", "digest", "window_from", "window_until", "stamp"],
        [(pack.id, pack.version, digest_of(pack), to_day(window[0]), to_day(window[1]), new_stamp())],
    )
    tables.insert(
        "ledger_ruleinforce", ["number", "key"], [(rule.number, rule.key) for rule in compiled.rules]
    )
    for name, rows in counted_rows(compiled).items():
        tables.insert(f"ledger_{name}", COUNTED_COLUMNS[name].split(", "), rows)


COUNTED_COLUMNS: Final = {
    "need": "rule, role, rank, need, is_exempt, from_day, until_day",
    "evidence": "rule, kind, calendar, is_sum, during",
    "slot": "rule, period, label, from_day, until_day, due, overdue",
    "calendarday": "calendar, day, period",
}
"""what the kernel reads of a pack"""


def counted_rows(compiled: Compiled) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of those tables: of count and sum rules their needs, kinds of evidence, periods; the days of calendars."""
    counted = [rule for rule in compiled.rules if rule.shape in COUNTED]
    return {
        "need": [
            (rule.number, need.role, need.rank, need.need, need.is_exempt, need.from_day, need.until_day)
            for rule in counted
            for need in rule.needs
        ],
        "evidence": [
            (rule.number, kind, rule.calendar, int(rule.is_sum), rule.during)
            for rule in counted
            for kind in rule.kinds
        ],
        "slot": [
            (rule.number, slot.start, slot.label, slot.start, slot.end, slot.due, slot.overdue)
            for rule in counted
            for slot in rule.slots
        ],
        "calendarday": [
            (calendar, day, start)
            for calendar in compiled.calendars
            for day, start in compiled.days_of(calendar)
        ],
    }
