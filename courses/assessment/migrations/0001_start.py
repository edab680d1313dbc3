import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models

from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [("assessment", "0001_initial"), ("assessment", "0002_retired_questions")]

    dependencies = [
        ("catalogue", "0001_start"),
        ("directory", "0001_start"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="QuestionBank",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "is_shared",
                    models.BooleanField(
                        default=False, help_text="Authors of other agencies may draw from it.", verbose_name="shared"
                    ),
                ),
            ],
            options={
                "verbose_name": "question bank",
                "verbose_name_plural": "question banks",
                "db_table": "assessment_bank",
                "ordering": ["title", "pk"],
                "constraints": [models.UniqueConstraint(fields=("agency", "title"), name="bank_title_once")],
            },
        ),
        migrations.CreateModel(
            name="Quiz",
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
                    "lesson",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quiz",
                        to="catalogue.lesson",
                        verbose_name="lesson",
                    ),
                ),
                (
                    "pass_mark",
                    models.PositiveSmallIntegerField(
                        default=60,
                        help_text="Share of the marks that has to be reached.",
                        verbose_name="pass mark in percent",
                    ),
                ),
                (
                    "attempts_allowed",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="0: as many as are needed.", verbose_name="attempts allowed"
                    ),
                ),
                (
                    "is_shuffled",
                    models.BooleanField(
                        default=True, help_text="Questions and choices in random order.", verbose_name="shuffled"
                    ),
                ),
                (
                    "multiple_rule",
                    models.CharField(
                        choices=[("exact", "all or nothing"), ("partial", "partly, by the weight of each choice")],
                        default="exact",
                        max_length=8,
                        verbose_name="multiple choice counts",
                    ),
                ),
            ],
            options={
                "verbose_name": "quiz",
                "verbose_name_plural": "quizzes",
                "ordering": ["lesson"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pass_mark__gte", 1), ("pass_mark__lte", 100)),
                        name="quiz_pass_mark",
                        violation_error_message="The pass mark lies between 1 and 100 percent.",
                    )
                ],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name="QuizDraw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "quiz",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draws", to="assessment.quiz"
                    ),
                ),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.questionbank",
                        verbose_name="question bank",
                    ),
                ),
                ("category", models.CharField(blank=True, max_length=200, verbose_name="category")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("single", "single choice"),
                            ("multiple", "multiple choice"),
                            ("truefalse", "true or false"),
                            ("short", "short answer"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("tag", models.CharField(blank=True, max_length=60, verbose_name="tag")),
                ("number", models.PositiveSmallIntegerField(default=5, verbose_name="how many")),
            ],
            options={
                "verbose_name": "questions drawn",
                "verbose_name_plural": "questions drawn",
                "db_table": "assessment_draw",
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)),
                        name="draw_at_least_one",
                        violation_error_message="At least one question is drawn.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "quiz",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="assessment.quiz"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="attempt")),
                ("seed", models.PositiveBigIntegerField()),
                ("paper", models.JSONField(default=list)),
                ("pass_mark", models.PositiveSmallIntegerField(verbose_name="pass mark in percent")),
                (
                    "multiple_rule",
                    models.CharField(
                        choices=[("exact", "all or nothing"), ("partial", "partly, by the weight of each choice")],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "being answered"), ("submitted", "handed in")],
                        default="open",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                (
                    "score",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="score in percent"
                    ),
                ),
                ("is_passed", models.BooleanField(default=False, verbose_name="passed")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="handed in at")),
            ],
            options={
                "verbose_name": "attempt",
                "verbose_name_plural": "attempts",
                "ordering": ["quiz", "person", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("quiz", "person", "number"), name="attempt_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("quiz", "person"), name="one_open_attempt"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("score", None), ("state", "open"), ("submitted_at", None)),
                            models.Q(("score__isnull", False), ("state", "submitted"), ("submitted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="submitted_has_score",
                        violation_error_message="What is handed in has a score.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AttemptAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="assessment.attempt"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("given", models.JSONField(default=list)),
                ("share", models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True)),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
                "db_table": "assessment_answer",
                "ordering": ["attempt", "place"],
                "constraints": [models.UniqueConstraint(fields=("attempt", "place"), name="answer_once")],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="assessment.questionbank",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("category", models.CharField(blank=True, max_length=200, verbose_name="category")),
                ("tags", models.JSONField(blank=True, default=list, verbose_name="tags")),
                (
                    "is_retired",
                    models.BooleanField(
                        default=False,
                        help_text="No new paper is drawn from it; papers that have it keep it.",
                        verbose_name="retired",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ["bank", "name"],
                "constraints": [models.UniqueConstraint(fields=("bank", "name"), name="question_name_once")],
            },
        ),
        migrations.CreateModel(
            name="QuestionVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="assessment.question"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("single", "single choice"),
                            ("multiple", "multiple choice"),
                            ("truefalse", "true or false"),
                            ("short", "short answer"),
                            ("essay", "essay"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(verbose_name="question")),
                ("options", models.JSONField(blank=True, default=list, verbose_name="answers")),
                ("feedback", models.TextField(blank=True, verbose_name="feedback")),
                ("hint", models.TextField(blank=True, verbose_name="hints for marking")),
                ("marks", models.DecimalField(decimal_places=3, default=1, max_digits=7, verbose_name="marks")),
                ("is_case_sensitive", models.BooleanField(default=False, verbose_name="case matters")),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "version of a question",
                "verbose_name_plural": "versions of questions",
                "db_table": "assessment_version",
                "ordering": ["question", "number"],
                "constraints": [models.UniqueConstraint(fields=("question", "number"), name="version_once")],
            },
        ),
        migrations.AddField(
            model_name="question",
            name="current",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessment.questionversion",
            ),
        ),
    ]
