"""The database itself refuses to change or delete events and contents; erasing a content is let through."""

from django.db import migrations

WORDS = "审计记录只能追加，不能修改或删除"
ERASURE = "NEW.salt IS NULL AND NEW.body IS NULL"
KEPT = ("id", "event_id", "place", "object", "version", "digest")

SQLITE = [
    f"""CREATE TRIGGER audit_event_update BEFORE UPDATE ON audit_event
        BEGIN SELECT RAISE(ABORT, '{WORDS}'); END""",
    f"""CREATE TRIGGER audit_event_delete BEFORE DELETE ON audit_event
        BEGIN SELECT RAISE(ABORT, '{WORDS}'); END""",
    f"""CREATE TRIGGER audit_payload_update BEFORE UPDATE ON audit_payload
        WHEN NOT ({ERASURE} AND {" AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)})
        BEGIN SELECT RAISE(ABORT, '{WORDS}'); END""",
    f"""CREATE TRIGGER audit_payload_delete BEFORE DELETE ON audit_payload
        BEGIN SELECT RAISE(ABORT, '{WORDS}'); END""",
]
SQLITE_BACK = [
    f"DROP TRIGGER {table}_{verb}" for table in ("audit_event", "audit_payload") for verb in ("update", "delete")
]

POSTGRESQL = [
    f"""CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER audit_event_guard BEFORE UPDATE OR DELETE ON audit_event
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_event_truncate BEFORE TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    f"""CREATE TRIGGER audit_payload_update BEFORE UPDATE ON audit_payload FOR EACH ROW
        WHEN (NOT ({ERASURE} AND {" AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in KEPT)}))
        EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_payload_delete BEFORE DELETE ON audit_payload
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_payload_truncate BEFORE TRUNCATE ON audit_payload
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
]
POSTGRESQL_BACK = ["DROP FUNCTION audit_refuse() CASCADE"]


def _run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement)


def put_up(apps, schema_editor):
    _run(schema_editor, SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def take_down(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(put_up, take_down)]
