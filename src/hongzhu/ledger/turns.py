"""One posting at a time: what is judged must see all that was said before, and be stored before the next is judged."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.db import connection

KEY: Final = 0x686F6E67
"""of the lock within the database; any number nobody else uses"""

_READ: Final[ContextVar[dict[str, object] | None]] = ContextVar("what was read", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Within it the state of the ledger (in_force.py) is read once, as a request wants it, until the request itself posts."""
    token = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(token)


def remembered() -> dict[str, object] | None:
    """What has been read already; None where nothing may be remembered: in a transaction, or outside a request."""
    return None if connection.in_atomic_block else _READ.get()


def wait_for_turn() -> None:
    """Wait until no other transaction posts; the turn ends with this one. On SQLite the transaction is the turn.

    Whoever has the turn may write, so the ledger gets a new stamp, which others see together with what was written.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEY])
        cursor.execute("UPDATE ledger_packinforce SET stamp = %s", [new_stamp()])
    if (read := _READ.get()) is not None:
        read.clear()


def new_stamp() -> str:
    """A word that never was a stamp, also not of a transaction that was undone."""
    return uuid.uuid4().hex
