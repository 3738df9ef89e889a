"""Foreign keys never point upstairs; import-linter cannot see them because they may be strings."""

from collections.abc import Iterable
from typing import NamedTuple

from django.apps import apps

from tests.house.reading import demand_none, floors


class Key(NamedTuple):
    """One foreign key: the room it stands in, its name, the room it points to."""

    room: str
    name: str
    target: str


def keys() -> list[Key]:
    """Return every foreign key, one-to-one and many-to-many field of our models."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("hongzhu.")]
    return [
        Key(model._meta.app_label, f"{model.__name__}.{field.name}", field.related_model._meta.app_label)
        for model in ours
        for field in [*model._meta.get_fields(include_hidden=True)]
        if field.is_relation and field.concrete and field.related_model is not None
    ]


def upward(found: Iterable[Key]) -> list[str]:
    """Find keys to a higher floor or to a sibling on the same one."""
    height = floors()
    return [
        f"{key.room}.{key.name} -> {key.target}"
        for key in found
        if key.room != key.target and height[key.room] <= height[key.target]
    ]


def test_foreign_keys_point_down() -> None:
    found = keys()
    assert found
    demand_none(upward(found))


def test_an_upward_and_a_sideways_key_are_found() -> None:
    assert upward([Key("ledger", "Fact.meeting", "meetings")])
    assert upward([Key("training", "Session.talk", "study")])
    assert not upward([Key("meetings", "Meeting.subject", "ledger")])
