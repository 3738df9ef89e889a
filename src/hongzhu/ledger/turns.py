"""One posting at a time: what is judged must see all that was said before, and be stored before the next is judged."""

from typing import Final

from django.db import connection

KEY: Final = 0x686F6E67
"""of the lock within the database; any number nobody else uses"""


def wait_for_turn() -> None:
    """Wait until no other transaction posts; the turn ends with this one. On SQLite the transaction is the turn."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEY])
