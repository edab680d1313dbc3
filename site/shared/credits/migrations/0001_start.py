import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shared.credits.models.declarations
from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [
        ("credits", "0001_initial"),
        ("credits", "0002_requirements"),
        ("credits", "0003_amounts"),
        ("credits", "0004_declaration_words"),
        ("credits", "0005_ranks_in_directory"),
    ]

    dependencies = [
        ("directory", "0001_start"),
        ("regulations", "0001_start"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CreditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_entries",
                        to="directory.person",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("off_job", "full-time training"),
                            ("online_self_study", "online self-study"),
                            ("teaching", "teaching"),
                            ("lecture", "lectures and seminars"),
                            ("research", "papers and research"),
                        ],
                        max_length=20,
                        verbose_name="category",
                    ),
                ),
                (
                    "evidence",
                    models.CharField(
                        choices=[
                            ("attendance", "recorded attendance"),
                            ("assessment", "passed assessment"),
                            ("declaration", "declaration approved twice"),
                        ],
                        default="attendance",
                        max_length=12,
                        verbose_name="evidence",
                    ),
                ),
                ("hours", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="hours")),
                ("days", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="days")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
                ("occurred_on", models.DateField(verbose_name="date")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("source", models.CharField(max_length=120, unique=True, verbose_name="source")),
                ("title", models.CharField(max_length=200, verbose_name="earned by")),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regulations.creditpolicy"
                    ),
                ),
                ("policy_version", models.CharField(max_length=40, verbose_name="policy version")),
                ("posted_at", models.DateTimeField(auto_now_add=True, verbose_name="posted at")),
                (
                    "posted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "credit entry",
                "verbose_name_plural": "credit entries",
                "db_table": "credits_entry",
                "ordering": ["-occurred_on", "-pk"],
                "indexes": [
                    models.Index(fields=["person", "year"], name="credits_person_year"),
                    models.Index(fields=["person", "occurred_on"], name="credits_person_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 0), ("hours__gte", 0)),
                        name="credits_not_negative",
                        violation_error_message="Days and hours cannot be negative.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("category", "online_self_study"), _negated=True),
                            ("evidence", "assessment"),
                            _connector="OR",
                        ),
                        name="self_study_is_assessed",
                        violation_error_message="Online self-study counts from a passed assessment only.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on", None), ("starts_on__lte", models.F("occurred_on")), _connector="OR"
                        ),
                        name="credits_begin_before_end",
                        violation_error_message="The last day lies before the first day.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="declarations", to="directory.person"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="unit when declared",
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="name of the training")),
                ("organiser", models.CharField(max_length=120, verbose_name="organiser of the training")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "hours",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="hours"),
                ),
                (
                    "days",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="days"),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("off_job", "full-time training"),
                            ("teaching", "teaching"),
                            ("lecture", "lectures and seminars"),
                            ("research", "papers and research"),
                        ],
                        max_length=20,
                        verbose_name="category",
                    ),
                ),
                (
                    "proof",
                    models.FileField(upload_to=shared.credits.models.declarations.proof_path, verbose_name="proof"),
                ),
                ("proof_name", models.CharField(max_length=120, verbose_name="name of the file")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "with the unit"),
                            ("unit_approved", "with the training office above"),
                            ("posted", "entered in the ledger"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="submitted",
                        max_length=14,
                        verbose_name="state",
                    ),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("declared_at", models.DateTimeField(auto_now_add=True, verbose_name="declared at")),
                (
                    "unit_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("unit_at", models.DateTimeField(blank=True, null=True)),
                (
                    "office_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("office_at", models.DateTimeField(blank=True, null=True)),
                ("refusal", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "entry",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declaration",
                        to="credits.creditentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "declaration of outside training",
                "verbose_name_plural": "declarations of outside training",
                "db_table": "credits_declaration",
                "ordering": ["-declared_at", "-pk"],
                "indexes": [models.Index(fields=["state", "agency"], name="declaration_by_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="declaration_ends_after_start",
                        violation_error_message="The last day lies before the first day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hours", None), ("hours__gt", 0), _connector="OR"),
                            models.Q(("days", None), ("days__gt", 0), _connector="OR"),
                            models.Q(("hours__isnull", False), ("days__isnull", False), _connector="OR"),
                        ),
                        name="declaration_has_amount",
                        violation_error_message="Give the hours or the days, greater than zero.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["refused", "withdrawn"]), _negated=True),
                        fields=("person", "title", "starts_on"),
                        name="declared_once",
                        violation_error_message="You have already declared this training.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unit_by", None),
                            models.Q(("unit_by", models.F("declared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="unit_not_oneself",
                        violation_error_message="Nobody approves her own declaration.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("office_by", None),
                            models.Q(
                                models.Q(("office_by", models.F("declared_by")), _negated=True),
                                models.Q(("office_by", models.F("unit_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="office_is_somebody_else",
                        violation_error_message="Two different people approve a declaration.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "posted"), _negated=True),
                            models.Q(
                                ("entry__isnull", False), ("office_by__isnull", False), ("unit_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="posted_has_both_approvals",
                        violation_error_message="A posted declaration has both approvals and its entry.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HourRequirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("jurisdiction", models.CharField(blank=True, max_length=12, verbose_name="jurisdiction")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("certainty", models.CharField(blank=True, max_length=1, verbose_name="certainty")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("who", models.CharField(blank=True, max_length=120, verbose_name="whom it holds for")),
                (
                    "rank_series",
                    models.CharField(
                        blank=True,
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
                ("rank_from", models.CharField(blank=True, max_length=40, verbose_name="highest rank")),
                ("rank_to", models.CharField(blank=True, max_length=40, verbose_name="lowest rank")),
                (
                    "event",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new_prosecutor", "appointed as a prosecutor for the first time"),
                            ("first_leadership", "first term as chief, deputy chief or committee member"),
                            ("senior_prosecutor", "promoted to senior prosecutor"),
                            ("promoted_leader", "promoted to a leading post with training still owed"),
                        ],
                        max_length=20,
                        verbose_name="event",
                    ),
                ),
                (
                    "hours",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="hours"),
                ),
                (
                    "days",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="days"),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="months by the calendar"),
                ),
                (
                    "cycle",
                    models.CharField(
                        choices=[
                            ("year", "calendar year"),
                            ("period", "period of several years"),
                            ("once", "once after an event"),
                        ],
                        max_length=8,
                        verbose_name="cycle",
                    ),
                ),
                (
                    "cycle_years",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="years of the period"),
                ),
                (
                    "cycle_start",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="first year of a period"),
                ),
                (
                    "months_before",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="months before the event"),
                ),
                (
                    "months_after",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="months after the event"),
                ),
                ("categories", models.CharField(max_length=120, verbose_name="kinds that count")),
            ],
            options={
                "verbose_name": "hour requirement",
                "verbose_name_plural": "hour requirements",
                "db_table": "credits_requirement",
                "ordering": ["code", "rank_series", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "rank_series", "jurisdiction", "valid_from"), name="requirement_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cycle", "period"), _negated=True),
                            models.Q(
                                ("cycle_start__isnull", False), ("cycle_years__gt", 0), ("cycle_years__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="requirement_period",
                        violation_error_message="A period needs its length and its first year.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cycle", "once"), _negated=True),
                            models.Q(
                                models.Q(("event", ""), _negated=True),
                                ("months_after__gt", 0),
                                ("months_after__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="requirement_event",
                        violation_error_message="A requirement that holds once needs its event and the months it leaves.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transcript",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transcripts", to="directory.person"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.agency"
                    ),
                ),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="document number")),
                ("first_year", models.PositiveSmallIntegerField(verbose_name="from year")),
                ("last_year", models.PositiveSmallIntegerField(verbose_name="to year")),
                ("issued_on", models.DateField(verbose_name="issued on")),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("by_office", models.BooleanField(default=False, verbose_name="issued by the training office")),
                ("file", models.FileField(upload_to="credits/transcripts/", verbose_name="PDF")),
            ],
            options={
                "verbose_name": "transcript of hours",
                "verbose_name_plural": "transcripts of hours",
                "db_table": "credits_transcript",
                "ordering": ["-issued_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_year__gte", models.F("first_year"))),
                        name="transcript_years",
                        violation_error_message="The last year lies before the first year.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CareerEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="career_events", to="directory.person"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("new_prosecutor", "appointed as a prosecutor for the first time"),
                            ("first_leadership", "first term as chief, deputy chief or committee member"),
                            ("senior_prosecutor", "promoted to senior prosecutor"),
                            ("promoted_leader", "promoted to a leading post with training still owed"),
                        ],
                        max_length=20,
                        verbose_name="event",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="date")),
                (
                    "hours",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="hours still owed"
                    ),
                ),
                (
                    "days",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="days still owed"
                    ),
                ),
                ("document", models.CharField(blank=True, max_length=120, verbose_name="document")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "career event",
                "verbose_name_plural": "career events",
                "db_table": "credits_event",
                "ordering": ["-happened_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "kind", "happened_on"),
                        name="career_event_once",
                        violation_error_message="This event has already been entered.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "promoted_leader"), _negated=True),
                            models.Q(("hours__gt", 0), ("hours__isnull", False)),
                            models.Q(("days__gt", 0), ("days__isnull", False)),
                            _connector="OR",
                        ),
                        name="owed_training_has_amount",
                        violation_error_message="Say how many hours or days of training are still owed.",
                    ),
                ],
            },
        ),
    ]
