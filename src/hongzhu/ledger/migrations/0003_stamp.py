from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_past_days'),
    ]

    operations = [
        migrations.AddField(
            model_name='packinforce',
            name='stamp',
            field=models.CharField(blank=True, default='', max_length=32),
        ),
    ]
