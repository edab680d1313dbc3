from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0023_planned_withdrawals"),
    ]

    operations = [
        migrations.AddField(
            model_name="filetext",
            name="reader",
            field=models.PositiveSmallIntegerField(default=1, editable=False),
        ),
    ]
