import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [("recusal", "0001_initial")]

    dependencies = [
        ("directory", "0001_start"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=30, verbose_name="kind of matter")),
                ("subject_id", models.PositiveBigIntegerField()),
                ("subject_label", models.CharField(max_length=120, verbose_name="matter")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="leading unit",
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
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked")),
                (
                    "says_none",
                    models.BooleanField(
                        default=False, verbose_name="the person has declared that nothing ties her to it"
                    ),
                ),
                ("facts", models.JSONField(verbose_name="facts seen")),
            ],
            options={
                "verbose_name": "recusal check",
                "verbose_name_plural": "recusal checks",
                "db_table": "recusal_check",
                "ordering": ["-asked_at", "-pk"],
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_id", "person"], name="recusal_check_subject")
                ],
            },
        ),
        migrations.CreateModel(
            name="Bar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=30)),
                ("subject_id", models.PositiveBigIntegerField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.agency"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("rule", "found by a rule"), ("self", "stepped back")],
                        max_length=4,
                        verbose_name="why closed",
                    ),
                ),
                (
                    "check_row",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recusal.check",
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
                ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="lifted")),
            ],
            options={
                "verbose_name": "closed matter",
                "verbose_name_plural": "closed matters",
                "db_table": "recusal_bar",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("lifted_at", None), ("lifted_at__gte", models.F("since")), _connector="OR"),
                        name="recusal_bar_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("subject_kind", "subject_id", "person", "source"),
                        name="recusal_bar_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="relations", to="directory.person"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("family", "family relation"),
                            ("interest", "own interest"),
                            ("earlier_role", "earlier role in the same matter"),
                            ("co_author", "joint publication"),
                            ("supervision", "one leads the other"),
                            ("other", "another relation"),
                        ],
                        max_length=12,
                        verbose_name="kind of relation",
                    ),
                ),
                (
                    "other_agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="other unit",
                    ),
                ),
                (
                    "other_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                        verbose_name="other person",
                    ),
                ),
                ("subject_kind", models.CharField(blank=True, editable=False, max_length=30)),
                ("subject_id", models.PositiveBigIntegerField(blank=True, editable=False, null=True)),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recusal.declaration",
                    ),
                ),
                ("declared_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="declared")),
                ("replaced_at", models.DateTimeField(blank=True, null=True, verbose_name="amended")),
            ],
            options={
                "verbose_name": "declaration of a relation",
                "verbose_name_plural": "declarations of relations",
                "ordering": ["-declared_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="declaration_validity",
                        violation_error_message="The last day lies before the first day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("other_agency__isnull", False),
                            ("other_person__isnull", False),
                            ("subject_id__isnull", False),
                            _connector="OR",
                        ),
                        name="declaration_names_other",
                        violation_error_message="Name the unit or the person.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "check_row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="recusal.check"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("own_organ", "own organ is a party"),
                            ("same_organ", "serves in the same organ as a party"),
                            ("body_below", "serves in a body below a party"),
                            ("unit_above", "serves in a body above a party"),
                            ("former_unit", "served in a party's organ before"),
                            ("oneself", "is concerned herself"),
                            ("same_unit", "same unit as a person concerned"),
                            ("supervision", "one leads the other"),
                            ("earlier_role", "earlier role in the same matter"),
                            ("family", "family relation"),
                            ("interest", "own interest"),
                            ("co_author", "joint publication"),
                            ("other", "another relation"),
                        ],
                        max_length=16,
                        verbose_name="kind of fact",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[("hard", "blocks"), ("hint", "hint, can be waived")],
                        max_length=4,
                        verbose_name="severity",
                    ),
                ),
                ("fact_key", models.CharField(max_length=80)),
                ("params", models.JSONField(default=dict)),
                ("rule_code", models.CharField(max_length=60, verbose_name="rule")),
                ("rule_label", models.CharField(max_length=120, verbose_name="rule")),
                ("source", models.CharField(max_length=300, verbose_name="source of the rule")),
                ("waived_by_role", models.CharField(blank=True, max_length=24)),
            ],
            options={
                "verbose_name": "finding",
                "verbose_name_plural": "findings",
                "db_table": "recusal_finding",
                "ordering": ["severity", "kind", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RecusalRule",
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
                    "test",
                    models.CharField(
                        choices=[
                            ("own_organ", "own organ is a party"),
                            ("same_organ", "serves in the same organ as a party"),
                            ("body_below", "serves in a body below a party"),
                            ("unit_above", "serves in a body above a party"),
                            ("former_unit", "served in a party's organ before"),
                            ("oneself", "is concerned herself"),
                            ("same_unit", "same unit as a person concerned"),
                            ("supervision", "one leads the other"),
                            ("earlier_role", "earlier role in the same matter"),
                            ("family", "family relation"),
                            ("interest", "own interest"),
                            ("co_author", "joint publication"),
                            ("other", "another relation"),
                        ],
                        max_length=16,
                        verbose_name="kind of fact",
                    ),
                ),
                ("applies_to", models.CharField(blank=True, max_length=30, verbose_name="kind of matter (empty: all)")),
                (
                    "severity",
                    models.CharField(
                        choices=[("hard", "blocks"), ("hint", "hint, can be waived")],
                        max_length=4,
                        verbose_name="severity",
                    ),
                ),
                (
                    "years",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="counts for years after it ended (empty: always)"
                    ),
                ),
                (
                    "waived_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("system_admin", "system administrator"),
                            ("security_admin", "security administrator"),
                            ("audit_admin", "audit administrator"),
                            ("training_planner", "training planner"),
                            ("organiser", "organiser"),
                            ("class_head", "class head"),
                            ("unit_hr", "unit HR officer"),
                            ("unit_leader", "unit leader"),
                            ("trainee", "trainee"),
                            ("secondment_officer", "secondment officer"),
                            ("supervising_prosecutor", "supervising prosecutor"),
                            ("pool_manager", "pool manager"),
                            ("expert", "expert"),
                            ("editor", "editor"),
                            ("section_head", "section head"),
                            ("legal_officer", "legal officer"),
                            ("secrecy_officer", "secrecy officer"),
                            ("issuer", "issuer"),
                            ("liaison_officer", "liaison officer"),
                            ("convenor", "convenor"),
                            ("finance", "finance officer"),
                        ],
                        max_length=24,
                        verbose_name="role that waives the hint (empty: that of the matter)",
                    ),
                ),
            ],
            options={
                "verbose_name": "recusal rule",
                "verbose_name_plural": "recusal rules",
                "db_table": "recusal_rule",
                "ordering": ["code", "jurisdiction", "valid_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "jurisdiction", "valid_from"), name="recusal_rule_once"),
                    models.CheckConstraint(
                        condition=models.Q(("severity", "hint"), ("waived_by", ""), _connector="OR"),
                        name="recusal_hard_not_waived",
                        violation_error_message="What blocks is not waived: leave the role empty.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=30)),
                ("subject_id", models.PositiveBigIntegerField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.agency"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="waivers", to="recusal.finding"
                    ),
                ),
                ("rule_code", models.CharField(max_length=60)),
                ("fact_key", models.CharField(max_length=80)),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "waived_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("waived_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="waived")),
                ("expires_on", models.DateField(verbose_name="holds until")),
            ],
            options={
                "verbose_name": "waiver of a hint",
                "verbose_name_plural": "waivers of hints",
                "db_table": "recusal_waiver",
                "ordering": ["-waived_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="recusal_waiver_reason"
                    ),
                    models.UniqueConstraint(
                        fields=("subject_kind", "subject_id", "person", "rule_code", "fact_key", "expires_on"),
                        name="recusal_waiver_once",
                        violation_error_message="This hint has been waived already.",
                    ),
                ],
            },
        ),
    ]
