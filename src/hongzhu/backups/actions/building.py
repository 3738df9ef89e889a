"""An empty database gets all its tables in one go, as the migrations leave them, not step by step as they came.

Step by step every table is drawn anew with each change of those it points to: three seconds and more, on the first start,
in every restore, in every test that begins with nothing. What migrations do to rows has nothing to do here and says so
(`elidable`); all other code of theirs, such as the guards of the audit trail, is run.
"""

from collections.abc import Collection

from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

Target = tuple[str, str]


def build(executor: MigrationExecutor, targets: Collection[Target]) -> ProjectState:
    """Make all tables as they are after these migrations, and note those as applied. Only where none was applied yet."""
    assert not executor.recorder.applied_migrations()
    plan = [migration for migration, _is_backwards in executor.migration_plan([*targets], clean_start=True)]
    state: ProjectState = executor.loader.project_state([*targets])
    models = [model for model in state.apps.get_models() if model._meta.can_migrate(connection)]
    with connection.schema_editor() as editor:
        for model in models:
            editor.create_model(model)
        for migration in plan:
            for operation in migration.operations:
                if isinstance(operation, RunPython | RunSQL) and not operation.elidable:
                    operation.database_forwards(migration.app_label, editor, state, state)
    executor.recorder.ensure_schema()
    for migration in plan:
        executor.recorder.record_applied(migration.app_label, migration.name)
    return state


def build_present(executor: MigrationExecutor) -> None:
    """The tables of this very release."""
    build(executor, executor.loader.graph.leaf_nodes())
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
