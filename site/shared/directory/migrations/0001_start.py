import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [
        ("directory", "0001_initial"),
        ("directory", "0002_names_searched"),
        ("directory", "0003_roles_end"),
        ("directory", "0004_deputies_absences"),
        ("directory", "0005_ranks"),
    ]

    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("usersessions", "0001_initial"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailembeds", "0009_embed_cache_until"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailsearch", "0010_add_text_fields"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cluster",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="cluster code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="English name")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="directory.cluster",
                    ),
                ),
                ("certainty", models.CharField(blank=True, max_length=40, verbose_name="certainty")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
            ],
            options={
                "verbose_name": "cluster",
                "verbose_name_plural": "clusters",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="cluster_validity",
                        violation_error_message="The last day lies before the first day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="person",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_pinyin", models.CharField(db_index=True, editable=False, max_length=120)),
                ("name_search", models.CharField(default="", editable=False, max_length=160)),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                ("mobile", models.CharField(blank=True, max_length=20, verbose_name="mobile")),
                (
                    "gender",
                    models.CharField(
                        blank=True, choices=[("f", "female"), ("m", "male")], max_length=1, verbose_name="gender"
                    ),
                ),
                ("birth_month", models.CharField(blank=True, max_length=7, verbose_name="month of birth")),
                ("expertise", models.CharField(blank=True, max_length=200, verbose_name="fields of expertise")),
                ("joined_on", models.DateField(blank=True, null=True, verbose_name="joined on")),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "persons",
                "ordering": ["name_pinyin", "name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="absences", to="directory.person"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("leave", "annual leave"),
                            ("sick", "sick leave"),
                            ("family", "family leave"),
                            ("travel", "official journey"),
                            ("other", "other"),
                        ],
                        default="leave",
                        max_length=10,
                        verbose_name="kind of absence",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Read by the personnel office and the person alone.",
                        max_length=200,
                        verbose_name="note",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "absence",
                "verbose_name_plural": "absences",
                "db_table": "directory_absence",
                "ordering": ["-starts_on", "-pk"],
                "indexes": [models.Index(fields=["person", "ends_on"], name="absence_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="absence_days",
                        violation_error_message="The last day lies before the first day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rank",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "series",
                    models.CharField(
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
                ("name", models.CharField(max_length=40, verbose_name="rank")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position, the highest first")),
                ("certainty", models.CharField(blank=True, max_length=1, verbose_name="certainty")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
            ],
            options={
                "verbose_name": "rank",
                "verbose_name_plural": "ranks in their order",
                "db_table": "directory_rank",
                "ordering": ["series", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("series", "name"),
                        name="directory_rank_once",
                        violation_error_message="This rank already stands in the list.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="region code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="English name")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "national"),
                            ("province", "province"),
                            ("prefecture", "prefecture"),
                            ("county", "county"),
                            ("special", "special"),
                        ],
                        max_length=12,
                        verbose_name="level",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="directory.region",
                    ),
                ),
            ],
            options={
                "verbose_name": "region",
                "verbose_name_plural": "regions",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="region_validity",
                        violation_error_message="The last day lies before the first day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="agency code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="English name")),
                ("short_name", models.CharField(blank=True, max_length=60, verbose_name="short name")),
                (
                    "system",
                    models.CharField(
                        choices=[
                            ("procuratorate", "procuratorates"),
                            ("ip_admin", "IP administrations"),
                            ("police", "police"),
                            ("court", "courts"),
                            ("other", "other bodies"),
                        ],
                        max_length=16,
                        verbose_name="system",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "national"),
                            ("province", "province"),
                            ("prefecture", "prefecture"),
                            ("county", "county"),
                            ("special", "special"),
                        ],
                        max_length=12,
                        verbose_name="level",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agencies",
                        to="directory.region",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="directory.agency",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="directory.agency",
                    ),
                ),
                ("path", models.CharField(db_index=True, editable=False, max_length=250)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
            ],
            options={
                "verbose_name": "agency",
                "verbose_name_plural": "agencies",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="agency_validity",
                        violation_error_message="The last day lies before the first day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="postings", to="directory.person"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="postings", to="directory.agency"
                    ),
                ),
                ("department", models.CharField(blank=True, max_length=60, verbose_name="department")),
                ("post", models.CharField(blank=True, max_length=60, verbose_name="post")),
                (
                    "rank_series",
                    models.CharField(
                        choices=[
                            ("prosecutor", "prosecutor grades"),
                            ("civil_servant", "civil-service grades"),
                            ("enforcement", "administrative law-enforcement grades"),
                            ("title", "professional titles"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=16,
                        verbose_name="rank series",
                    ),
                ),
                ("rank", models.CharField(blank=True, max_length=40, verbose_name="rank")),
            ],
            options={
                "verbose_name": "posting",
                "verbose_name_plural": "postings",
                "ordering": [models.OrderBy(models.F("valid_from"), descending=True, nulls_last=True), "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="posting_validity",
                        violation_error_message="The last day lies before the first day.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to", None)),
                        fields=("person",),
                        name="one_open_posting",
                        violation_error_message="This person already holds an open posting.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClusterMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="directory.cluster"
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="directory.region",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="directory.agency",
                    ),
                ),
                (
                    "scope",
                    models.CharField(choices=[("whole", "whole"), ("part", "part")], default="whole", max_length=8),
                ),
                ("certainty", models.CharField(blank=True, max_length=40, verbose_name="certainty")),
            ],
            options={
                "db_table": "directory_cluster_member",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="cluster_member_validity",
                        violation_error_message="The last day lies before the first day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agency__isnull", False), ("region", None)),
                            models.Q(("agency", None), ("region__isnull", False)),
                            _connector="OR",
                        ),
                        name="member_is_region_or_agency",
                        violation_error_message="A member is either a region or an agency.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("agency", None)),
                        fields=("cluster", "region", "valid_from"),
                        name="cluster_region_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("region", None)),
                        fields=("cluster", "agency", "valid_from"),
                        name="cluster_agency_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleAssignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="role_assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
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
                        verbose_name="role",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_assignments",
                        to="directory.agency",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deputy_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deputies",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy for",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "db_table": "directory_role",
                "ordering": ["user", "role"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="role_validity",
                        violation_error_message="The last day lies before the first day.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("deputy_for", None), ("ended_at", None)),
                        fields=("user", "role", "agency"),
                        name="role_once",
                        violation_error_message="This account already holds this role for this agency.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("deputy_for__isnull", False), ("ended_at", None)),
                        fields=("user", "role", "agency", "deputy_for"),
                        name="deputy_once",
                        violation_error_message="This account already stands in for this role.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deputy_for", None),
                            models.Q(("valid_from__isnull", False), ("valid_to__isnull", False)),
                            _connector="OR",
                        ),
                        name="deputy_has_period",
                        violation_error_message="A deputy stands in from one day to another.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deputy_for", None),
                            models.Q(("role__in", ["audit_admin", "security_admin", "system_admin"]), _negated=True),
                            _connector="OR",
                        ),
                        name="no_deputy_administrator",
                        violation_error_message="Nobody stands in for an administrator.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deputy_for", None),
                            models.Q(("deputy_for", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="deputy_is_another",
                        violation_error_message="Nobody is her own deputy.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted_by", None),
                            models.Q(("granted_by", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="role_not_to_oneself",
                        violation_error_message="Nobody grants a role to herself.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("role__in", ["system_admin", "security_admin", "audit_admin"])
                        ),
                        fields=("user",),
                        name="one_administrator_role",
                        violation_error_message="System, security and audit administrator exclude one another: one account holds at most one of them.",
                    ),
                ],
            },
        ),
    ]
