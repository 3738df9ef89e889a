"""The database of a command: made and brought up to date on first use."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def unapplied_migrations() -> list[str]:
    """Return the names of migrations the database has not seen yet, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def ensure_migrated() -> None:
    """Create the database, or apply what a newer version brought; nothing when it is current."""
    if unapplied_migrations():
        call_command("migrate", verbosity=0, interactive=False)
