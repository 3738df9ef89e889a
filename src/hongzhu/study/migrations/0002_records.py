"""Talks may be amended and withdrawn: versions as the trail has them, the time of the first entry."""

from django.apps.registry import Apps
from django.db import connections, migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def first_states(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What is stored was made when it was saved; its version is told by the audit trail."""
    with connections[editor.connection.alias].cursor() as cursor:
        cursor.execute(
            "UPDATE study_talk SET made_at = saved_at, version = 1 + ("
            " SELECT COUNT(*) FROM audit_payload"
            " WHERE object = 'talk:' || study_talk.id AND audit_payload.version IS NOT NULL)"
        )
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("study", "0001_initial"), ("audit", "0002_guards")]

    operations = [
        migrations.AddField(
            model_name="talk", name="version", field=models.PositiveIntegerField(default=1, verbose_name="第几稿")
        ),
        migrations.AddField(model_name="talk", name="made_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="talk",
            name="withdrawn_at",
            field=models.DateTimeField(null=True, verbose_name="撤回时间"),
        ),
        migrations.AddField(
            model_name="talk",
            name="withdrawn_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("日期登记错了", "日期登记错了"),
                    ("人登记错了", "人登记错了"),
                    ("重复登记", "重复登记"),
                    ("谈话没有进行", "谈话没有进行"),
                ],
                default="",
                max_length=8,
                verbose_name="撤回理由",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(first_states, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(model_name="talk", name="made_at", field=models.DateTimeField()),
        migrations.RemoveConstraint(model_name="talk", name="talk_once"),
        migrations.AddConstraint(
            model_name="talk",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("held_on", "talker", "object"),
                name="talk_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="talk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_reason__in", ["", "日期登记错了", "人登记错了", "重复登记", "谈话没有进行"])
                ),
                name="talk_reason",
            ),
        ),
    ]
