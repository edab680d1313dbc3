import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import exchanges.secondments.models.papers
from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [
        ("secondments", "0001_initial"),
        ("secondments", "0002_case_tasks"),
        ("secondments", "0003_record_access"),
        ("secondments", "0004_kinds"),
        ("secondments", "0005_agreements"),
        ("secondments", "0006_panels"),
        ("secondments", "0007_appraisals"),
        ("secondments", "0008_checklists_and_reports"),
        ("secondments", "0009_papers"),
        ("secondments", "0010_tripartite"),
        ("secondments", "0011_interruptions"),
    ]

    dependencies = [
        ("directory", "0001_start"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                ("title", models.CharField(max_length=120, verbose_name="title of the agreement")),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="proposing unit",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="second party",
                    ),
                ),
                ("legal_basis", models.CharField(blank=True, max_length=200, verbose_name="legal basis")),
                (
                    "batches_per_year",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="batches a year",
                    ),
                ),
                (
                    "places_at_first",
                    models.PositiveSmallIntegerField(default=1, verbose_name="places a batch at the proposing unit"),
                ),
                (
                    "places_at_second",
                    models.PositiveSmallIntegerField(default=1, verbose_name="places a batch at the other unit"),
                ),
                ("valid_from", models.DateField(verbose_name="first day in force")),
                ("valid_until", models.DateField(verbose_name="last day in force")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed to the other unit"),
                            ("agreed", "agreed"),
                            ("refused", "not agreed"),
                            ("ended", "ended before its last day"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("proposed_on", models.DateField(verbose_name="proposed on")),
                ("agreed_on", models.DateField(blank=True, null=True, verbose_name="agreed on")),
                (
                    "renews",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewed_by",
                        to="secondments.agreement",
                        verbose_name="renews",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
            ],
            options={
                "verbose_name": "agreement on exchange",
                "verbose_name_plural": "agreements on exchange",
                "db_table": "secondments_agreement",
                "ordering": ["-valid_until", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                        name="agreement_days",
                        violation_error_message="The agreement ends before it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first", models.F("second")), _negated=True),
                        name="agreement_two_units",
                        violation_error_message="An agreement has two different units.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreedKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="kinds", to="secondments.agreement"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("concurrent_assistant", "concurrent prosecutor assistant"),
                            ("invited_assistant", "specially invited prosecutor assistant"),
                            ("special_assistant", "special assistant to prosecutor"),
                            ("temporary_post", "temporary post"),
                            ("loan", "loan"),
                            ("exchange_post", "exchange appointment"),
                            ("prosecutor_post", "prosecutor posted to an IP administration"),
                        ],
                        max_length=24,
                        verbose_name="kind",
                    ),
                ),
            ],
            options={
                "verbose_name": "kind of an agreement",
                "verbose_name_plural": "kinds of an agreement",
                "db_table": "secondments_agreed_kind",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("agreement", "kind"), name="agreed_kind_once")],
            },
        ),
        migrations.CreateModel(
            name="AppraisalItemRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("jurisdiction", models.CharField(blank=True, max_length=12, verbose_name="jurisdiction")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("certainty", models.CharField(blank=True, max_length=1, verbose_name="certainty")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("weight", models.PositiveSmallIntegerField(verbose_name="weight in percent")),
            ],
            options={
                "verbose_name": "appraisal item of a kind",
                "verbose_name_plural": "appraisal items of each kind",
                "db_table": "secondments_appraisal_rule",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "label", "jurisdiction", "valid_from"), name="appraisal_item_rule_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="batches", to="secondments.agreement"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("number", models.PositiveSmallIntegerField(verbose_name="batch")),
                ("at_first", models.BooleanField(verbose_name="at the proposing unit")),
                ("places", models.PositiveSmallIntegerField(verbose_name="places of the batch")),
                ("offered", models.PositiveSmallIntegerField(default=0, verbose_name="places offered")),
            ],
            options={
                "verbose_name": "batch of an agreement",
                "verbose_name_plural": "batches of an agreement",
                "db_table": "secondments_batch",
                "ordering": ["-year", "-number", "at_first"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "year", "number", "at_first"), name="agreement_batch_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("offered__lte", models.F("places"))),
                        name="batch_not_overdrawn",
                        violation_error_message="The batch has no more places.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("jurisdiction", models.CharField(blank=True, max_length=12, verbose_name="jurisdiction")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("certainty", models.CharField(blank=True, max_length=1, verbose_name="certainty")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "phase",
                    models.CharField(
                        choices=[("arrival", "arrival and handover"), ("return", "return and handover")],
                        max_length=8,
                        verbose_name="list",
                    ),
                ),
                ("item", models.CharField(max_length=30, verbose_name="item")),
                (
                    "party",
                    models.CharField(
                        choices=[("home", "home unit"), ("host", "host unit"), ("person", "the person herself")],
                        max_length=8,
                        verbose_name="to be done by",
                    ),
                ),
                (
                    "amount",
                    models.IntegerField(
                        help_text="Counted from the first or the last day; below 0 they lie before it.",
                        verbose_name="days",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[("cd", "calendar days"), ("wd", "working days"), ("h", "hours"), ("m", "months")],
                        max_length=2,
                        verbose_name="basis",
                    ),
                ),
                ("is_needed", models.BooleanField(default=True, verbose_name="is needed")),
            ],
            options={
                "verbose_name": "item of a checklist",
                "verbose_name_plural": "checklists of arrival and return",
                "db_table": "secondments_checklist_rule",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "phase", "item", "jurisdiction", "valid_from"),
                        name="secondment_checklist_rule_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis", "h"), _negated=True),
                        name="secondment_checklist_in_days",
                        violation_error_message="The items of a checklist are counted in days or months.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CriterionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("jurisdiction", models.CharField(blank=True, max_length=12, verbose_name="jurisdiction")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("certainty", models.CharField(blank=True, max_length=1, verbose_name="certainty")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("weight", models.PositiveSmallIntegerField(verbose_name="weight in percent")),
            ],
            options={
                "verbose_name": "criterion of the examination",
                "verbose_name_plural": "criteria of the examination",
                "db_table": "secondments_criterion_rule",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "label", "jurisdiction", "valid_from"), name="secondment_criterion_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KindRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("jurisdiction", models.CharField(blank=True, max_length=12, verbose_name="jurisdiction")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("certainty", models.CharField(blank=True, max_length=1, verbose_name="certainty")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("family", models.CharField(max_length=20, verbose_name="first word of its limits")),
                ("term_limit", models.CharField(max_length=60, verbose_name="limit of one term")),
                (
                    "is_full_time",
                    models.BooleanField(default=False, verbose_name="full-time: excludes another full-time term"),
                ),
                (
                    "home_system",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("procuratorate", "procuratorates"),
                            ("ip_admin", "IP administrations"),
                            ("police", "police"),
                            ("court", "courts"),
                            ("other", "other bodies"),
                        ],
                        max_length=16,
                        verbose_name="home unit belongs to",
                    ),
                ),
                (
                    "host_system",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("procuratorate", "procuratorates"),
                            ("ip_admin", "IP administrations"),
                            ("police", "police"),
                            ("court", "courts"),
                            ("other", "other bodies"),
                        ],
                        max_length=16,
                        verbose_name="host unit belongs to",
                    ),
                ),
                ("may_be_renewed", models.BooleanField(default=True, verbose_name="may be renewed")),
                ("may_be_extended", models.BooleanField(default=True, verbose_name="may be extended")),
                (
                    "extension_is_term",
                    models.BooleanField(default=False, verbose_name="an extension counts as a term of its own"),
                ),
                ("needs_agreement", models.BooleanField(default=False, verbose_name="needs an agreement in force")),
                ("needs_panel", models.BooleanField(default=False, verbose_name="needs the result of a panel")),
                ("legal_basis", models.CharField(blank=True, max_length=200, verbose_name="legal basis")),
                (
                    "conditions",
                    models.TextField(
                        blank=True,
                        help_text="One in each line; the home unit confirms them.",
                        verbose_name="conditions to be confirmed",
                    ),
                ),
            ],
            options={
                "verbose_name": "kind of secondment",
                "verbose_name_plural": "kinds of secondment",
                "db_table": "secondments_kind",
                "constraints": [
                    models.UniqueConstraint(fields=("code", "jurisdiction", "valid_from"), name="secondment_kind_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("jurisdiction", models.CharField(blank=True, max_length=12, verbose_name="jurisdiction")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("certainty", models.CharField(blank=True, max_length=1, verbose_name="certainty")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "paper",
                    models.CharField(
                        choices=[
                            ("recommendation", "recommendation form"),
                            ("decision", "decision to appoint"),
                            ("tripartite", "tripartite agreement"),
                            ("pledge", "performance pledge"),
                            ("secrecy", "secrecy undertaking"),
                            ("letter", "letter of appointment"),
                            ("loan_form", "approval form of the loan"),
                            ("loan_letter", "letter of loan"),
                            ("notice", "notice of the temporary post"),
                            ("renewal_form", "approval form of the renewal"),
                            ("dismissal", "decision to dismiss"),
                            ("appraisal_form", "appraisal form"),
                            ("other", "other paper"),
                        ],
                        max_length=16,
                        verbose_name="paper",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("recommend", "Recommend a person"),
                            ("examine", "Begin the examination"),
                            ("reject", "Reject the recommendation"),
                            ("consent", "Give consent"),
                            ("decline", "Decline"),
                            ("decide", "Decide to appoint"),
                            ("not-approve", "Decide not to appoint"),
                            ("sign", "Sign as home unit"),
                            ("pledge", "Sign the pledge"),
                            ("letter", "Issue the letter of appointment"),
                            ("propose", "Propose a change of term"),
                            ("agree", "Agree to the change of term"),
                            ("refuse-change", "Refuse the change of term"),
                            ("suspend", "Suspend"),
                            ("resume", "Resume"),
                            ("terminate", "End the term early"),
                            ("answer-end", "Answer the early end"),
                            ("appraise", "Appraise"),
                        ],
                        max_length=16,
                        verbose_name="needed for the step",
                    ),
                ),
                ("is_needed", models.BooleanField(default=True, verbose_name="is needed")),
                (
                    "valid_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: as long as the term.",
                        null=True,
                        verbose_name="valid for so many months",
                    ),
                ),
                (
                    "wording",
                    models.TextField(
                        blank=True,
                        help_text="Of papers that the person signs here: one clause in each line; empty: the platform's own words.",
                        verbose_name="what is signed",
                    ),
                ),
            ],
            options={
                "verbose_name": "paper of a kind",
                "verbose_name_plural": "papers of each kind of secondment",
                "db_table": "secondments_paper_rule",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "paper", "jurisdiction", "valid_from"), name="secondment_paper_rule_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "host_agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="secondment_posts",
                        to="directory.agency",
                        verbose_name="host unit",
                    ),
                ),
                ("department", models.CharField(blank=True, max_length=60, verbose_name="department")),
                ("title", models.CharField(max_length=80, verbose_name="post title")),
                ("field", models.CharField(blank=True, max_length=80, verbose_name="field")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("concurrent_assistant", "concurrent prosecutor assistant"),
                            ("invited_assistant", "specially invited prosecutor assistant"),
                            ("special_assistant", "special assistant to prosecutor"),
                            ("temporary_post", "temporary post"),
                            ("loan", "loan"),
                            ("exchange_post", "exchange appointment"),
                            ("prosecutor_post", "prosecutor posted to an IP administration"),
                        ],
                        max_length=24,
                        verbose_name="kind",
                    ),
                ),
                (
                    "headcount",
                    models.PositiveSmallIntegerField(
                        default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name="headcount"
                    ),
                ),
                ("taken", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="places filled")),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="secondments.agreement",
                        verbose_name="agreement",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="secondments.batch",
                        verbose_name="batch",
                    ),
                ),
                (
                    "takes_applications",
                    models.BooleanField(default=False, verbose_name="staff may apply through their unit"),
                ),
                (
                    "given_back",
                    models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="places given back"),
                ),
                ("duties", models.TextField(blank=True, verbose_name="duties")),
                ("opens_on", models.DateField(verbose_name="open from")),
                ("closes_on", models.DateField(verbose_name="closing date")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open for recommendations"), ("closed", "closed to recommendations")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
            ],
            options={
                "verbose_name": "open post",
                "verbose_name_plural": "open posts",
                "db_table": "secondments_post",
                "ordering": ["closes_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                        name="post_closes_after_opening",
                        violation_error_message="The closing date lies before the opening date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "taken__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("headcount"), "-", models.F("given_back")
                                ),
                            )
                        ),
                        name="post_not_overfilled",
                        violation_error_message="All places of this post are filled.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="requirements", to="secondments.post"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("age", "age in full years at most"),
                            ("service", "years of service at least"),
                            ("field", "field of expertise"),
                            ("degree", "degree"),
                            ("other", "other"),
                        ],
                        max_length=16,
                        verbose_name="kind of requirement",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="years")),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="wording")),
                ("is_firm", models.BooleanField(default=True, verbose_name="must be met")),
            ],
            options={
                "verbose_name": "requirement of a post",
                "verbose_name_plural": "requirements of a post",
                "db_table": "secondments_requirement",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Secondment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="secondments",
                        to="secondments.post",
                        verbose_name="open post",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="secondments",
                        to="directory.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "home_org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="secondments_sent",
                        to="directory.agency",
                        verbose_name="home unit",
                    ),
                ),
                (
                    "host_org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="secondments_hosted",
                        to="directory.agency",
                        verbose_name="host unit",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("concurrent_assistant", "concurrent prosecutor assistant"),
                            ("invited_assistant", "specially invited prosecutor assistant"),
                            ("special_assistant", "special assistant to prosecutor"),
                            ("temporary_post", "temporary post"),
                            ("loan", "loan"),
                            ("exchange_post", "exchange appointment"),
                            ("prosecutor_post", "prosecutor posted to an IP administration"),
                        ],
                        max_length=24,
                        verbose_name="kind",
                    ),
                ),
                ("is_full_time", models.BooleanField(default=False, editable=False, verbose_name="full-time")),
                ("position", models.CharField(max_length=80, verbose_name="position")),
                ("legal_basis", models.CharField(blank=True, max_length=200, verbose_name="legal basis")),
                ("duties", models.TextField(blank=True, verbose_name="duties")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("term_number", models.PositiveSmallIntegerField(default=1, verbose_name="term number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "post planned"),
                            ("recommended", "recommended"),
                            ("under_review", "under examination"),
                            ("rejected", "recommendation rejected"),
                            ("consented", "person consented"),
                            ("declined", "person declined"),
                            ("approved", "appointment approved"),
                            ("not_approved", "appointment not approved"),
                            ("active", "in office"),
                            ("renewal_pending", "renewal pending"),
                            ("suspended", "duties suspended"),
                            ("terminated", "terminated early"),
                            ("ended", "term ended"),
                            ("appraised", "appraised"),
                        ],
                        default="planned",
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                ("consented_on", models.DateField(blank=True, null=True, verbose_name="consent given on")),
                ("host_decided_on", models.DateField(blank=True, null=True, verbose_name="host decided on")),
                ("home_signed_on", models.DateField(blank=True, null=True, verbose_name="home signed on")),
                ("pledge_signed_on", models.DateField(blank=True, null=True, verbose_name="pledge signed on")),
                ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="letter of appointment")),
                ("letter_issued_on", models.DateField(blank=True, null=True, verbose_name="letter issued on")),
                ("suspended_on", models.DateField(blank=True, null=True, verbose_name="suspended on")),
                ("terminated_on", models.DateField(blank=True, null=True, verbose_name="terminated on")),
                (
                    "termination_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("discipline", "breach of discipline"),
                            ("transfer", "transfer to another post"),
                            ("refusal", "refusal of duties"),
                            ("own_request", "own request"),
                            ("conflict", "conflict of interest"),
                            ("retired", "retirement"),
                        ],
                        max_length=12,
                        verbose_name="reason of termination",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "excellent"),
                            ("competent", "competent"),
                            ("basic", "basically competent"),
                            ("incompetent", "not competent"),
                        ],
                        max_length=12,
                        verbose_name="appraisal grade",
                    ),
                ),
                ("appraised_on", models.DateField(blank=True, null=True, verbose_name="appraised on")),
                ("cases_joined", models.PositiveIntegerField(blank=True, null=True, verbose_name="cases joined")),
                (
                    "questions_answered",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="questions answered"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
            ],
            options={
                "verbose_name": "secondment",
                "verbose_name_plural": "secondments",
                "db_table": "secondments_secondment",
                "ordering": ["ends_on", "number"],
                "indexes": [
                    models.Index(fields=["state", "ends_on"], name="secondment_state_end"),
                    models.Index(fields=["host_org", "state"], name="secondment_host_state"),
                    models.Index(fields=["home_org", "state"], name="secondment_home_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="secondment_term_order",
                        violation_error_message="The last day of the term lies before the first day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("home_org", models.F("host_org")), _negated=True),
                        name="secondment_two_units",
                        violation_error_message="Home unit and host unit must be two different units.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "planned"), ("person__isnull", False), _connector="OR"),
                        name="secondment_names_person",
                        violation_error_message="From the recommendation on, a secondment names its person.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "terminated"), _negated=True),
                            ("terminated_on__isnull", False),
                            _connector="OR",
                        ),
                        name="secondment_terminated_on",
                        violation_error_message="An early end needs its day.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("is_full_time", True), ("state__in", ["active", "renewal_pending", "suspended"])
                        ),
                        fields=("person",),
                        name="secondment_one_full_time",
                        violation_error_message="This person already serves a full-time term.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["active", "renewal_pending", "suspended"])),
                        fields=("person", "host_org"),
                        name="secondment_once_per_host",
                        violation_error_message="This person already serves a term in this unit.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppraisalRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "secondment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appraisal_rounds",
                        to="secondments.secondment",
                    ),
                ),
                ("period", models.CharField(max_length=20, verbose_name="appraisal period")),
                ("is_final", models.BooleanField(default=False, verbose_name="closes the record of the term")),
                ("opened_on", models.DateField(verbose_name="begun on")),
                (
                    "host_share",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="share of the host unit in percent",
                    ),
                ),
                ("basis", models.CharField(max_length=440, verbose_name="rule that fixes the shares")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="appraised on")),
                (
                    "result",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="result"),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "excellent"),
                            ("competent", "competent"),
                            ("basic", "basically competent"),
                            ("incompetent", "not competent"),
                        ],
                        max_length=12,
                        verbose_name="appraisal grade",
                    ),
                ),
            ],
            options={
                "verbose_name": "appraisal of a period",
                "verbose_name_plural": "appraisals of periods",
                "db_table": "secondments_appraisal_round",
                "ordering": ["-opened_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("secondment", "period"), name="appraisal_round_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on", None)),
                        fields=("secondment",),
                        name="appraisal_round_one_running",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("host_share__lte", 100)), name="appraisal_share_within_100"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on", None), ("grade", "")),
                            models.Q(
                                ("closed_on__isnull", False),
                                ("result__isnull", False),
                                models.Q(("grade", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appraisal_closed_with_grade",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Panel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "secondment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="panel", to="secondments.secondment"
                    ),
                ),
                ("named_on", models.DateField(verbose_name="named on")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="result handed in on")),
                (
                    "result",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="result"),
                ),
                ("conclusion", models.CharField(blank=True, max_length=300, verbose_name="conclusion")),
            ],
            options={
                "verbose_name": "panel",
                "verbose_name_plural": "panels",
                "db_table": "secondments_panel",
            },
        ),
        migrations.CreateModel(
            name="AppraisalPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="secondments.appraisalround",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("home", "home unit"), ("host", "host unit"), ("person", "the person herself")],
                        max_length=8,
                        verbose_name="appraising side",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "excellent"),
                            ("competent", "competent"),
                            ("basic", "basically competent"),
                            ("incompetent", "not competent"),
                        ],
                        max_length=12,
                        verbose_name="proposed grade",
                    ),
                ),
                ("opinion", models.TextField(verbose_name="opinion")),
                ("handed_in_on", models.DateField(verbose_name="appraisal part handed in on")),
            ],
            options={
                "verbose_name": "part of an appraisal",
                "verbose_name_plural": "parts of an appraisal",
                "db_table": "secondments_appraisal_part",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "side"), name="appraisal_part_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade", ""), ("side", "person")),
                            models.Q(
                                models.Q(("side", "person"), _negated=True), models.Q(("grade", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="appraisal_part_has_grade",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppraisalItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="secondments.appraisalround",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="appraisal item")),
                ("weight", models.PositiveSmallIntegerField(verbose_name="weight in percent")),
            ],
            options={
                "verbose_name": "appraisal item",
                "verbose_name_plural": "appraisal items",
                "db_table": "secondments_appraisal_item",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("round", "label"), name="appraisal_item_once")],
            },
        ),
        migrations.CreateModel(
            name="FiledPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "secondment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="secondments.secondment"
                    ),
                ),
                (
                    "paper",
                    models.CharField(
                        choices=[
                            ("recommendation", "recommendation form"),
                            ("decision", "decision to appoint"),
                            ("tripartite", "tripartite agreement"),
                            ("pledge", "performance pledge"),
                            ("secrecy", "secrecy undertaking"),
                            ("letter", "letter of appointment"),
                            ("loan_form", "approval form of the loan"),
                            ("loan_letter", "letter of loan"),
                            ("notice", "notice of the temporary post"),
                            ("renewal_form", "approval form of the renewal"),
                            ("dismissal", "decision to dismiss"),
                            ("appraisal_form", "appraisal form"),
                            ("other", "other paper"),
                        ],
                        max_length=16,
                        verbose_name="paper",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be signed by all parties"),
                            ("on_file", "on file"),
                            ("replaced", "replaced by a later one"),
                            ("void", "void"),
                        ],
                        default="on_file",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="title")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="document number")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "side",
                    models.CharField(
                        choices=[("home", "home unit"), ("host", "host unit"), ("person", "the person herself")],
                        max_length=8,
                        verbose_name="given by the side of",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "given_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="given at")),
                ("content", models.JSONField(blank=True, editable=False, null=True)),
                (
                    "file",
                    models.FileField(
                        blank=True, upload_to=exchanges.secondments.models.papers.paper_path, verbose_name="file"
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=120, verbose_name="name of the file")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("file_digest", models.CharField(blank=True, editable=False, max_length=64)),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=300, verbose_name="reason")),
            ],
            options={
                "verbose_name": "paper of a term",
                "verbose_name_plural": "papers of terms",
                "db_table": "secondments_filed_paper",
                "ordering": ["-given_at", "-pk"],
                "indexes": [models.Index(fields=["state", "valid_until"], name="filed_paper_ends")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "on_file"]),
                            models.Q(("paper__in", ["renewal_form", "appraisal_form", "other"]), _negated=True),
                        ),
                        fields=("secondment", "paper"),
                        name="filed_paper_once",
                        violation_error_message="This paper is in the file already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file", ""), _negated=True), ("content__isnull", False), _connector="OR"
                        ),
                        name="filed_paper_says_something",
                        violation_error_message="A paper is a file or a text.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state__in", ["open", "on_file"])),
                            models.Q(
                                ("ended_at__isnull", False), models.Q(("state__in", ["open", "on_file"]), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="filed_paper_ended_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelCriterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="criteria", to="secondments.panel"
                    ),
                ),
                ("label", models.CharField(max_length=60, verbose_name="criterion")),
                ("weight", models.PositiveSmallIntegerField(verbose_name="weight in percent")),
            ],
            options={
                "verbose_name": "criterion of a panel",
                "verbose_name_plural": "criteria of a panel",
                "db_table": "secondments_panel_criterion",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("panel", "label"), name="panel_criterion_once")],
            },
        ),
        migrations.CreateModel(
            name="PanelMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="secondments.panel"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("blocked_on", models.DateField(blank=True, null=True, verbose_name="blocked on")),
                ("conflict", models.CharField(blank=True, max_length=200, verbose_name="conflict")),
                ("handed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="scores handed in at")),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="remark")),
            ],
            options={
                "verbose_name": "panel member",
                "verbose_name_plural": "panel members",
                "db_table": "secondments_panel_member",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("panel", "user"),
                        name="panel_member_once",
                        violation_error_message="This person sits on the panel already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="secondments.filedpaper",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("home", "home unit"), ("host", "host unit"), ("person", "the person herself")],
                        max_length=8,
                        verbose_name="signed for the side of",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="signed at")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
            ],
            options={
                "verbose_name": "signature of a paper",
                "verbose_name_plural": "signatures of papers",
                "db_table": "secondments_paper_signature",
                "ordering": ["signed_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("paper", "side"),
                        name="paper_signed_once_a_side",
                        violation_error_message="This side has signed already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="secondments.appraisalpart",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="secondments.appraisalitem",
                    ),
                ),
                (
                    "given",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100)], verbose_name="score given"
                    ),
                ),
            ],
            options={
                "verbose_name": "score of an appraisal",
                "verbose_name_plural": "scores of an appraisal",
                "db_table": "secondments_part_score",
                "ordering": ["item"],
                "constraints": [
                    models.UniqueConstraint(fields=("part", "item"), name="appraisal_score_once"),
                    models.CheckConstraint(condition=models.Q(("given__lte", 100)), name="appraisal_score_within_100"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeerAsked",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asked",
                        to="secondments.appraisalround",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("has_answered", models.BooleanField(default=False, verbose_name="has answered")),
            ],
            options={
                "verbose_name": "colleague asked for a remark",
                "verbose_name_plural": "colleagues asked for a remark",
                "db_table": "secondments_peer_asked",
                "ordering": ["user"],
                "constraints": [models.UniqueConstraint(fields=("round", "user"), name="peer_asked_once")],
            },
        ),
        migrations.CreateModel(
            name="PeerRemark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="secondments.appraisalround",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="remark of a colleague")),
            ],
            options={
                "verbose_name": "anonymous remark",
                "verbose_name_plural": "anonymous remarks",
                "db_table": "secondments_peer_remark",
                "ordering": ["text"],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="secondments.panelmember"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="secondments.panelcriterion",
                    ),
                ),
                (
                    "given",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100)], verbose_name="score given"
                    ),
                ),
            ],
            options={
                "verbose_name": "panel score",
                "verbose_name_plural": "panel scores",
                "db_table": "secondments_score",
                "ordering": ["criterion", "member"],
                "constraints": [
                    models.UniqueConstraint(fields=("member", "criterion"), name="panel_score_once"),
                    models.CheckConstraint(condition=models.Q(("given__lte", 100)), name="panel_score_within_100"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "secondment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="return_report",
                        to="secondments.secondment",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "being written"),
                            ("handed_in", "handed in"),
                            ("returned", "returned to be completed"),
                            ("confirmed", "confirmed by the host"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="report")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                ("handed_in_on", models.DateField(blank=True, null=True, verbose_name="handed in on")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="reason of the return")),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="confirmed on")),
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
            ],
            options={
                "verbose_name": "return report",
                "verbose_name_plural": "return reports",
                "db_table": "secondments_return_report",
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["handed_in", "confirmed"]), _negated=True),
                            models.Q(("handed_in_on__isnull", False), models.Q(("text", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="return_report_handed_in",
                        violation_error_message="A report that is handed in has its text and its day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(("confirmed_by__isnull", False), ("confirmed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="return_report_confirmed",
                        violation_error_message="A confirmed report has its day.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequirementCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "secondment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requirement_checks",
                        to="secondments.secondment",
                    ),
                ),
                ("requirement", models.CharField(max_length=240, verbose_name="what was asked")),
                (
                    "finding",
                    models.CharField(
                        choices=[
                            ("met", "met by the record"),
                            ("not_met", "not met by the record"),
                            ("confirmed", "confirmed by the home unit"),
                            ("to_confirm", "to be confirmed by the home unit"),
                        ],
                        max_length=12,
                        verbose_name="result of the check",
                    ),
                ),
                ("fact", models.CharField(blank=True, max_length=200, verbose_name="what the record says")),
                ("checked_on", models.DateField(verbose_name="checked on")),
            ],
            options={
                "verbose_name": "check of a requirement",
                "verbose_name_plural": "checks of requirements",
                "db_table": "secondments_requirement_check",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReminderSent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "secondment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="secondments.secondment",
                    ),
                ),
                ("rule_code", models.CharField(max_length=60)),
                ("end_date", models.DateField()),
                ("sent_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "secondments_reminder_sent",
                "constraints": [
                    models.UniqueConstraint(fields=("secondment", "rule_code", "end_date"), name="reminder_sent_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "secondment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="accesses",
                        to="secondments.secondment",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "stood_in_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("appraisals", "appraisals"),
                            ("file_pdf", "personnel file as PDF"),
                            ("file_json", "personnel file as JSON"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "access to a record",
                "verbose_name_plural": "accesses to records",
                "db_table": "secondments_record_access",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["secondment", "at"], name="record_access_of_term")],
            },
        ),
        migrations.CreateModel(
            name="ChecklistItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "secondment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checklist",
                        to="secondments.secondment",
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[("arrival", "arrival and handover"), ("return", "return and handover")],
                        max_length=8,
                        verbose_name="list",
                    ),
                ),
                ("item", models.CharField(max_length=30, verbose_name="item")),
                ("title", models.CharField(max_length=120, verbose_name="what")),
                (
                    "party",
                    models.CharField(
                        choices=[("home", "home unit"), ("host", "host unit"), ("person", "the person herself")],
                        max_length=8,
                        verbose_name="to be done by",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("ticked_at", models.DateTimeField(blank=True, null=True, verbose_name="ticked off at")),
                (
                    "ticked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ticked_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "item of a term's checklist",
                "verbose_name_plural": "items of a term's checklists",
                "db_table": "secondments_checklist_item",
                "ordering": ["due_on", "pk"],
                "indexes": [models.Index(fields=["ticked_at", "due_on"], name="checklist_item_open")],
                "constraints": [
                    models.UniqueConstraint(fields=("secondment", "phase", "item"), name="checklist_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ticked_at", None), ("ticked_by", None), ("ticked_for", None)),
                            models.Q(("ticked_at__isnull", False), ("ticked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="checklist_item_ticked_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "secondment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_tasks",
                        to="secondments.secondment",
                        verbose_name="secondment",
                    ),
                ),
                (
                    "host_org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_tasks",
                        to="directory.agency",
                        verbose_name="procuratorate",
                    ),
                ),
                (
                    "prosecutor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guided_tasks",
                        to="directory.person",
                        verbose_name="prosecutor",
                    ),
                ),
                ("alias", models.CharField(max_length=20, verbose_name="alias of the case")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("guidance", "case guidance and policy"),
                            ("plan", "handling plan"),
                            ("leads", "analysis of specialised leads"),
                            ("hearing", "receiving lawyers and persons concerned"),
                            ("investigation", "inspection and collecting evidence"),
                            ("evidence", "review of technical evidence"),
                            ("court", "assistance in court"),
                            ("explanation", "explaining technical questions"),
                            ("other", "other auxiliary work"),
                        ],
                        max_length=16,
                        verbose_name="part in the case",
                    ),
                ),
                (
                    "respondent_org",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="organ that is a party",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "hours",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0.5),
                            django.core.validators.MaxValueValidator(999),
                        ],
                        verbose_name="hours",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "prepared"),
                            ("waiting", "hint to be decided"),
                            ("blocked", "must step back"),
                            ("invited", "invited"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("recused", "stepped back"),
                            ("working", "at work"),
                            ("opinion", "opinion submitted"),
                            ("confirmed", "confirmed by the prosecutor"),
                            ("closed", "closed"),
                            ("withdrawn", "task withdrawn"),
                        ],
                        default="prepared",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacements",
                        to="secondments.casetask",
                        verbose_name="instead of",
                    ),
                ),
                ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="letter of invitation")),
                ("invited_at", models.DateTimeField(blank=True, null=True, verbose_name="invited")),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="accepted on")),
                ("opinion_on", models.DateField(blank=True, null=True, verbose_name="opinion submitted on")),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="confirmed on")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
            ],
            options={
                "verbose_name": "case task",
                "verbose_name_plural": "case tasks",
                "db_table": "secondments_case_task",
                "ordering": ["-starts_on", "-pk"],
                "indexes": [models.Index(fields=["host_org", "state"], name="case_task_host_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="case_task_order",
                        violation_error_message="The last day lies before the first day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hours", None), ("hours__gt", 0), _connector="OR"),
                        name="case_task_hours",
                        violation_error_message="Hours are more than nothing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["confirmed", "closed"]), _negated=True),
                            ("hours__isnull", False),
                            _connector="OR",
                        ),
                        name="case_task_done_hours",
                        violation_error_message="A confirmed task has its hours.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["prepared", "waiting", "invited", "accepted", "working", "opinion"])
                        ),
                        fields=("secondment", "host_org", "alias"),
                        name="case_task_once",
                        violation_error_message="This assistant already has a task with this alias.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "secondment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appraisals",
                        to="secondments.secondment",
                    ),
                ),
                ("period", models.CharField(max_length=20, verbose_name="appraisal period")),
                (
                    "by_agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="appraised by unit",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("excellent", "excellent"),
                            ("competent", "competent"),
                            ("basic", "basically competent"),
                            ("incompetent", "not competent"),
                        ],
                        max_length=12,
                        verbose_name="appraisal grade",
                    ),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="opinion")),
                ("appraised_on", models.DateField(verbose_name="appraised on")),
            ],
            options={
                "verbose_name": "appraisal",
                "verbose_name_plural": "appraisals",
                "db_table": "secondments_appraisal",
                "ordering": ["-appraised_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("secondment", "period", "by_agency"),
                        name="appraisal_once",
                        violation_error_message="This unit has already appraised this period.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="secondments.post",
                        verbose_name="open post",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "home_org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="home unit",
                    ),
                ),
                ("statement", models.TextField(max_length=1000, verbose_name="why you apply")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "waits for the unit"),
                            ("endorsed", "recommended by the unit"),
                            ("refused", "not recommended by the unit"),
                            ("withdrawn", "withdrawn by the applicant"),
                        ],
                        default="applied",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("applied_on", models.DateField(verbose_name="applied on")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "secondment",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="application",
                        to="secondments.secondment",
                    ),
                ),
            ],
            options={
                "verbose_name": "application for a post",
                "verbose_name_plural": "applications for posts",
                "db_table": "secondments_application",
                "ordering": ["-applied_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["applied", "endorsed"])),
                        fields=("post", "person"),
                        name="application_once",
                        violation_error_message="You have applied for this post already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TermChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "secondment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="term_changes",
                        to="secondments.secondment",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("renewal", "renewal"),
                            ("extension", "extension"),
                            ("early_return", "early return"),
                            ("suspension", "suspension"),
                            ("early_end", "early end by the host"),
                        ],
                        max_length=12,
                        verbose_name="kind of change",
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="asked on")),
                (
                    "asked_by_agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="asked by unit",
                    ),
                ),
                ("old_end", models.DateField(verbose_name="old last day")),
                ("new_end", models.DateField(verbose_name="new last day")),
                (
                    "approved",
                    models.CharField(
                        choices=[("pending", "to be decided"), ("yes", "agreed"), ("no", "not agreed")],
                        default="pending",
                        max_length=8,
                        verbose_name="decision",
                    ),
                ),
                ("home_agreed_on", models.DateField(blank=True, null=True, verbose_name="home unit agreed on")),
                ("host_agreed_on", models.DateField(blank=True, null=True, verbose_name="host unit agreed on")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer of the other unit")),
            ],
            options={
                "verbose_name": "change of term",
                "verbose_name_plural": "changes of term",
                "db_table": "secondments_term_change",
                "ordering": ["-asked_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("approved", "pending")),
                        fields=("secondment",),
                        name="term_change_one_pending",
                        violation_error_message="Another change of this term still waits for a decision.",
                    )
                ],
            },
        ),
    ]
