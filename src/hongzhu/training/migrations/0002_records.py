"""Trainings may be amended and withdrawn: versions as the trail has them, the time of the first entry."""

from django.apps.registry import Apps
from django.db import connections, migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def first_states(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What is stored was made when it was saved; its version is told by the audit trail."""
    with connections[editor.connection.alias].cursor() as cursor:
        cursor.execute(
            "UPDATE training_training SET made_at = saved_at, version = 1 + ("
            " SELECT COUNT(*) FROM audit_payload"
            " WHERE object = 'training:' || code AND audit_payload.version IS NOT NULL)"
        )
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial"), ("audit", "0002_guards")]

    operations = [
        migrations.AddField(
            model_name="training", name="version", field=models.PositiveIntegerField(default=1, verbose_name="第几稿")
        ),
        migrations.AddField(model_name="training", name="made_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="training",
            name="kind_entered_on",
            field=models.DateField(null=True, verbose_name="类型补登日期"),
        ),
        migrations.AddField(
            model_name="training",
            name="withdrawn_at",
            field=models.DateTimeField(null=True, verbose_name="撤回时间"),
        ),
        migrations.AddField(
            model_name="training",
            name="withdrawn_reason",
            field=models.TextField(blank=True, default="", verbose_name="撤回理由"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="attendee",
            name="entered_on",
            field=models.DateField(null=True, verbose_name="补登日期"),
        ),
        migrations.RunPython(first_states, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(model_name="training", name="made_at", field=models.DateTimeField()),
    ]
