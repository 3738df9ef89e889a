"""The tables of an installation as its migrations say, whichever release it was."""

from collections.abc import Collection, Iterable
from graphlib import CycleError, TopologicalSorter
from typing import Final

from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from .refusals import TooNew

Model = type[models.Model]
Migration = tuple[str, str]
LEFT_OUT: Final = {
    "search_searchtext": "查找用的文本（恢复时重新生成）",
    "imports_batch": "导入的批次（恢复后不能再整批撤回）",
    "accounts_session": "登录状态",
    "accounts_attempt": "试登录的记录",
}
"""tables whose rows live for hours at most, or are made anew from the others"""
DERIVED: Final = ("contenttypes", "auth")
"""rooms of Django whose tables it fills by itself"""
DJANGO: Final = "django_"
"""how the tables of Django itself begin"""


def applied(loader: MigrationLoader) -> list[Migration]:
    """The migrations a database has had. Raises TooNew where this release does not know one."""
    found = sorted(loader.applied_migrations)
    check_known(loader, found, "数据库")
    return found


def check_known(loader: MigrationLoader, migrations: Iterable[Migration], what: str) -> None:
    """Raise TooNew unless this release knows all migrations; `what` has had them."""
    ours = {*loader.disk_migrations}
    unknown = sorted(each for each in migrations if each not in ours)
    if unknown:
        room, name = unknown[0]
        raise TooNew(
            f"{what}来自另一个版本的红烛（{room} 的 {name} 本程序不认识）。请换成那个版本或更新的版本再试。"
        )


def ends(loader: MigrationLoader, migrations: Collection[Migration]) -> list[Migration]:
    """The migrations among some that no other of the same room builds on."""
    wanted = {*migrations}
    inner = {
        parent.key
        for key in wanted
        for parent in loader.graph.node_map[key].parents
        if parent.key[0] == key[0]
    }
    return sorted(wanted - inner)


def state_at(loader: MigrationLoader, migrations: Collection[Migration]) -> ProjectState:
    """The models as they were after some migrations."""
    found: ProjectState = loader.project_state(ends(loader, migrations))
    return found


def kept_models(state: ProjectState) -> list[Model]:
    """The models whose rows belong in a backup, each after those its foreign keys point to."""
    found = {
        model._meta.db_table: model
        for model in state.apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in DERIVED
        and model._meta.db_table not in LEFT_OUT
    }
    graph = {name: _points_to(model) & found.keys() - {name} for name, model in sorted(found.items())}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise AssertionError(f"tables whose foreign keys form a ring: {error.args[1]}") from None
    return [found[name] for name in order]


def _points_to(model: Model) -> set[str]:
    return {
        field.related_model._meta.db_table
        for field in model._meta.concrete_fields
        if field.is_relation and isinstance(field.related_model, type)
    }


def our_tables() -> list[str]:
    """Tables in the database that are an installation's, of whichever release."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    rooms = (DJANGO, *(f"{room}_" for room, _name in loader.disk_migrations))
    return sorted(name for name in connection.introspection.table_names() if name.startswith(rooms))


def numbered_by(model: Model) -> str | None:
    """The column that the database numbers by itself, if there is one."""
    key = model._meta.pk
    return key.column if key is not None and isinstance(key, models.AutoField | models.BigAutoField) else None
