import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [("search", "0001_initial")]

    dependencies = [
        ("directory", "0001_start"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SynonymGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.TextField(
                        help_text="One to a line. Words of different meaning in law, like 商标侵权 and 假冒注册商标, never together.",
                        max_length=600,
                        verbose_name="words",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "verbose_name": "synonyms",
                "verbose_name_plural": "synonyms",
                "ordering": ["words"],
            },
        ),
        migrations.CreateModel(
            name="TokenCount",
            fields=[
                ("token", models.CharField(max_length=160, primary_key=True, serialize=False)),
                ("entries", models.BigIntegerField()),
            ],
            options={
                "db_table": "search_tokencount",
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=12, unique=True)),
                ("pinyin", models.CharField(db_index=True, max_length=90)),
                ("entries", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Promotion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.TextField(
                        help_text="One to a line: who types exactly this sees the page first.",
                        max_length=600,
                        verbose_name="words",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="page",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="place in the list")),
                ("keys", models.TextField(blank=True, editable=False)),
            ],
            options={
                "verbose_name": "chosen result",
                "verbose_name_plural": "chosen results",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Rebuild",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(blank=True, max_length=20)),
                ("last_id", models.BigIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("is_open", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True)), fields=("is_open",), name="one_open_rebuild"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_open", True), ("finished_at__isnull", False), _connector="XOR"),
                        name="rebuild_open_or_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("text", models.TextField(blank=True)),
                ("folded", models.TextField(blank=True)),
                ("tokens", models.TextField(blank=True)),
                ("length", models.PositiveIntegerField(default=0)),
                ("url", models.CharField(max_length=400)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                (
                    "region",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="directory.region"
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of the search index",
                "verbose_name_plural": "entries of the search index",
                "constraints": [models.UniqueConstraint(fields=("source", "object_id"), name="entry_once")],
            },
        ),
    ]
