"""Names say what a thing is, and every word of ours stands in the glossary."""

import json
import tomllib
from collections.abc import Iterable
from pathlib import PurePosixPath

from django.apps import apps
from django.db import models

from tests.house.reading import PACKAGE, ROOT, demand_none, tracked_files

NAMED_BY_DJANGO = {"Session.expire_date", "src/hongzhu/kit/sqlite/base.py"}
EMPTY_NAMES = {"core", "common", "base", "util", "utils", "helper", "helpers", "misc", "manager", "managers"}


def empty_names(names: Iterable[str]) -> list[str]:
    """Find files and folders whose name says nothing."""
    return [
        name
        for name in names
        if EMPTY_NAMES & {*PurePosixPath(name).parts[:-1]}
        or (name.endswith(".py") and PurePosixPath(name).stem in EMPTY_NAMES)
    ]


def odd_fields(fields: Iterable[tuple[str, models.Field]]) -> list[str]:
    """Find dates not ending in _on, instants not ending in _at, truths not beginning with is_, has_, may_."""
    found = []
    for name, field in fields:
        short = name.rpartition(".")[2]
        if isinstance(field, models.DateTimeField):
            is_well = short == "at" or short.endswith("_at")
        elif isinstance(field, models.DateField):
            is_well = short.endswith("_on")
        elif isinstance(field, models.BooleanField):
            is_well = short.startswith(("is_", "has_", "may_"))
        else:
            is_well = True
        if not is_well:
            found.append(name)
    return found


def our_models() -> list[type[models.Model]]:
    """Return every model of the package."""
    return [model for model in apps.get_models() if model.__module__.startswith("hongzhu.")]


def pack_keys(main: dict, parts: Iterable[dict]) -> set[str]:
    """Return the words of a pack a reader must be able to look up: sections, fields, predicates."""
    found = {*main} | {*main.get("predicates", {})}
    for part in (main, *parts):
        for obligation in part.get("obligation", []):
            found |= {*obligation}
    return found


def schema_words(schema: object) -> set[str]:
    """Return every field name a JSON schema allows."""
    if isinstance(schema, list):
        return set().union(*map(schema_words, schema))
    if not isinstance(schema, dict):
        return set()
    own = {*schema["properties"]} if isinstance(schema.get("properties"), dict) else set()
    return own.union(*map(schema_words, schema.values()))


def missing_from(glossary: str, words: Iterable[str]) -> list[str]:
    """Find words that do not occur in the glossary as `word`."""
    return sorted(word for word in set(words) if f"`{word}`" not in glossary)


def glossary() -> str:
    return (ROOT / "GLOSSARY.md").read_text()


def test_no_empty_names() -> None:
    demand_none([name for name in empty_names(tracked_files()) if name not in NAMED_BY_DJANGO])


def test_an_empty_name_is_found() -> None:
    names = ["src/hongzhu/core/x.py", "src/hongzhu/orgs/utils.py", "src/hongzhu/orgs/templates/base.html"]
    assert empty_names(names) == names[:2]


def test_fields_are_named_by_what_they_hold() -> None:
    fields = [(f"{m.__name__}.{f.name}", f) for m in our_models() for f in m._meta.concrete_fields]
    demand_none([name for name in odd_fields(fields) if name not in NAMED_BY_DJANGO])


def test_an_odd_field_is_found() -> None:
    planted = [
        ("A.date", models.DateField()),
        ("A.saved", models.DateTimeField()),
        ("A.big", models.BooleanField()),
    ]
    assert len(odd_fields(planted)) == 3


def test_every_model_is_in_the_glossary() -> None:
    demand_none(missing_from(glossary(), [model.__name__ for model in our_models()]))


def test_every_pack_word_is_in_the_glossary() -> None:
    found: set[str] = set()
    for main in PACKAGE.glob("packs/*/pack.toml"):
        parts = [tomllib.loads(path.read_text()) for path in main.parent.glob("obligations*.toml")]
        found |= pack_keys(tomllib.loads(main.read_text()), parts)
    found |= schema_words(json.loads((PACKAGE / "policy" / "pack.schema.json").read_text()))
    assert found
    demand_none(missing_from(glossary(), found))


def test_a_word_without_entry_is_found() -> None:
    main = {"predicates": {"branch": {}}, "obligation": [{"id": "a", "frobnicate": 1}]}
    assert schema_words({"items": [{"properties": {"frobnicate": {}}}]}) == {"frobnicate"}
    assert missing_from("`branch` `obligation` `predicates` `id`", pack_keys(main, [])) == ["frobnicate"]
