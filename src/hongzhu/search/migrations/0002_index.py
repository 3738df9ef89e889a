"""The index over pairs: full text of SQLite, kept by triggers; on PostgreSQL an inverted index."""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE search_index USING fts5(
        pairs, content='search_searchtext', content_rowid='id', detail=none, tokenize='ascii')""",
    """CREATE TRIGGER search_index_insert AFTER INSERT ON search_searchtext
        BEGIN INSERT INTO search_index(rowid, pairs) VALUES (new.id, new.pairs); END""",
    """CREATE TRIGGER search_index_delete AFTER DELETE ON search_searchtext
        BEGIN INSERT INTO search_index(search_index, rowid, pairs) VALUES ('delete', old.id, old.pairs); END""",
    """CREATE TRIGGER search_index_update AFTER UPDATE ON search_searchtext
        BEGIN INSERT INTO search_index(search_index, rowid, pairs) VALUES ('delete', old.id, old.pairs);
        INSERT INTO search_index(rowid, pairs) VALUES (new.id, new.pairs); END""",
]
SQLITE_BACK = [
    *(f"DROP TRIGGER search_index_{verb}" for verb in ("insert", "delete", "update")),
    "DROP TABLE search_index",
]
POSTGRESQL = ["CREATE INDEX search_index ON search_searchtext USING gin (string_to_array(pairs, ' '))"]
POSTGRESQL_BACK = ["DROP INDEX search_index"]


def _run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement)


def put_up(apps, schema_editor):
    _run(schema_editor, SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def take_down(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(put_up, take_down)]
