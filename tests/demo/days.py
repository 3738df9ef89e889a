"""The day and the frame that the demo's README and golden page speak of; a help for PostgreSQL."""

from datetime import UTC, date, datetime

from django.db import connection

from hongzhu.demo.frame import Frame, first_since

ON = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
FRAME = Frame(first_since(ON), ON)


def count_rows() -> None:
    """Let PostgreSQL plan for what a test has put into tables that it last saw empty; no one else sees them yet."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
