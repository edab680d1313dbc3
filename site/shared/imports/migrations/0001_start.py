import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("imports", "0001_initial"), ("imports", "0002_large_sheets")]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30, verbose_name="kind")),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_runs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="taken over")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "being checked"),
                            ("checked", "checked, not yet taken over"),
                            ("failed", "cannot be read"),
                            ("taking", "being taken over"),
                            ("done", "taken over"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("trouble", models.CharField(blank=True, max_length=400, verbose_name="why it came to nothing")),
                ("only", models.JSONField(blank=True, null=True, verbose_name="chosen rows")),
                ("unread", models.CharField(blank=True, max_length=500, verbose_name="columns not read")),
                ("read", models.PositiveIntegerField(default=0, verbose_name="rows read")),
                ("created", models.PositiveIntegerField(default=0, verbose_name="new")),
                ("updated", models.PositiveIntegerField(default=0, verbose_name="changed")),
                ("repaired", models.PositiveIntegerField(default=0, verbose_name="repaired")),
                ("refused", models.PositiveIntegerField(default=0, verbose_name="refused")),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "db_table": "imports_run",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="imports.importrun"
                    ),
                ),
                ("sheet", models.CharField(blank=True, max_length=60, verbose_name="sheet")),
                ("row", models.PositiveIntegerField(verbose_name="row")),
                ("label", models.CharField(max_length=200, verbose_name="content")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("created", "new"),
                            ("updated", "changed"),
                            ("same", "unchanged"),
                            ("refused", "refused"),
                        ],
                        max_length=8,
                        verbose_name="outcome",
                    ),
                ),
                ("is_repaired", models.BooleanField(default=False, verbose_name="repaired")),
            ],
            options={
                "db_table": "imports_row",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="file", to="imports.importrun"
                    ),
                ),
                ("content", models.BinaryField()),
            ],
            options={
                "db_table": "imports_file",
            },
        ),
        migrations.CreateModel(
            name="ImportFault",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="faults", to="imports.importrun"
                    ),
                ),
                ("sheet", models.CharField(blank=True, max_length=60, verbose_name="sheet")),
                ("row", models.PositiveIntegerField(verbose_name="row")),
                ("column", models.CharField(max_length=60, verbose_name="column")),
                ("fault", models.CharField(max_length=40, verbose_name="fault")),
                (
                    "action",
                    models.CharField(
                        choices=[("repair", "repaired"), ("refuse", "refused")], max_length=8, verbose_name="action"
                    ),
                ),
                ("value_in_file", models.CharField(blank=True, max_length=400, verbose_name="value in the file")),
                ("value", models.CharField(blank=True, max_length=400, verbose_name="value taken")),
            ],
            options={
                "db_table": "imports_fault",
                "ordering": ["pk"],
            },
        ),
    ]
