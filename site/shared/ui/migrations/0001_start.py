from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("ui", "0001_freshness")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Freshness",
            fields=[
                ("key", models.CharField(max_length=280, primary_key=True, serialize=False, verbose_name="made of")),
                ("stamp", models.CharField(max_length=16, verbose_name="stamp")),
            ],
            options={
                "verbose_name": "state of public pages",
                "verbose_name_plural": "states of public pages",
                "db_table": "ui_freshness",
            },
        ),
    ]
