"""The database of a command: made and brought up to date on first use."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def ensure_migrated() -> None:
    """Create the database, or apply what a newer version brought; nothing when it is current."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def ensure_made() -> None:
    """Create the database where there is none; one of an earlier version stays as it is."""
    if not MigrationExecutor(connection).loader.applied_migrations:
        call_command("migrate", verbosity=0, interactive=False)
