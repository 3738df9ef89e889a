"""What was worked out of the ledger once is kept in this process as long as the ledger stands as it did.

Never stale: whoever writes has the turn, and with the turn the ledger gets a new stamp in the same transaction
(turns.py). A reader first reads the stamp; what was made is kept only if the stamp is still the same afterwards, so what
stands under a stamp is what the ledger said under it. Within a transaction nothing is kept: it may yet be undone.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final, TypeVar, cast

from django.db import connection

from . import in_force

Made = TypeVar("Made")
OVERVIEWS, READERS, HOMES = "overviews", "readers", "homes"
MOST: Final = {OVERVIEWS: 12, READERS: 2000, HOMES: 400}
"""things kept in one process: few that are large, many that are small"""
NOTHING: Final = object()
TURN: Final = Lock()
_KEPT: Final[dict[str, OrderedDict[tuple[str, Hashable], object]]] = {shelf: OrderedDict() for shelf in MOST}


def kept(stamp: str, key: Hashable, make: Callable[[], Made], *, shelf: str = OVERVIEWS) -> Made:
    """What `make` says of the ledger as it stands under `stamp`; nobody may change what is returned.

    `key` names everything besides the ledger that `make` depends on.
    """
    if not stamp or connection.in_atomic_block:
        return make()
    at, things = (stamp, key), _KEPT[shelf]
    found = things.get(at, NOTHING)
    if found is not NOTHING:
        return cast(Made, found)
    made = make()
    if in_force.stamp_now() == stamp:
        with TURN:
            things[at] = made
            while len(things) > MOST[shelf]:
                things.popitem(last=False)
    return made


def forget() -> None:
    """Empty the memory; for tests."""
    for things in _KEPT.values():
        things.clear()
