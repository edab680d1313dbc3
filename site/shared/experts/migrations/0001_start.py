import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import shared.experts.models.qualifications
from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [("experts", "0001_initial")]

    dependencies = [
        ("directory", "0001_start"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TechnicalField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=40, verbose_name="field")),
                ("name_en", models.CharField(blank=True, max_length=80, verbose_name="English name")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
            ],
            options={
                "verbose_name": "field",
                "verbose_name_plural": "technical fields",
                "db_table": "experts_field",
                "ordering": ["position", "code"],
            },
        ),
        migrations.CreateModel(
            name="Expert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expert",
                        to="directory.person",
                        verbose_name="person",
                    ),
                ),
                ("outside_name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                ("outside_organisation", models.CharField(blank=True, max_length=120, verbose_name="organisation")),
                ("outside_email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("outside_mobile", models.CharField(blank=True, max_length=20, verbose_name="mobile")),
                ("name_pinyin", models.CharField(default="", editable=False, max_length=120)),
                ("name_search", models.CharField(default="", editable=False, max_length=160)),
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
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.region",
                        verbose_name="region",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=40, verbose_name="title")),
                (
                    "title_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("intermediate", "intermediate title"),
                            ("associate", "associate senior title"),
                            ("senior", "senior title"),
                            ("national", "academician or nationally known"),
                        ],
                        max_length=12,
                        verbose_name="title level",
                    ),
                ),
                ("specialities", models.CharField(blank=True, max_length=200, verbose_name="specialities")),
                (
                    "visibility",
                    models.CharField(
                        choices=[("public", "everybody"), ("both", "both systems"), ("own", "own agency only")],
                        default="both",
                        max_length=8,
                        verbose_name="found by",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "in the register"), ("withdrawn", "withdrawn")],
                        default="active",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("registered_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "fields",
                    models.ManyToManyField(
                        related_name="+", to="experts.technicalfield", verbose_name="technical fields"
                    ),
                ),
            ],
            options={
                "verbose_name": "expert",
                "verbose_name_plural": "experts",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["state", "visibility"], name="expert_by_visibility")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outside_email", ""),
                                ("outside_mobile", ""),
                                ("outside_name", ""),
                                ("outside_organisation", ""),
                                ("person__isnull", False),
                            ),
                            models.Q(
                                ("person", None),
                                models.Q(("outside_name", ""), _negated=True),
                                models.Q(("outside_organisation", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="expert_known_or_outside",
                        violation_error_message="An expert is a person of the directory, or has a name and an organisation.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outside_email", ""), _negated=True),
                        fields=("agency", "outside_email"),
                        name="outside_expert_once",
                        violation_error_message="An expert with this e-mail is already in your register, perhaps withdrawn.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pool",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("name", models.CharField(max_length=80, verbose_name="name of the pool")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("consultation", "consultation"),
                            ("investigator", "technical investigation"),
                            ("lecturer", "lecturing"),
                            ("reviewer", "review"),
                            ("appraiser", "forensic appraisal"),
                        ],
                        max_length=12,
                        verbose_name="what for",
                    ),
                ),
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
                    "required_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("title", "professional title"),
                            ("training", "training as technical investigator"),
                            ("appraiser", "licence of a forensic appraiser"),
                            ("patent_attorney", "patent attorney"),
                            ("legal", "legal profession"),
                            ("teaching", "teaching certificate"),
                            ("other", "other"),
                        ],
                        max_length=16,
                        verbose_name="qualification asked for",
                    ),
                ),
            ],
            options={
                "verbose_name": "pool of experts",
                "verbose_name_plural": "pools of experts",
                "ordering": ["agency__path", "kind", "name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="pool_validity",
                        violation_error_message="The last day lies before the first day.",
                    ),
                    models.UniqueConstraint(
                        fields=("agency", "name"),
                        name="pool_once",
                        violation_error_message="This agency already keeps a pool of this name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="experts.expert"
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="experts.pool",
                        verbose_name="pool",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="first day")),
                ("valid_to", models.DateField(verbose_name="last day")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("self", "own application, the unit agrees"),
                            ("unit", "put forward by the unit, the person agrees"),
                            ("invited", "invited by the pool"),
                            ("recommended", "recommended by another office"),
                        ],
                        max_length=12,
                        verbose_name="how she came into the pool",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
            ],
            options={
                "verbose_name": "membership in a pool",
                "verbose_name_plural": "memberships in pools",
                "ordering": ["-valid_from", "-pk"],
                "indexes": [models.Index(fields=["pool", "valid_to"], name="membership_by_pool")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                        name="membership_term",
                        violation_error_message="The last day lies before the first day.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("expert", "pool", "valid_from"),
                        name="membership_once",
                        violation_error_message="This expert already stands in this pool.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_reason", ""), ("ended_at", None), ("ended_by", None)),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="membership_end_has_reason",
                        violation_error_message="The end of a membership has its reason and who said it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Qualification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="qualifications", to="experts.expert"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("title", "professional title"),
                            ("training", "training as technical investigator"),
                            ("appraiser", "licence of a forensic appraiser"),
                            ("patent_attorney", "patent attorney"),
                            ("legal", "legal profession"),
                            ("teaching", "teaching certificate"),
                            ("other", "other"),
                        ],
                        max_length=16,
                        verbose_name="kind of qualification",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name of the qualification")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                ("issuer", models.CharField(max_length=120, verbose_name="issued by")),
                (
                    "evidence",
                    models.FileField(
                        upload_to=shared.experts.models.qualifications.evidence_path, verbose_name="evidence"
                    ),
                ),
                ("evidence_name", models.CharField(max_length=120, verbose_name="name of the file")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "qualification",
                "verbose_name_plural": "qualifications",
                "ordering": ["kind", models.OrderBy(models.F("valid_to"), descending=True, nulls_first=True), "-pk"],
                "indexes": [models.Index(fields=["expert", "kind"], name="qualification_by_kind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="qualification_validity",
                        violation_error_message="The last day lies before the first day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("confirmed_by", None)),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                models.Q(("evidence", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="confirmed_by_somebody",
                        violation_error_message="A confirmed qualification has its evidence and who confirmed it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="recommendations", to="experts.expert"
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="experts.pool",
                        verbose_name="pool",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="recommended by",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waiting for an answer"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("taken_back", "taken back"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
            ],
            options={
                "verbose_name": "recommendation",
                "verbose_name_plural": "recommendations",
                "ordering": ["-made_at", "-pk"],
                "indexes": [models.Index(fields=["state", "pool"], name="recommendation_waiting")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("expert", "pool"),
                        name="recommendation_once",
                        violation_error_message="This expert is already recommended to this pool and waits for an answer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["accepted", "declined"]), _negated=True),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="recommendation_answered_by",
                        violation_error_message="An answer says who gave it and when.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResearchBase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("name", models.CharField(max_length=80, verbose_name="name of the base")),
                ("host", models.CharField(max_length=120, verbose_name="host institution")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="set up by",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.region",
                        verbose_name="region",
                    ),
                ),
                ("topics", models.CharField(blank=True, max_length=300, verbose_name="topics of research")),
            ],
            options={
                "verbose_name": "research base",
                "verbose_name_plural": "research bases",
                "db_table": "experts_base",
                "ordering": ["agency__path", "name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="base_validity",
                        violation_error_message="The last day lies before the first day.",
                    ),
                    models.UniqueConstraint(
                        fields=("agency", "name"),
                        name="base_once",
                        violation_error_message="This agency already has a research base of this name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Availability",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="availabilities", to="experts.expert"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="note")),
                (
                    "stated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("stated_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "availability",
                "verbose_name_plural": "availabilities",
                "ordering": ["starts_on", "pk"],
                "indexes": [models.Index(fields=["starts_on", "ends_on"], name="availability_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="availability_days",
                        violation_error_message="The last day lies before the first day.",
                    )
                ],
            },
        ),
    ]
