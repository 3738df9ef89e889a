"""Every column says how far its data may travel."""

import pytest
from django.apps import apps
from django.db import models

from tests.house.reading import demand_none

CLASSES = {"public", "organisational", "member", "sensitive"}
ROOMS = (
    "accounts",
    "orgs",
    "people",
    "obligations",
    "attachments",
    "meetings",
    "training",
    "study",
    "imports",
)
# What a column is named where a class below "sensitive" would be a mistake.
SENSITIVE = {"phone", "state", "reason"}


def unclassed(model: type[models.Model]) -> list[str]:
    """Find columns without a class, classes without a column, and classes that do not exist."""
    stated = getattr(model, "DATA_CLASSES", {})
    columns = {field.name for field in model._meta.concrete_fields}
    odd = columns ^ set(stated) | {name for name, given in stated.items() if given not in CLASSES}
    odd |= {name for name in SENSITIVE & columns if stated.get(name) != "sensitive"}
    return [f"{model.__name__}.{name}" for name in sorted(odd)]


@pytest.mark.parametrize("room", ROOMS)
def test_every_column_has_a_class(room: str) -> None:
    found = [*apps.get_app_config(room).get_models()]
    assert found
    demand_none([column for model in found for column in unclassed(model)])


def test_a_column_without_a_class_is_found() -> None:
    class Planted(models.Model):
        DATA_CLASSES = {"id": "public", "gone": "member", "phone": "member"}  # noqa: RUF012
        phone = models.CharField(max_length=1)
        name = models.CharField(max_length=1)

        class Meta:
            app_label = "planted"

    assert unclassed(Planted) == ["Planted.gone", "Planted.name", "Planted.phone"]


def test_nothing_about_talks_is_less_than_sensitive() -> None:
    assert set(apps.get_model("study", "Talk").DATA_CLASSES.values()) == {"sensitive"}
