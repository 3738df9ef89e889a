from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0003_decided'),
    ]

    operations = [
        migrations.AddField(
            model_name='packinforce',
            name='stamp',
            field=models.CharField(blank=True, default='', max_length=32),
        ),
    ]
