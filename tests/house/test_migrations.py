"""The migrations say what the models say."""

from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.house.reading import demand_none


def missing(written: ProjectState, wanted: ProjectState) -> list[str]:
    """Find changes of the models that no migration makes."""
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    changes = MigrationAutodetector(written, wanted).changes(graph)
    return [
        f"{label}: {operation.describe()}"
        for label, found in changes.items()
        for migration in found
        for operation in migration.operations
    ]


def written() -> ProjectState:
    """Return the state the migrations end in."""
    return MigrationLoader(None, ignore_no_migrations=True).project_state()


def test_no_migration_is_missing() -> None:
    demand_none(missing(written(), ProjectState.from_apps(apps)))


def test_a_missing_migration_is_found() -> None:
    state, wanted = ProjectState.from_apps(apps), ProjectState.from_apps(apps)
    wanted.add_field("ledger", "fact", "planted", models.IntegerField(null=True), preserve_default=True)
    assert missing(state, wanted) == ["ledger: Add field planted to fact"]
