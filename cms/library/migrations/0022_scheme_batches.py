"""The batches that cases bear by name become rows of their kinds; going back leaves the names in the cases."""

import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


def gather(apps, schema_editor):
    """Every batch that a case bears, as it is public or in its newest draft; the latest year first."""
    Scheme, Batch = apps.get_model("library", "Scheme"), apps.get_model("library", "SchemeBatch")
    cases = apps.get_model("library", "CasePage").objects
    drafts = cases.values_list(*(f"latest_revision__content__{name}" for name in ("scheme", "batch", "year")))
    borne: dict[str, dict[str, int]] = {}
    for code, name, year in [*cases.values_list("scheme", "batch", "year"), *drafts]:
        if code and name:
            years = borne.setdefault(code, {})
            years[name] = max(years.get(name, 0), int(year or 0))
    for scheme in Scheme.objects.filter(code__in=borne):
        years = borne[scheme.code]
        names = sorted(years, key=lambda name: (years[name], name), reverse=True)
        Batch.objects.bulk_create(Batch(scheme=scheme, name=name, sort_order=at) for at, name in enumerate(names))


class Migration(migrations.Migration):
    dependencies = [("library", "0002_kinds_of_cases")]

    operations = [
        migrations.CreateModel(
            name="SchemeBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "name",
                    models.CharField(
                        help_text="For example 2026年第2批. It stays once a case bears it.",
                        max_length=60,
                        verbose_name="batch",
                    ),
                ),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="English name of the batch")),
                (
                    "scheme",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="batches", to="library.scheme"
                    ),
                ),
            ],
            options={
                "verbose_name": "batch",
                "verbose_name_plural": "batches",
                "db_table": "library_schemebatch",
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scheme", "name"),
                        name="scheme_batch_once",
                        violation_error_message="This kind of case has such a batch already.",
                    )
                ],
            },
        ),
        migrations.AlterField(
            model_name="casepage",
            name="batch",
            field=models.CharField(
                blank=True,
                help_text="Of its kind; section heads add batches to the kinds of cases.",
                max_length=60,
                verbose_name="batch",
            ),
        ),
        migrations.RunPython(gather, migrations.RunPython.noop),
    ]
