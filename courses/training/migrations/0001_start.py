import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import courses.training.models.evaluation
import courses.training.models.sessions
from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [
        ("training", "0001_initial"),
        ("training", "0002_session_by_closing"),
        ("training", "0003_course"),
        ("training", "0004_classroom"),
        ("training", "0005_results"),
        ("training", "0006_lecturers"),
        ("training", "0007_plans_and_notices"),
        ("training", "0008_seat_contract"),
        ("training", "0009_eligibility"),
        ("training", "0010_evaluation"),
        ("training", "0011_internal_audience"),
        ("training", "0012_takes_applications"),
    ]

    dependencies = [
        ("catalogue", "0001_start"),
        ("directory", "0001_start"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnualPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "ip_office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans_as_ip",
                        to="directory.agency",
                        verbose_name="training office of the IP administrations",
                    ),
                ),
                (
                    "proc_office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans_as_proc",
                        to="directory.agency",
                        verbose_name="training office of the procuratorates",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("collecting", "collecting needs"),
                            ("drawing_up", "lines being drawn up"),
                            ("review", "annual plan under review"),
                            ("approved", "approved"),
                            ("closed", "year closed"),
                        ],
                        default="collecting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("needs_due_on", models.DateField(verbose_name="needs due on")),
                ("state_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "called_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("called_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "annual plan",
                "verbose_name_plural": "annual plans",
                "db_table": "training_annual_plan",
                "ordering": ["-year", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "ip_office", "proc_office"),
                        name="one_plan_a_year",
                        violation_error_message="These two offices already have a plan for this year.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnualPlanApproval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="approvals", to="training.annualplan"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("ip", "IP administrations"), ("proc", "procuratorates"), ("pool", "common pool")],
                        max_length=4,
                        verbose_name="side",
                    ),
                ),
                ("version", models.PositiveIntegerField(editable=False)),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("approved_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "approval of the annual plan",
                "verbose_name_plural": "approvals of the annual plan",
                "db_table": "training_year_approval",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "side"),
                        name="year_approved_once",
                        violation_error_message="This side has already approved the plan.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questionnaires",
                        to="directory.agency",
                        verbose_name="agency",
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="title")),
                (
                    "is_default",
                    models.BooleanField(
                        default=False,
                        help_text="Classes hosted by this agency are evaluated with it unless their organiser chooses otherwise.",
                        verbose_name="used where nothing else is chosen",
                    ),
                ),
            ],
            options={
                "verbose_name": "questionnaire",
                "verbose_name_plural": "questionnaires",
                "ordering": ["agency", "title", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "title"),
                        name="questionnaire_once",
                        violation_error_message="This agency already has a questionnaire of this name.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)), fields=("agency",), name="one_default_questionnaire"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionnaireItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "scope",
                    models.CharField(
                        choices=[("class", "about the whole class"), ("lecture", "about each lecture")],
                        default="class",
                        max_length=7,
                        verbose_name="about",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("scale", "scale of four"),
                            ("choice", "one of several answers"),
                            ("text", "remark in words"),
                        ],
                        default="scale",
                        max_length=6,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="question")),
                (
                    "choices",
                    models.TextField(
                        blank=True,
                        help_text="One answer to a line.",
                        max_length=1000,
                        verbose_name="answers to choose from",
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="training.questionnaire"
                    ),
                ),
            ],
            options={
                "db_table": "training_questionnaire_item",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rooms",
                        to="directory.agency",
                        verbose_name="agency",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="address")),
                ("seats", models.PositiveIntegerField(verbose_name="seats")),
                ("is_online", models.BooleanField(default=False, verbose_name="online room")),
                ("is_closed", models.BooleanField(default=False, verbose_name="no longer in use")),
            ],
            options={
                "verbose_name": "room",
                "verbose_name_plural": "rooms",
                "ordering": ["agency__code", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "name"),
                        name="room_name_once",
                        violation_error_message="This agency already has a room of that name.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="training.annualplan"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="training_needs",
                        to="directory.agency",
                        verbose_name="unit",
                    ),
                ),
                ("topic", models.CharField(max_length=120, verbose_name="topic")),
                ("audience", models.CharField(blank=True, max_length=200, verbose_name="audience")),
                ("people", models.PositiveSmallIntegerField(verbose_name="people")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[("submitted", "submitted"), ("withdrawn", "withdrawn")],
                        default="submitted",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("submitted_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "training need",
                "verbose_name_plural": "training needs",
                "db_table": "training_need",
                "ordering": ["plan", "agency__code", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("people__gt", 0)),
                        name="need_has_people",
                        violation_error_message="Say how many people are to be trained.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="training.annualplan"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("joint", "jointly organised"),
                            ("cross_attendance", "cross-attendance"),
                            ("invited_lecturer", "invited lecturers"),
                        ],
                        default="joint",
                        max_length=16,
                        verbose_name="mode",
                    ),
                ),
                (
                    "ip_host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="host of the IP administrations",
                    ),
                ),
                (
                    "proc_host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="host of the procuratorates",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[("1", "first grade"), ("2", "second grade"), ("3", "third grade")],
                        default="3",
                        max_length=1,
                        verbose_name="training grade",
                    ),
                ),
                (
                    "quarter",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "first quarter"),
                            (2, "second quarter"),
                            (3, "third quarter"),
                            (4, "fourth quarter"),
                        ],
                        verbose_name="quarter",
                    ),
                ),
                ("month", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="month")),
                ("days", models.DecimalField(decimal_places=1, max_digits=5, verbose_name="days")),
                (
                    "report_in_days",
                    models.DecimalField(decimal_places=1, default=0, max_digits=3, verbose_name="days to report in"),
                ),
                (
                    "leaving_days",
                    models.DecimalField(decimal_places=1, default=0, max_digits=3, verbose_name="days to leave"),
                ),
                (
                    "ip_seats",
                    models.PositiveSmallIntegerField(default=0, verbose_name="seats of the IP administrations"),
                ),
                ("proc_seats", models.PositiveSmallIntegerField(default=0, verbose_name="seats of the procuratorates")),
                ("pool_seats", models.PositiveSmallIntegerField(default=0, verbose_name="seats of the common pool")),
                ("audience", models.CharField(blank=True, max_length=200, verbose_name="audience")),
                ("budget", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="budget (yuan)")),
                (
                    "needs",
                    models.ManyToManyField(
                        blank=True,
                        db_table="training_line_need",
                        related_name="lines",
                        to="training.trainingneed",
                        verbose_name="answers the needs",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the plan",
                "verbose_name_plural": "lines of the plan",
                "db_table": "training_plan_line",
                "ordering": ["plan", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "number"), name="plan_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("month", None),
                            models.Q(
                                (
                                    "month__gt",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("quarter"), "*", models.Value(3)
                                        ),
                                        "-",
                                        models.Value(3),
                                    ),
                                ),
                                (
                                    "month__lte",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("quarter"), "*", models.Value(3)
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="line_month_in_quarter",
                        violation_error_message="The month does not lie in the quarter.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("budget__gte", 0), ("days__gt", 0)),
                        name="line_has_days",
                        violation_error_message="A class has days greater than zero, and its budget is not negative.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mode", "joint"), _negated=True),
                            models.Q(("ip_host__isnull", False), ("proc_host__isnull", False)),
                            _connector="OR",
                        ),
                        name="joint_line_has_both",
                        violation_error_message="A jointly organised class needs a host of each side: name the partner or choose another mode.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ip_host__isnull", False), ("proc_host__isnull", False), _connector="OR"),
                        name="line_has_host",
                        violation_error_message="A class has at least one host.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=30, unique=True, verbose_name="session number")),
                ("slug", models.SlugField(max_length=40, unique=True)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("joint", "jointly organised"),
                            ("cross_attendance", "cross-attendance"),
                            ("invited_lecturer", "invited lecturers"),
                        ],
                        max_length=16,
                        verbose_name="mode",
                    ),
                ),
                (
                    "proc_host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hosted_as_proc",
                        to="directory.agency",
                        verbose_name="host of the procuratorates",
                    ),
                ),
                (
                    "ip_host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hosted_as_ip",
                        to="directory.agency",
                        verbose_name="host of the IP administrations",
                    ),
                ),
                ("organiser", models.CharField(blank=True, max_length=120, verbose_name="organised by")),
                ("venue", models.CharField(blank=True, max_length=120, verbose_name="venue")),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="directory.region",
                        verbose_name="region",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="enrolment opens at")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="enrolment closes at")),
                ("hours", models.DecimalField(decimal_places=1, max_digits=6, verbose_name="credit hours")),
                ("days", models.DecimalField(decimal_places=1, max_digits=5, verbose_name="days")),
                (
                    "grade",
                    models.CharField(
                        choices=[("1", "first grade"), ("2", "second grade"), ("3", "third grade")],
                        default="3",
                        max_length=1,
                        verbose_name="training grade",
                    ),
                ),
                ("audience", models.CharField(blank=True, max_length=200, verbose_name="audience")),
                (
                    "plan_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="training.planline",
                        verbose_name="line of the annual plan",
                    ),
                ),
                (
                    "unplanned_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="why it is not in the annual plan"),
                ),
                (
                    "budget",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="budget (yuan)"
                    ),
                ),
                (
                    "report_in_days",
                    models.DecimalField(decimal_places=1, default=0, max_digits=3, verbose_name="days to report in"),
                ),
                (
                    "leaving_days",
                    models.DecimalField(decimal_places=1, default=0, max_digits=3, verbose_name="days to leave"),
                ),
                (
                    "sending_side",
                    models.CharField(
                        blank=True,
                        choices=[("ip", "IP administrations"), ("proc", "procuratorates")],
                        help_text="In a cross-attendance class: the side that sends its people to the other.",
                        max_length=4,
                        verbose_name="sending side",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("plan_review", "plan under review"),
                            ("approved", "approved"),
                            ("enrolling", "open for enrolment"),
                            ("closed", "enrolment closed"),
                            ("confirmed", "list confirmed"),
                            ("in_progress", "in progress"),
                            ("suspended", "suspended"),
                            ("assessing", "assessment"),
                            ("concluding", "concluding"),
                            ("completed", "completed"),
                            ("archived", "archived"),
                            ("cancelled", "cancelled"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "takes_applications",
                    models.BooleanField(
                        default=True,
                        help_text="Without this only units nominate their people.",
                        verbose_name="people apply themselves",
                    ),
                ),
                (
                    "direct_entry",
                    models.BooleanField(
                        default=False,
                        help_text="Trainees apply themselves; their units have agreed beforehand. Seats are given at once.",
                        verbose_name="direct application",
                    ),
                ),
                (
                    "is_online",
                    models.BooleanField(
                        default=False,
                        help_text="Presence is confirmed by half-day from the list of participants; nothing is measured.",
                        verbose_name="live online class",
                    ),
                ),
                (
                    "venue_networks",
                    models.TextField(
                        blank=True,
                        help_text="One network a line, like 203.0.113.0/24. Empty: the code works from anywhere.",
                        validators=[courses.training.models.sessions.validate_networks],
                        verbose_name="networks of the venue",
                    ),
                ),
                (
                    "is_lecture",
                    models.BooleanField(
                        default=False,
                        help_text="One half-day that stands alone, without a class around it.",
                        verbose_name="single lecture",
                    ),
                ),
                (
                    "is_internal",
                    models.BooleanField(
                        default=False,
                        help_text="Seen only by signed-in people of the agencies named.",
                        verbose_name="internal",
                    ),
                ),
                (
                    "has_rules",
                    models.BooleanField(default=False, editable=False, verbose_name="asks something of those who join"),
                ),
                (
                    "notice_number",
                    models.CharField(blank=True, max_length=60, verbose_name="number of the call-up notice"),
                ),
                ("state_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("notes", models.CharField(blank=True, max_length=300, verbose_name="notes")),
                (
                    "course",
                    models.ForeignKey(
                        blank=True,
                        help_text="What participants learn before, during and after the class.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="catalogue.course",
                        verbose_name="course around the class",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "joint class",
                "verbose_name_plural": "joint classes",
                "ordering": ["starts_on", "pk"],
                "indexes": [
                    models.Index(fields=["starts_on", "id"], name="session_by_day"),
                    models.Index(fields=["state", "starts_on", "id"], name="session_by_state"),
                    models.Index(fields=["state", "closes_at", "id"], name="session_by_closing"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="session_ends_after_start",
                        violation_error_message="The last day lies before the first day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opens_at", None),
                            ("closes_at", None),
                            ("closes_at__gt", models.F("opens_at")),
                            _connector="OR",
                        ),
                        name="session_window",
                        violation_error_message="Enrolment closes before it opens.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gt", 0), ("hours__gt", 0)),
                        name="session_has_hours",
                        violation_error_message="A class has hours and days greater than zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ip_host__isnull", False), ("proc_host__isnull", False), _connector="OR"),
                        name="session_has_host",
                        violation_error_message="A class has at least one host.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mode", "joint"), _negated=True),
                            models.Q(("ip_host__isnull", False), ("proc_host__isnull", False)),
                            _connector="OR",
                        ),
                        name="joint_session_has_both",
                        violation_error_message="A jointly organised class needs a host of each side: name the partner or choose another mode.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvaluationRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evaluation", to="training.session"
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="training.questionnaire",
                        verbose_name="questionnaire",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "not open yet"),
                            ("skipped", "not asked"),
                            ("open", "open"),
                            ("closed", "closed"),
                        ],
                        default="planned",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("closes_on", models.DateField(blank=True, null=True, verbose_name="open until")),
                (
                    "min_answers",
                    models.PositiveSmallIntegerField(default=1, verbose_name="answers needed before anything is shown"),
                ),
                ("is_reminded", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "evaluation",
                "verbose_name_plural": "evaluations",
                "db_table": "training_evaluation",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["planned", "skipped"]), ("closes_on__isnull", False), _connector="OR"
                        ),
                        name="open_round_has_its_last_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EvaluationQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "scope",
                    models.CharField(
                        choices=[("class", "about the whole class"), ("lecture", "about each lecture")],
                        default="class",
                        max_length=7,
                        verbose_name="about",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("scale", "scale of four"),
                            ("choice", "one of several answers"),
                            ("text", "remark in words"),
                        ],
                        default="scale",
                        max_length=6,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="question")),
                (
                    "choices",
                    models.TextField(
                        blank=True,
                        help_text="One answer to a line.",
                        max_length=1000,
                        verbose_name="answers to choose from",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="training.evaluationround",
                    ),
                ),
            ],
            options={
                "db_table": "training_eval_question",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="InternalAudience",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="training.session"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.agency"
                    ),
                ),
            ],
            options={
                "db_table": "training_internal_audience",
                "constraints": [models.UniqueConstraint(fields=("session", "agency"), name="internal_audience_once")],
            },
        ),
        migrations.CreateModel(
            name="SeatBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="blocks", to="training.session"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("ip", "IP administrations"), ("proc", "procuratorates"), ("pool", "common pool")],
                        max_length=4,
                        verbose_name="side",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seat_blocks",
                        to="directory.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seat_blocks",
                        to="directory.region",
                        verbose_name="region",
                    ),
                ),
                ("is_reserved", models.BooleanField(default=False, verbose_name="reserved without names")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="training.seatblock",
                        verbose_name="cut out of",
                    ),
                ),
                ("seats", models.PositiveIntegerField(default=0, verbose_name="seats")),
                ("taken", models.PositiveIntegerField(default=0, verbose_name="taken")),
                ("returns_at", models.DateTimeField(blank=True, null=True, verbose_name="unused seats return at")),
                (
                    "returns_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="training.seatblock",
                        verbose_name="they return to",
                    ),
                ),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                ("announced_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "seat block",
                "verbose_name_plural": "seat blocks",
                "db_table": "training_seat_block",
                "ordering": ["session", "side", "pk"],
                "indexes": [models.Index(fields=["returned_at", "returns_at"], name="seat_block_returning")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("agency", None), ("region", None)),
                        fields=("session", "side"),
                        name="seat_block_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("agency__isnull", False), ("is_reserved", False)),
                        fields=("session", "agency"),
                        name="seat_block_of_agency",
                        violation_error_message="This agency has seats of its own already: move seats to them.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_reserved", True)),
                        fields=("session", "agency", "parent"),
                        name="seat_block_reserved",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("region__isnull", False)),
                        fields=("session", "region", "side"),
                        name="seat_block_of_region",
                        violation_error_message="This region has seats of its own already: move seats to them.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("taken__gte", 0), ("taken__lte", models.F("seats"))),
                        name="seats_never_oversold",
                        violation_error_message="More seats are taken than there are.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agency", None), ("region", None), _connector="OR"),
                        name="seat_block_one_scope",
                        violation_error_message="A block is an agency's or a region's, not both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agency__isnull", False), ("is_reserved", False), _connector="OR"),
                        name="seat_block_reserved_by_one",
                        violation_error_message="Only an agency reserves seats.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agency", None), ("parent", None), ("region", None)),
                            models.Q(
                                ("parent__isnull", False),
                                models.Q(("agency__isnull", False), ("region__isnull", False), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="seat_block_cut_out_of_one",
                        violation_error_message="The seats of an agency or a region are cut out of other seats.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("returned_at", None), ("returns_at__isnull", False), _connector="OR"),
                        name="seat_block_returns_when_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="enrolments", to="training.session"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="enrolments", to="directory.person"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="directory.agency",
                        verbose_name="unit when put forward",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("ip", "IP administrations"), ("proc", "procuratorates"), ("pool", "common pool")],
                        max_length=4,
                        verbose_name="side",
                    ),
                ),
                (
                    "block",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="training.seatblock",
                        verbose_name="seat of",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("nominated", "with the unit leader"),
                            ("submitted", "with the organiser"),
                            ("refused", "refused by the unit"),
                            ("waitlisted", "on the waitlist"),
                            ("accepted", "accepted, to be confirmed"),
                            ("declined", "declined by the organiser"),
                            ("confirmed", "confirmed"),
                            ("withdrawn", "withdrawn"),
                            ("replaced", "replaced"),
                            ("attending", "attending"),
                            ("no_show", "did not report in"),
                            ("expelled", "dismissed"),
                            ("completed", "course completed"),
                            ("not_passed", "not passed"),
                        ],
                        default="nominated",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("nominated", "nominated by the unit"), ("applied", "applied in person")],
                        default="nominated",
                        max_length=9,
                        verbose_name="put forward",
                    ),
                ),
                (
                    "put_forward_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("put_forward_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("is_over_quota", models.BooleanField(default=False, verbose_name="over quota")),
                (
                    "end_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("leave_limit", "leave above the limit"),
                            ("late", "not reported in in time, without leave"),
                        ],
                        max_length=12,
                        verbose_name="ended by rule",
                    ),
                ),
                ("waitlisted_at", models.DateTimeField(blank=True, null=True)),
                ("confirm_by", models.DateField(blank=True, null=True, verbose_name="to be confirmed by")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "enrolment",
                "verbose_name_plural": "enrolments",
                "ordering": ["session", "person__name_pinyin", "pk"],
                "indexes": [
                    models.Index(fields=["session", "state", "side", "waitlisted_at"], name="enrolment_queue"),
                    models.Index(fields=["state", "agency"], name="enrolment_by_unit"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "accepted",
                                    "attending",
                                    "completed",
                                    "confirmed",
                                    "expelled",
                                    "no_show",
                                    "nominated",
                                    "not_passed",
                                    "submitted",
                                    "waitlisted",
                                ],
                            )
                        ),
                        fields=("session", "person"),
                        name="one_live_enrolment",
                        violation_error_message="This person is already enrolled in this class.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["accepted", "attending", "confirmed"]), _negated=True),
                            ("block__isnull", False),
                            _connector="OR",
                        ),
                        name="seated_has_a_seat",
                        violation_error_message="An accepted person has a seat.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waitlisted"), _negated=True),
                            models.Q(("block", None), ("waitlisted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="waitlisted_has_no_seat",
                        violation_error_message="A person on the waitlist has no seat yet.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClassNeeds",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enrolment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="training.enrolment"
                    ),
                ),
                ("lodging", models.CharField(blank=True, max_length=200, verbose_name="lodging")),
                ("diet", models.CharField(blank=True, max_length=200, verbose_name="food")),
                ("access", models.CharField(blank=True, max_length=200, verbose_name="access")),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "needs of a participant",
                "verbose_name_plural": "needs of participants",
                "db_table": "training_needs",
            },
        ),
        migrations.CreateModel(
            name="ClassGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="training.session"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "leader",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="training.enrolment",
                        verbose_name="group leader",
                    ),
                ),
            ],
            options={
                "verbose_name": "group",
                "verbose_name_plural": "groups",
                "db_table": "training_group",
                "ordering": ["session", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "name"),
                        name="group_name_once",
                        violation_error_message="This class already has a group of this name.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enrolment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="assessment", to="training.enrolment"
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "excellent"),
                            ("good", "good"),
                            ("pass", "qualified"),
                            ("fail", "not qualified"),
                        ],
                        max_length=9,
                        verbose_name="grade",
                    ),
                ),
                (
                    "score",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="score"),
                ),
                ("has_paper", models.BooleanField(default=False, verbose_name="paper handed in")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "assessment of a participant",
                "verbose_name_plural": "assessments of participants",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score", None), ("score__gte", 0), _connector="OR"),
                        name="score_not_negative",
                        violation_error_message="A score is zero or more.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EvaluationTicket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tickets",
                        to="training.evaluationround",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evaluation_tickets",
                        to="training.enrolment",
                    ),
                ),
                ("has_answered", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "training_eval_ticket",
                "constraints": [models.UniqueConstraint(fields=("round", "enrolment"), name="evaluated_once_each")],
            },
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="training.classgroup"
                    ),
                ),
                (
                    "enrolment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="group_place", to="training.enrolment"
                    ),
                ),
            ],
            options={
                "verbose_name": "member of a group",
                "verbose_name_plural": "members of groups",
                "db_table": "training_group_member",
                "ordering": ["group", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RoomBooking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bookings", to="training.room"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "half",
                    models.CharField(
                        choices=[("am", "morning"), ("pm", "afternoon")], max_length=2, verbose_name="half-day"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bookings",
                        to="training.session",
                    ),
                ),
                ("purpose", models.CharField(blank=True, max_length=120, verbose_name="purpose")),
                (
                    "booked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("booked_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "booking of a room",
                "verbose_name_plural": "bookings of rooms",
                "db_table": "training_room_booking",
                "ordering": ["day", "half"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("room", "day", "half"),
                        name="room_booked_once",
                        violation_error_message="Somebody else has this room in this half-day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("session__isnull", False), models.Q(("purpose", ""), _negated=True), _connector="OR"
                        ),
                        name="room_booked_for_something",
                        violation_error_message="Say what the room is booked for.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanApproval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="approvals", to="training.session"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("ip", "IP administrations"), ("proc", "procuratorates"), ("pool", "common pool")],
                        max_length=4,
                        verbose_name="side",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("approved_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "approval of the plan",
                "verbose_name_plural": "approvals of the plan",
                "db_table": "training_plan_approval",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "side"),
                        name="plan_approved_once",
                        violation_error_message="This side has already approved the plan.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EligibilityRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="eligibility",
                        to="training.session",
                    ),
                ),
                (
                    "plan_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="eligibility",
                        to="training.planline",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rank", "rank, from and to"),
                            ("series", "rank series"),
                            ("post", "post contains"),
                            ("department", "department contains"),
                            ("prior", "class or course completed before"),
                            ("expertise", "field of expertise contains"),
                            ("system", "system of the agency"),
                            ("level", "level of the agency"),
                        ],
                        max_length=12,
                        verbose_name="kind of rule",
                    ),
                ),
                ("value", models.CharField(max_length=120, verbose_name="value")),
                ("until", models.CharField(blank=True, max_length=40, verbose_name="to")),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="Where the rule stands: the notice, the plan, a regulation.",
                        max_length=120,
                        verbose_name="source of the rule",
                    ),
                ),
            ],
            options={
                "verbose_name": "eligibility rule",
                "verbose_name_plural": "eligibility rules",
                "db_table": "training_eligibility",
                "ordering": ["kind", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("plan_line__isnull", False), ("session", None)),
                            models.Q(("plan_line", None), ("session__isnull", False)),
                            _connector="OR",
                        ),
                        name="rule_of_class_or_line",
                        violation_error_message="A rule belongs to a class or to a line of the plan.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("plan_line", None)),
                        fields=("session", "kind", "value", "until"),
                        name="session_rule_once",
                        violation_error_message="This class already has this rule.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("session", None)),
                        fields=("plan_line", "kind", "value", "until"),
                        name="line_rule_once",
                        violation_error_message="This line already has this rule.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CompletionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="completion_rules",
                        to="training.session",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("leave", "leave within the limit"),
                            ("attendance", "attendance"),
                            ("grade", "assessment passed"),
                            ("quiz", "quizzes of the course passed"),
                            ("paper", "paper handed in"),
                        ],
                        max_length=10,
                        verbose_name="requirement",
                    ),
                ),
                (
                    "least_percent",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: no more may be missed than the leave limit.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="at least so many per cent of the hours attended",
                    ),
                ),
            ],
            options={
                "verbose_name": "completion rule",
                "verbose_name_plural": "completion rules",
                "db_table": "training_completion_rule",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "kind"), name="completion_rule_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("least_percent", None),
                            models.Q(("kind", "attendance"), ("least_percent__gte", 1), ("least_percent__lte", 100)),
                            _connector="OR",
                        ),
                        name="share_of_attendance",
                        violation_error_message="Only attendance has a share, between 1 and 100 per cent.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallUpNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="training.session"
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("call_up", "call-up notice"),
                            ("corrected", "corrected call-up notice"),
                            ("postponed", "notice of postponement"),
                        ],
                        max_length=10,
                        verbose_name="kind of paper",
                    ),
                ),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="document number")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="training.callupnotice",
                        verbose_name="replaces",
                    ),
                ),
                ("content", models.JSONField(editable=False)),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("file", models.FileField(blank=True, upload_to="notices/", verbose_name="PDF")),
            ],
            options={
                "verbose_name": "notice of a class",
                "verbose_name_plural": "notices of a class",
                "db_table": "training_notice",
                "ordering": ["session", "-version"],
                "constraints": [models.UniqueConstraint(fields=("session", "version"), name="notice_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="announcements", to="training.session"
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "announcement",
                "verbose_name_plural": "announcements",
                "db_table": "training_announcement",
                "ordering": ["-sent_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SessionOfficer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="officers", to="training.session"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="session_duties",
                        to="directory.person",
                    ),
                ),
                (
                    "duty",
                    models.CharField(
                        choices=[
                            ("organiser", "organiser"),
                            ("co_organiser", "co-organiser"),
                            ("class_head", "class head"),
                        ],
                        max_length=12,
                        verbose_name="duty",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("ip", "IP administrations"), ("proc", "procuratorates"), ("pool", "common pool")],
                        max_length=4,
                        verbose_name="side",
                    ),
                ),
                (
                    "appointed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("appointed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "officer of a class",
                "verbose_name_plural": "officers of a class",
                "db_table": "training_officer",
                "ordering": ["session", "duty", "side", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("duty", "class_head"), ("ended_at", None)),
                        fields=("session", "side"),
                        name="one_class_head_per_side",
                        violation_error_message="This side already has a class head in this class.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("session", "person", "duty"),
                        name="officer_once",
                        violation_error_message="This person already has this duty in this class.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeachingInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="training.session"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                        verbose_name="person",
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
                    "side",
                    models.CharField(
                        choices=[("ip", "IP administrations"), ("proc", "procuratorates"), ("outside", "from outside")],
                        max_length=8,
                        verbose_name="side",
                    ),
                ),
                ("outside_name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                ("outside_email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("outside_employer", models.CharField(blank=True, max_length=120, verbose_name="employer")),
                (
                    "title_level",
                    models.CharField(
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
                ("topic", models.CharField(max_length=200, verbose_name="topic")),
                ("message", models.TextField(blank=True, max_length=1000, verbose_name="message to the lecturer")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("sent", "waiting for an answer"),
                            ("negotiating", "proposes another time"),
                            ("accepted", "has accepted"),
                            ("declined", "has declined"),
                            ("expired", "not answered in time"),
                            ("delivered", "lecture given"),
                            ("confirmed", "hours confirmed"),
                            ("fee_approved", "fee approved"),
                            ("paid", "fee paid"),
                            ("closed", "invitation closed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("answer_by", models.DateField(blank=True, null=True, verbose_name="answer until")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer_note", models.CharField(blank=True, max_length=300, verbose_name="remark of the lecturer")),
                ("proposed_day", models.DateField(blank=True, null=True, verbose_name="proposed day")),
                (
                    "proposed_half",
                    models.CharField(
                        blank=True,
                        choices=[("am", "morning"), ("pm", "afternoon")],
                        max_length=2,
                        verbose_name="proposed half-day",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "invitation to teach",
                "verbose_name_plural": "invitations to teach",
                "db_table": "training_invitation",
                "ordering": ["session", "pk"],
                "indexes": [models.Index(fields=["state", "answer_by"], name="invitation_by_answer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outside_email", ""), ("outside_name", ""), ("person__isnull", False)),
                            models.Q(
                                ("person", None),
                                ("side", "outside"),
                                models.Q(("outside_name", ""), _negated=True),
                                models.Q(("outside_email", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="lecturer_known_or_outside",
                        violation_error_message="Name a person of the directory, or somebody from outside with an e-mail.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LectureFee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "invitation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fee",
                        to="training.teachinginvitation",
                    ),
                ),
                ("hours", models.DecimalField(decimal_places=1, max_digits=5, verbose_name="hours paid")),
                (
                    "per_hour",
                    models.DecimalField(decimal_places=2, max_digits=8, verbose_name="yuan per hour, after tax"),
                ),
                ("cap", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="cap per hour")),
                ("cap_source", models.CharField(max_length=300, verbose_name="source of the cap")),
                (
                    "is_raised",
                    models.BooleanField(default=False, verbose_name="raised with the leader's written approval"),
                ),
                (
                    "raise_number",
                    models.CharField(blank=True, max_length=60, verbose_name="number of the leader's written approval"),
                ),
                ("raise_leader", models.CharField(blank=True, max_length=60, verbose_name="leader who approved")),
                ("raise_on", models.DateField(blank=True, null=True, verbose_name="day of the approval")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("confirmed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="paid on")),
            ],
            options={
                "verbose_name": "lecture fee",
                "verbose_name_plural": "lecture fees",
                "db_table": "training_lecture_fee",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", None),
                            models.Q(("approved_by", models.F("confirmed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="fee_approved_by_another",
                        violation_error_message="Whoever confirmed the hours does not approve the fee.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_raised", False),
                            models.Q(
                                models.Q(("raise_number", ""), _negated=True),
                                models.Q(("raise_leader", ""), _negated=True),
                                ("raise_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="raised_fee_has_approval",
                        violation_error_message="A raised fee needs the leader's written approval: number, name and day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hours__gte", 0), ("per_hour__gte", 0)),
                        name="fee_not_negative",
                        violation_error_message="Hours and fee are not negative.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "invitation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="link",
                        to="training.teachinginvitation",
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("code_sent_at", models.DateTimeField(blank=True, null=True)),
                ("codes_sent", models.PositiveSmallIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "link to answer an invitation",
                "verbose_name_plural": "links to answer an invitation",
                "db_table": "training_answer_link",
            },
        ),
        migrations.CreateModel(
            name="TimetableSlot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="slots", to="training.session"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "half",
                    models.CharField(
                        choices=[("am", "morning"), ("pm", "afternoon")], max_length=2, verbose_name="half-day"
                    ),
                ),
                ("starts_at", models.TimeField(verbose_name="from")),
                ("ends_at", models.TimeField(verbose_name="to")),
                ("topic", models.CharField(max_length=200, verbose_name="topic")),
                ("lecturer", models.CharField(blank=True, max_length=100, verbose_name="lecturer")),
                (
                    "lecturer_agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                    ),
                ),
                (
                    "lecturer_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                ("lecturer_note", models.CharField(blank=True, max_length=60, verbose_name="capacity of the lecturer")),
                ("hours", models.DecimalField(decimal_places=1, max_digits=4, verbose_name="credit hours")),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slots",
                        to="training.room",
                        verbose_name="room",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        help_text="Two classes that hear one lecture together: the fee counts once, in the class named here.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="merged",
                        to="training.timetableslot",
                        verbose_name="held together with",
                    ),
                ),
            ],
            options={
                "verbose_name": "half-day in the timetable",
                "verbose_name_plural": "timetable",
                "db_table": "training_slot",
                "ordering": ["day", "half"],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "day", "half"), name="slot_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="slot_ends_after_start",
                        violation_error_message="The half-day ends before it begins.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvaluationPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="training.evaluationround"
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="training.timetableslot",
                    ),
                ),
                ("answers", models.PositiveIntegerField(default=0)),
            ],
            options={
                "db_table": "training_eval_part",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "slot"), name="lecture_evaluated_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("slot", None)), fields=("round",), name="class_evaluated_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvaluationRemark",
            fields=[
                (
                    "key",
                    models.BigAutoField(
                        default=courses.training.models.evaluation.random_key, primary_key=True, serialize=False
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="training.evaluationpart",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="training.evaluationquestion",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="remark")),
                ("hidden_reason", models.CharField(blank=True, max_length=300, verbose_name="hidden because")),
            ],
            options={
                "db_table": "training_eval_remark",
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="EvaluationTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tallies",
                        to="training.evaluationpart",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tallies",
                        to="training.evaluationquestion",
                    ),
                ),
                ("choice", models.PositiveSmallIntegerField()),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "db_table": "training_eval_tally",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("part", "question", "choice"), name="tally_once")],
            },
        ),
        migrations.CreateModel(
            name="TaughtHalf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="halves",
                        to="training.teachinginvitation",
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="taught", to="training.timetableslot"
                    ),
                ),
                (
                    "hours",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="hours taught"
                    ),
                ),
            ],
            options={
                "verbose_name": "half-day of a lecturer",
                "verbose_name_plural": "half-days of lecturers",
                "db_table": "training_taught_half",
                "ordering": ["slot__day", "slot__half"],
                "constraints": [
                    models.UniqueConstraint(fields=("invitation", "slot"), name="taught_half_once"),
                    models.CheckConstraint(
                        condition=models.Q(("hours", None), ("hours__gte", 0), _connector="OR"),
                        name="taught_hours_not_negative",
                        violation_error_message="Hours are not negative.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeaveRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leave_requests",
                        to="training.enrolment",
                    ),
                ),
                ("hours", models.DecimalField(decimal_places=1, max_digits=6, verbose_name="credit hours")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "approver",
                    models.CharField(
                        choices=[("class_head", "class head"), ("organiser", "organiser")],
                        max_length=10,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "to be decided"),
                            ("approved", "approved"),
                            ("refused", "refused"),
                            ("withdrawn", "taken back"),
                        ],
                        default="requested",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
                (
                    "slots",
                    models.ManyToManyField(
                        db_table="training_leave_slots",
                        related_name="leave_requests",
                        to="training.timetableslot",
                        verbose_name="half-days",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for leave",
                "verbose_name_plural": "requests for leave",
                "db_table": "training_leave",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hours__gt", 0)),
                        name="leave_has_hours",
                        violation_error_message="Choose at least one half-day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="leave_decided_by_at",
                        violation_error_message="A decision has its author and its time.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClassQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="training.session"
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="questions",
                        to="training.timetableslot",
                        verbose_name="half-day",
                    ),
                ),
                (
                    "asker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="training.enrolment"
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="question")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
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
                ("is_for_class", models.BooleanField(default=False, verbose_name="the whole class may read it")),
            ],
            options={
                "verbose_name": "question to the lecturers",
                "verbose_name_plural": "questions to the lecturers",
                "db_table": "training_question",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(("answered_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="question_answered",
                        violation_error_message="An answer has its text and its time.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClassMaterial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="materials", to="training.session"
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="materials",
                        to="training.timetableslot",
                        verbose_name="half-day",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("file", models.FileField(blank=True, upload_to="materials/%Y/", verbose_name="file")),
                ("file_name", models.CharField(blank=True, editable=False, max_length=160)),
                ("file_size", models.PositiveIntegerField(default=0, editable=False)),
                ("link", models.URLField(blank=True, max_length=300, verbose_name="link")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "material",
                "verbose_name_plural": "materials",
                "db_table": "training_material",
                "ordering": ["slot__day", "slot__half", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file", ""), models.Q(("link", ""), _negated=True)),
                            models.Q(models.Q(("file", ""), _negated=True), ("link", "")),
                            _connector="OR",
                        ),
                        name="material_file_or_link",
                        violation_error_message="Give either a file or a link.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendance", to="training.enrolment"
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="training.timetableslot",
                    ),
                ),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("present", "present"),
                            ("partial", "partly present"),
                            ("absent", "absent"),
                            ("excused", "on leave"),
                        ],
                        max_length=8,
                        verbose_name="mark",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("hand", "by hand"), ("qr", "by code in the room"), ("leave", "by approved leave")],
                        default="hand",
                        max_length=5,
                        verbose_name="how recorded",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "attendance",
                "verbose_name_plural": "attendance",
                "constraints": [models.UniqueConstraint(fields=("enrolment", "slot"), name="attendance_once")],
            },
        ),
        migrations.AddField(
            model_name="session",
            name="internal_for",
            field=models.ManyToManyField(
                blank=True,
                related_name="+",
                through="training.InternalAudience",
                to="directory.agency",
                verbose_name="agencies whose people see it",
            ),
        ),
    ]
