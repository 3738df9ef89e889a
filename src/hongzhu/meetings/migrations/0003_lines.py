"""Old 议题 and 决议 texts become lines: one AgendaItem or Resolution each; first entry and version as the trail has them."""

from typing import Any

from django.apps.registry import Apps
from django.db import connections, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CHUNK = 20_000


def split(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """One line of the old text, one row."""
    agenda: list[tuple[Any, ...]] = []
    resolutions: list[tuple[Any, ...]] = []
    rows = apps.get_model("meetings", "Meeting").objects.values_list("pk", "topics", "resolution")
    for key, topics, resolution in rows.order_by("pk").iterator(chunk_size=CHUNK):
        agenda += [(key, place, words) for place, words in enumerate(_lines(topics))]
        resolutions += [(key, place, words, "ordinary", False) for place, words in enumerate(_lines(resolution))]
    with connections[editor.connection.alias].cursor() as cursor:
        for at in range(0, len(agenda), CHUNK):
            cursor.executemany(
                "INSERT INTO meetings_agendaitem (meeting_id, place, words) VALUES (%s, %s, %s)",
                agenda[at : at + CHUNK],
            )
        for at in range(0, len(resolutions), CHUNK):
            cursor.executemany(
                "INSERT INTO meetings_resolution (meeting_id, place, words, matter, is_unanimous)"
                " VALUES (%s, %s, %s, %s, %s)",
                resolutions[at : at + CHUNK],
            )
        cursor.execute(
            "UPDATE meetings_meeting SET made_at = saved_at, version = 1 + ("
            " SELECT COUNT(*) FROM audit_payload"
            " WHERE object = 'meeting:' || code AND audit_payload.version IS NOT NULL)"
        )
    _settle(editor)


def join(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Back to one text each; what only lines can hold (votes, owners, dates) is lost."""
    agenda, resolutions = _texts(apps, "AgendaItem"), _texts(apps, "Resolution")
    found = [(agenda.get(key, ""), resolutions.get(key, ""), key) for key in {*agenda, *resolutions}]
    with connections[editor.connection.alias].cursor() as cursor:
        for at in range(0, len(found), CHUNK):
            cursor.executemany(
                "UPDATE meetings_meeting SET topics = %s, resolution = %s WHERE id = %s",
                found[at : at + CHUNK],
            )
    _settle(editor)


def _settle(editor: BaseDatabaseSchemaEditor) -> None:
    """Check foreign keys now: where all of an upgrade is one transaction, the next step alters these tables."""
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _texts(apps: Apps, model: str) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    rows = apps.get_model("meetings", model).objects.order_by("meeting", "place")
    for key, words in rows.values_list("meeting", "words").iterator(chunk_size=CHUNK):
        found.setdefault(key, []).append(words)
    return {key: "\n".join(lines) for key, lines in found.items()}


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_records"), ("audit", "0002_guards")]

    operations = [migrations.RunPython(split, join, elidable=True)]
