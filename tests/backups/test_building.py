"""Tables made in one go are those that the migrations make step by step, on both databases."""

import re
import sqlite3

import pytest

from tests.backups.conftest import Make
from tests.installations import Installation

pytestmark = pytest.mark.django_db
BUILT = "from hongzhu.commands.database import ensure_migrated\nensure_migrated()\n"
STEPPED = "from django.core.management import call_command\ncall_command('migrate', verbosity=0)\n"
LISTED = """
from django.db import connection
def rows(text):
    with connection.cursor() as cursor:
        cursor.execute(text)
        return sorted(map(list, cursor.fetchall()), key=repr)
columns = "table_name, column_name, data_type, character_maximum_length, is_nullable, is_identity"
public = "WHERE table_schema = 'public'"
answer = [
    rows(f"SELECT {columns} FROM information_schema.columns {public}"),
    rows("SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
         " WHERE connamespace = 'public'::regnamespace"),
    rows("SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"),
    rows("SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"),
    rows("SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"),
    rows("SELECT app, name FROM django_migrations"),
    rows("SELECT app_label, model FROM django_content_type"),
]
"""


def schema(installation: Installation, source: str) -> object:
    if installation.url:
        return installation.ask(source + LISTED)
    installation.ask(f"{source}answer = 0")
    with sqlite3.connect(installation.data / "db.sqlite3") as database:
        found = [
            (kind, name, table, parts_of(sql or ""))
            for kind, name, table, sql in database.execute(
                "SELECT type, name, tbl_name, sql FROM sqlite_master"
            )
        ]
        rows = [
            database.execute(f"SELECT {columns} FROM {table}").fetchall()
            for table, columns in (
                ("django_migrations", "app, name"),
                ("django_content_type", "app_label, model"),
            )
        ]
    return sorted(found, key=repr), [sorted(each) for each in rows]


def parts_of(statement: str) -> list[str]:
    """What stands between the commas, sorted: columns may come in another order."""
    return sorted(
        part.strip().removesuffix(")") for part in re.split(r",(?![^()]*\))", statement.partition("(")[2])
    )


def test_one_go_makes_what_step_by_step_makes(make: Make) -> None:
    assert schema(make("built"), BUILT) == schema(make("stepped"), STEPPED)
