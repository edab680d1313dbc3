import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models

import cms.blocks.fields
import cms.library.models.attachments
import cms.release.models.gated
from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [("pages", "0001_initial"), ("pages", "0002_change_note"), ("pages", "0003_press")]

    dependencies = [
        ("directory", "0001_start"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="HomePage",
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
                ("intro", models.TextField(blank=True, max_length=300, verbose_name="introduction")),
            ],
            options={
                "verbose_name": "home page",
            },
            bases=(cms.library.models.attachments.CarryingPage, cms.release.models.gated.GatedPage, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="PlainPage",
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
                ("body", cms.blocks.fields.StreamField([], blank=True, verbose_name="text")),
            ],
            options={
                "verbose_name": "plain page",
                "verbose_name_plural": "plain pages",
            },
            bases=(cms.library.models.attachments.CarryingPage, cms.release.models.gated.GatedPage, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="PressIndexPage",
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
                "verbose_name": "press conferences",
                "db_table": "pages_pressindex",
            },
            bases=(cms.library.models.attachments.CarryingPage, cms.release.models.gated.GatedPage, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="SectionPage",
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
                "verbose_name": "section page",
                "verbose_name_plural": "section pages",
            },
            bases=(cms.library.models.attachments.CarryingPage, cms.release.models.gated.GatedPage, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="PressConferencePage",
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
                ("starts_at", models.DateTimeField(null=True, verbose_name="begins at")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
                ("venue", models.CharField(blank=True, max_length=120, verbose_name="venue")),
                ("about", models.TextField(max_length=600, verbose_name="what it is about")),
                ("speakers", cms.blocks.fields.StreamField([], blank=True, verbose_name="speakers")),
                ("works", cms.blocks.fields.StreamField([], blank=True, verbose_name="what is presented")),
                ("has_transcript", models.BooleanField(default=False, verbose_name="the text below is the transcript")),
                ("body", cms.blocks.fields.StreamField([], blank=True, verbose_name="agenda or transcript")),
                ("materials", cms.blocks.fields.StreamField([], blank=True, verbose_name="press materials")),
                (
                    "press_contact",
                    models.TextField(
                        blank=True,
                        help_text="Office, telephone, e-mail, as printed.",
                        max_length=200,
                        verbose_name="contact for the press",
                    ),
                ),
            ],
            options={
                "verbose_name": "press conference",
                "verbose_name_plural": "press conferences",
                "db_table": "pages_press",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None),
                            models.Q(("ends_at__gt", models.F("starts_at")), ("starts_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="press_ends_after_it_begins",
                        violation_error_message="It ends before it begins.",
                    )
                ],
            },
            bases=(cms.library.models.attachments.CarryingPage, cms.release.models.gated.GatedPage, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="PressHost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hosts",
                        to="pages.pressconferencepage",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="agency",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("page", "agency"), name="press_host_once")],
            },
        ),
    ]
