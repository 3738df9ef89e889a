"""What was worked out of the ledger once is kept in this process as long as the ledger stands as it did.

Never stale: whoever writes has the turn, and with the turn the ledger gets a new stamp in the same transaction
(turns.py). A reader first reads the stamp; what was made is kept only if the stamp is still the same afterwards, so what
stands under a stamp is what the ledger said under it. Within a transaction nothing is kept: it may yet be undone.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, TypeVar, cast

from django.db import connection

from . import in_force

Made = TypeVar("Made")
MOST: Final = 12
"""things kept in one process"""
_KEPT: Final[OrderedDict[tuple[str, Hashable], object]] = OrderedDict()


def kept(stamp: str, key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` says of the ledger as it stands under `stamp`; nobody may change what is returned.

    `key` names everything besides the ledger that `make` depends on.
    """
    if not stamp or connection.in_atomic_block:
        return make()
    at = (stamp, key)
    if at in _KEPT:
        return cast(Made, _KEPT[at])
    made = make()
    state = in_force.stored_state()
    if state is not None and state.stamp == stamp:
        _KEPT[at] = made
        while len(_KEPT) > MOST:
            _KEPT.popitem(last=False)
    return made
