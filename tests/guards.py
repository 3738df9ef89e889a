"""What an attacker with the database's own rights does first: takes the triggers of the audit trail away."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def lifted() -> Iterator[None]:
    """Within, events and contents may be changed and deleted by SQL; afterwards the guards stand again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW session_replication_role")
            before = cursor.fetchone()[0]
            cursor.execute("SET session_replication_role = replica")
            try:
                yield
            finally:
                cursor.execute(f"SET session_replication_role = {before}")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        try:
            yield
        finally:
            for _name, sql in triggers:
                cursor.execute(sql)
