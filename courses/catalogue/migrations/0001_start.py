import django.db.models.deletion
import modelcluster.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models

import courses.catalogue.blocks
import courses.catalogue.files
from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [("catalogue", "0001_initial"), ("catalogue", "0002_earlier_courses")]

    dependencies = [
        ("directory", "0001_start"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CourseReviewTask",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "review of a course",
                "verbose_name_plural": "reviews of courses",
                "db_table": "catalogue_review_task",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                ("live", models.BooleanField(default=True, editable=False, verbose_name="live")),
                (
                    "has_unpublished_changes",
                    models.BooleanField(default=False, editable=False, verbose_name="has unpublished changes"),
                ),
                (
                    "first_published_at",
                    models.DateTimeField(blank=True, db_index=True, null=True, verbose_name="first published at"),
                ),
                (
                    "last_published_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last published at"),
                ),
                (
                    "live_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="live revision",
                    ),
                ),
                ("go_live_at", models.DateTimeField(blank=True, null=True, verbose_name="go live date/time")),
                ("expire_at", models.DateTimeField(blank=True, null=True, verbose_name="expiry date/time")),
                ("expired", models.BooleanField(default=False, editable=False, verbose_name="expired")),
                ("locked", models.BooleanField(default=False, editable=False, verbose_name="locked")),
                ("locked_at", models.DateTimeField(editable=False, null=True, verbose_name="locked at")),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="locked_%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="locked by",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Letters, digits and hyphens: the end of its address.",
                        max_length=60,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        help_text="What one can do afterwards, in two sentences.",
                        max_length=600,
                        verbose_name="summary",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Chinese"), ("en", "English")],
                        default="zh-hans",
                        max_length=8,
                        verbose_name="language",
                    ),
                ),
                (
                    "ip_agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="owner of the IP administrations",
                    ),
                ),
                (
                    "proc_agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="owner of the procuratorates",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("class", "only the classes that use it"),
                            ("all", "staff of both sides"),
                            ("ip", "staff of the IP administrations"),
                            ("proc", "staff of the procuratorates"),
                        ],
                        default="class",
                        max_length=6,
                        verbose_name="open to",
                    ),
                ),
                (
                    "is_sequential",
                    models.BooleanField(
                        default=True,
                        help_text="Each lesson opens when the one before it is done.",
                        verbose_name="in order",
                    ),
                ),
                (
                    "requires",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        help_text="Earlier courses that a learner has to complete before this one opens to her.",
                        related_name="opens",
                        to="catalogue.course",
                        verbose_name="courses completed before",
                    ),
                ),
            ],
            options={
                "verbose_name": "course",
                "verbose_name_plural": "courses",
                "ordering": ["title", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ip_agency__isnull", False), ("proc_agency__isnull", False), _connector="OR"
                        ),
                        name="course_has_owner",
                        violation_error_message="A course has at least one owner.",
                    )
                ],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Module",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                ("live", models.BooleanField(default=True, editable=False, verbose_name="live")),
                (
                    "has_unpublished_changes",
                    models.BooleanField(default=False, editable=False, verbose_name="has unpublished changes"),
                ),
                (
                    "first_published_at",
                    models.DateTimeField(blank=True, db_index=True, null=True, verbose_name="first published at"),
                ),
                (
                    "last_published_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last published at"),
                ),
                (
                    "live_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="live revision",
                    ),
                ),
                ("go_live_at", models.DateTimeField(blank=True, null=True, verbose_name="go live date/time")),
                ("expire_at", models.DateTimeField(blank=True, null=True, verbose_name="expiry date/time")),
                ("expired", models.BooleanField(default=False, editable=False, verbose_name="expired")),
                ("locked", models.BooleanField(default=False, editable=False, verbose_name="locked")),
                ("locked_at", models.DateTimeField(editable=False, null=True, verbose_name="locked at")),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="locked_%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="locked by",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="modules",
                        to="catalogue.course",
                        verbose_name="course",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("before", "before the class"),
                            ("during", "during the class"),
                            ("after", "after the class"),
                        ],
                        default="before",
                        max_length=6,
                        verbose_name="when",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="place in the order")),
                ("summary", models.TextField(blank=True, max_length=300, verbose_name="summary")),
            ],
            options={
                "verbose_name": "module",
                "verbose_name_plural": "modules",
                "ordering": ["course", "position", "pk"],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                ("live", models.BooleanField(default=True, editable=False, verbose_name="live")),
                (
                    "has_unpublished_changes",
                    models.BooleanField(default=False, editable=False, verbose_name="has unpublished changes"),
                ),
                (
                    "first_published_at",
                    models.DateTimeField(blank=True, db_index=True, null=True, verbose_name="first published at"),
                ),
                (
                    "last_published_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last published at"),
                ),
                (
                    "live_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="live revision",
                    ),
                ),
                ("go_live_at", models.DateTimeField(blank=True, null=True, verbose_name="go live date/time")),
                ("expire_at", models.DateTimeField(blank=True, null=True, verbose_name="expiry date/time")),
                ("expired", models.BooleanField(default=False, editable=False, verbose_name="expired")),
                ("locked", models.BooleanField(default=False, editable=False, verbose_name="locked")),
                ("locked_at", models.DateTimeField(editable=False, null=True, verbose_name="locked at")),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="locked_%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="locked by",
                    ),
                ),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lessons",
                        to="catalogue.module",
                        verbose_name="module",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        choices=[("text", "text"), ("document", "document"), ("video", "video"), ("quiz", "quiz")],
                        default="text",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="place in the order")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="As the author estimates it, for the credit policy. Nobody's time is measured.",
                        verbose_name="length in minutes",
                    ),
                ),
                ("summary", models.CharField(blank=True, max_length=300, verbose_name="summary")),
                ("body", courses.catalogue.blocks.StreamField([], blank=True, verbose_name="text")),
                (
                    "document",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        upload_to=courses.catalogue.files.lesson_path,
                        validators=[courses.catalogue.files.check_document],
                        verbose_name="document",
                    ),
                ),
                (
                    "video",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        upload_to=courses.catalogue.files.lesson_path,
                        validators=[courses.catalogue.files.check_video],
                        verbose_name="video (MP4 or WebM)",
                    ),
                ),
                (
                    "captions",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        upload_to=courses.catalogue.files.lesson_path,
                        validators=[courses.catalogue.files.check_captions],
                        verbose_name="captions (WebVTT)",
                    ),
                ),
                (
                    "transcript",
                    models.TextField(
                        blank=True,
                        help_text="Everything said and shown, to be read instead.",
                        verbose_name="transcript",
                    ),
                ),
                (
                    "requires",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        help_text="Lessons of the same course that have to be done before this one opens.",
                        related_name="opens",
                        to="catalogue.lesson",
                        verbose_name="done before",
                    ),
                ),
            ],
            options={
                "verbose_name": "lesson",
                "verbose_name_plural": "lessons",
                "ordering": ["module", "position", "pk"],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
    ]
