"""The database of a command: made and brought up to date on first use."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def ensure_migrated() -> None:
    """Create the database, or apply what a newer version brought; nothing when it is current."""
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        _build(executor)
    elif executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
        _index()


def ensure_made() -> None:
    """Create the database where there is none; one of an earlier version stays as it is."""
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        _build(executor)


def _index() -> None:
    from hongzhu.search.actions import index_everything, is_empty  # not before there are models

    if is_empty():
        index_everything()


def _build(executor: MigrationExecutor) -> None:
    from hongzhu.backups.actions.building import build_present  # not before there are models

    build_present(executor)
