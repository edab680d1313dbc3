import django.core.validators
import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models

import cms.blocks.fields


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0005_ranks"),
        ("library", "0015_dates"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="ResearchIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "change_note",
                    models.TextField(
                        blank=True,
                        help_text="Only for a page that is public already: readers see it with the date, above the earlier version.",
                        max_length=600,
                        verbose_name="what changes for readers",
                    ),
                ),
                ("intro", models.TextField(blank=True, verbose_name="introduction")),
            ],
            options={
                "verbose_name": "research outputs",
                "db_table": "library_researchindex",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="ProceedingsPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "change_note",
                    models.TextField(
                        blank=True,
                        help_text="Only for a page that is public already: readers see it with the date, above the earlier version.",
                        max_length=600,
                        verbose_name="what changes for readers",
                    ),
                ),
                (
                    "event",
                    models.CharField(
                        help_text="The symposium, as its hosts call it.", max_length=120, verbose_name="event"
                    ),
                ),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="held on")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="place")),
                (
                    "organisers",
                    models.CharField(
                        blank=True,
                        help_text="As printed, with their part: 主办, 承办, 协办.",
                        max_length=300,
                        verbose_name="organisers",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="Two or three sentences for lists and search.",
                        max_length=600,
                        verbose_name="summary",
                    ),
                ),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="published on")),
                (
                    "source_key",
                    models.CharField(blank=True, editable=False, max_length=60, verbose_name="name where it came from"),
                ),
                ("made", models.JSONField(blank=True, default=dict, editable=False)),
            ],
            options={
                "verbose_name": "proceedings",
                "verbose_name_plural": "proceedings",
                "db_table": "library_proceedings",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_key", ""), _negated=True),
                        fields=("source_key",),
                        name="proceedings_once",
                    )
                ],
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="ResearchOutputPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "change_note",
                    models.TextField(
                        blank=True,
                        help_text="Only for a page that is public already: readers see it with the date, above the earlier version.",
                        max_length=600,
                        verbose_name="what changes for readers",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("paper", "symposium paper"),
                            ("report", "research report"),
                            ("consensus", "consensus document"),
                            ("lecture", "lecture material"),
                        ],
                        default="paper",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Its place in the order of the volume.",
                        null=True,
                        verbose_name="number in the proceedings",
                    ),
                ),
                (
                    "event",
                    models.CharField(
                        blank=True,
                        help_text="Empty: that of the proceedings it stands in.",
                        max_length=120,
                        verbose_name="event",
                    ),
                ),
                ("topic", models.CharField(blank=True, max_length=60, verbose_name="research topic")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1978),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="year",
                    ),
                ),
                ("abstract", models.TextField(blank=True, max_length=2000, verbose_name="abstract")),
                (
                    "keywords",
                    models.CharField(
                        blank=True, help_text="Separated by 、 or spaces.", max_length=200, verbose_name="keywords"
                    ),
                ),
                ("body", cms.blocks.fields.StreamField([], blank=True, verbose_name="text")),
                ("footnotes", cms.blocks.fields.StreamField([], blank=True, verbose_name="footnotes")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="published on")),
                (
                    "remarks",
                    models.TextField(
                        blank=True,
                        help_text="Never public. What the import found against the rules of the call; empty it when it is settled.",
                        max_length=1000,
                        verbose_name="open points",
                    ),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, editable=False, max_length=60, verbose_name="name where it came from"),
                ),
                ("html", models.TextField(blank=True, editable=False)),
                ("made", models.JSONField(blank=True, default=dict, editable=False)),
            ],
            options={
                "verbose_name": "research output",
                "verbose_name_plural": "research outputs",
                "db_table": "library_output",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_key", ""), _negated=True),
                        fields=("source_key",),
                        name="output_once",
                    )
                ],
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="ResearchAuthor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="Empty: the agency is the author.", max_length=60, verbose_name="name"
                    ),
                ),
                (
                    "agency_name",
                    models.CharField(
                        blank=True,
                        help_text="Empty: as the directory calls it.",
                        max_length=120,
                        verbose_name="agency as printed",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="authors",
                        to="library.researchoutputpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "author",
                "verbose_name_plural": "authors",
                "db_table": "library_researchauthor",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProceedingsAgency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agencies",
                        to="library.proceedingspage",
                    ),
                ),
            ],
            options={
                "db_table": "library_proceedingsagency",
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("page", "agency"), name="proceedings_agency_once")],
            },
        ),
    ]
