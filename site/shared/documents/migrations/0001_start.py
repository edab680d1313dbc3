import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [("documents", "0001_initial"), ("documents", "0002_issuer_mark"), ("documents", "0003_seals")]

    dependencies = [
        ("directory", "0001_start"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, unique=True, verbose_name="series")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="last number")),
            ],
            options={
                "verbose_name": "number series",
                "verbose_name_plural": "number series",
                "db_table": "documents_number_series",
            },
        ),
        migrations.CreateModel(
            name="IssuerMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="issuer_mark", to="directory.agency"
                    ),
                ),
                ("mark", models.CharField(max_length=20, verbose_name="issuer mark")),
            ],
            options={
                "verbose_name": "issuer mark",
                "verbose_name_plural": "issuer marks",
                "db_table": "documents_issuer_mark",
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seals",
                        to="directory.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("seal", "seal"), ("signature", "signature")],
                        default="seal",
                        max_length=9,
                        verbose_name="kind of picture",
                    ),
                ),
                ("image", models.FileField(upload_to="seals/", verbose_name="picture")),
                (
                    "signatory",
                    models.CharField(blank=True, max_length=60, verbose_name="post and name of the signatory"),
                ),
                ("valid_from", models.DateField(default=django.utils.timezone.localdate, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "seal or signature",
                "verbose_name_plural": "seals and signatures",
                "ordering": ["agency", "kind", "-valid_from", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="seal_ends_after_it_begins",
                        violation_error_message="The last day lies before the first day.",
                    )
                ],
            },
        ),
    ]
