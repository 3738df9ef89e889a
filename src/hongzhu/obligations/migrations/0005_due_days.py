from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('obligations', '0004_answers'),
    ]

    operations = [
        migrations.AddField(
            model_name='justification',
            name='due_on',
            field=models.DateField(null=True, verbose_name='答复期限'),
        ),
        migrations.AlterField(
            model_name='districtdecision',
            name='target',
            field=models.CharField(max_length=64, verbose_name='义务编号，或 calendar、layers、$参数'),
        ),
    ]
