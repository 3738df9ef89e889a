"""How often one may try: per account and per address. Reading only; actions record the tries.

Five failures within a quarter of an hour close an account for a quarter of an hour after the fifth. While it is
closed nothing is weighed and nothing counted, so a stranger cannot keep it closed by trying on. A school is one
address, so an address has ten times as many.
"""

from datetime import datetime, timedelta
from typing import Final

from .models import Attempt

WINDOW: Final = timedelta(minutes=15)
ACCOUNT_TRIES: Final = 5
ADDRESS_TRIES: Final = 50


def is_closed(account: str, address: str, now: datetime, *, but: int = 0) -> bool:
    """May this account, or this address, not try now? `but`: the try itself, which does not count."""
    return _account_is_closed(account, now, but) or _address_is_closed(address, now, but)


def tries_left(account: str, now: datetime) -> int:
    """Return how many more failures an account has before it closes; the same for one that does not exist."""
    tries = Attempt.objects.filter(account=account, tried_at__gt=now - WINDOW)
    return max(ACCOUNT_TRIES - tries.count(), 0)


def _account_is_closed(account: str, now: datetime, but: int) -> bool:
    tries = Attempt.objects.filter(account=account, tried_at__gt=now - 2 * WINDOW).exclude(pk=but)
    times = [*tries.order_by("-tried_at").values_list("tried_at", flat=True)[:ACCOUNT_TRIES]]
    if len(times) < ACCOUNT_TRIES:
        return False
    last, first = times[0], times[-1]
    return last - first < WINDOW and now < last + WINDOW


def _address_is_closed(address: str, now: datetime, but: int) -> bool:
    tries = Attempt.objects.filter(address=address, tried_at__gt=now - WINDOW).exclude(pk=but)
    return tries.count() >= ADDRESS_TRIES
