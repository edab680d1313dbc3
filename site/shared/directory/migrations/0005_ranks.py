from django.db import migrations, models


class Migration(migrations.Migration):
    """The one list of ranks; `credits.0005` carries the rows over that stood there before."""

    dependencies = [("directory", "0004_deputies_absences")]

    operations = [
        migrations.AlterModelOptions(
            name="posting",
            options={
                "ordering": [models.F("valid_from").desc(nulls_last=True), "-pk"],
                "verbose_name": "posting",
                "verbose_name_plural": "postings",
            },
        ),
        migrations.CreateModel(
            name="Rank",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "series",
                    models.CharField(
                        choices=[
                            ("prosecutor", "prosecutor grades"),
                            ("civil_servant", "civil-service grades"),
                            ("enforcement", "administrative law-enforcement grades"),
                            ("title", "professional titles"),
                            ("other", "other"),
                        ],
                        max_length=16,
                        verbose_name="rank series",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="rank")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position, the highest first")),
                ("certainty", models.CharField(blank=True, max_length=1, verbose_name="certainty")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
            ],
            options={
                "verbose_name": "rank",
                "verbose_name_plural": "ranks in their order",
                "db_table": "directory_rank",
                "ordering": ["series", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("series", "name"),
                        name="directory_rank_once",
                        violation_error_message="This rank already stands in the list.",
                    )
                ],
            },
        ),
    ]
