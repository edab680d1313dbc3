import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [
        ("release", "0001_initial"),
        ("release", "0002_releases"),
        ("release", "0003_files"),
        ("release", "0004_files_of_earlier_routes"),
        ("release", "0005_calendar_words"),
        ("release", "0006_closed_routes"),
        ("release", "0007_secrecy_restricts"),
        ("release", "0008_document_numbers"),
    ]

    dependencies = [
        ("directory", "0001_start"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="document_numbers",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="page",
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
                ("number", models.CharField(max_length=60, verbose_name="document number")),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="numbered at")),
            ],
            options={
                "verbose_name": "document number",
                "verbose_name_plural": "document numbers",
                "db_table": "release_number",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("page", "agency"), name="number_once_per_page"),
                    models.UniqueConstraint(fields=("agency", "number"), name="number_of_agency_once"),
                    models.CheckConstraint(condition=models.Q(("number", ""), _negated=True), name="number_given"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="The calendar shows it before the day.",
                        max_length=1000,
                        verbose_name="what is released",
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
                        verbose_name="lead agency",
                    ),
                ),
                (
                    "agencies",
                    models.TextField(blank=True, editable=False, verbose_name="paths of the agencies behind it"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("provisional", "provisional"),
                            ("confirmed", "confirmed"),
                            ("held", "held back"),
                            ("released", "released"),
                            ("cancelled", "cancelled"),
                        ],
                        default="provisional",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("planned_at", models.DateTimeField(help_text="Beijing time.", verbose_name="day and minute")),
                ("is_listed", models.BooleanField(default=True, verbose_name="in the public calendar")),
                (
                    "contact",
                    models.CharField(
                        blank=True,
                        help_text="Whom readers and the press may ask.",
                        max_length=200,
                        verbose_name="contact",
                    ),
                ),
                ("cancel_reason", models.TextField(blank=True, max_length=600, verbose_name="why it is cancelled")),
                (
                    "cleared_words",
                    models.JSONField(
                        blank=True, default=list, editable=False, verbose_name="words cleared for the calendar"
                    ),
                ),
                (
                    "cleared_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cleared_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="words cleared at"),
                ),
                ("held_reason", models.TextField(blank=True, verbose_name="why it was held back")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
                ("changed_at", models.DateTimeField(auto_now_add=True, verbose_name="changed at")),
                ("sequence", models.PositiveIntegerField(default=0, verbose_name="number of changes")),
                ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="released at")),
            ],
            options={
                "verbose_name": "release",
                "verbose_name_plural": "releases",
                "db_table": "release_release",
                "ordering": ["planned_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("cancel_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="release_cancelled_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "held"), _negated=True),
                            models.Q(("held_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="release_held_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            ("confirmed_by__isnull", False),
                            _connector="OR",
                        ),
                        name="release_confirmed_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("released_at__isnull", False), ("state", "released")),
                            models.Q(models.Q(("state", "released"), _negated=True), ("released_at", None)),
                            _connector="OR",
                        ),
                        name="release_released_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PreviewPass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="preview_passes", to="release.release"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("organisation", models.CharField(max_length=100, verbose_name="organisation")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("reason", models.CharField(max_length=200, verbose_name="why before the others")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("given_at", models.DateTimeField(auto_now_add=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("code_sent_at", models.DateTimeField(blank=True, null=True)),
                ("codes_sent", models.PositiveSmallIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "preview before the release",
                "verbose_name_plural": "previews before the release",
                "db_table": "release_preview_pass",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("release", "email"),
                        name="preview_pass_once",
                        violation_error_message="This person can read ahead already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="preview_withdrawn_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PreviewVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "preview_pass",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="release.previewpass"
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.WAGTAIL_PAGE_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "release_preview_visit",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="DateChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="date_changes", to="release.release"
                    ),
                ),
                ("was_at", models.DateTimeField(verbose_name="planned for")),
                ("now_at", models.DateTimeField(verbose_name="moved to")),
                ("reason", models.TextField(max_length=600, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "change of date",
                "verbose_name_plural": "changes of date",
                "db_table": "release_date_change",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="date_change_why")
                ],
            },
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release_routes",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="page",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("review", "review"), ("founding", "founding of the site")],
                        default="review",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("digest", models.CharField(db_index=True, max_length=64, verbose_name="digest of all revisions")),
                (
                    "agencies",
                    models.TextField(blank=True, editable=False, verbose_name="paths of the agencies behind the page"),
                ),
                ("change_note", models.TextField(blank=True, max_length=600, verbose_name="what changes for readers")),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="sent to review")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="this step is due on")),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("superior_asked_at", models.DateTimeField(blank=True, null=True, verbose_name="superior asked at")),
                ("is_urgent", models.BooleanField(default=False, verbose_name="urgent")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="void since")),
                (
                    "void_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("edited", "edited after it was sent to review"),
                            ("returned", "returned with a comment"),
                            ("recalled", "recalled by the editors"),
                            ("restrict", "kept from the public by the secrecy review"),
                        ],
                        max_length=8,
                        verbose_name="why it is void",
                    ),
                ),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="released at")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="not readable any more since")),
            ],
            options={
                "verbose_name": "editorial route",
                "verbose_name_plural": "editorial routes",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("used_at", None), ("voided_at", None)),
                        fields=("page",),
                        name="route_open_once",
                        violation_error_message="This page is under review already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("voided_at", None), ("used_at", None), _connector="OR"),
                        name="route_void_or_used",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_at", None), ("used_at__isnull", False), _connector="OR"),
                        name="route_closed_after_use",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "founding"), ("opened_by__isnull", False), _connector="OR"),
                        name="route_opened_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="release.release"
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="page",
                    ),
                ),
                (
                    "route",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="release.route",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "release_release_item",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("page",),
                        name="release_item_once",
                        violation_error_message="This page waits for another release already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Permit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.WAGTAIL_PAGE_MODEL
                    ),
                ),
                ("kind", models.CharField(choices=[("release", "release"), ("redraw", "drawn anew")], max_length=8)),
                (
                    "route",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="release.route"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "redraw"),
                            models.Q(("revision__isnull", False), ("route__isnull", False)),
                            _connector="OR",
                        ),
                        name="permit_of_a_route",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyRelease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "route",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="emergency", to="release.route"
                    ),
                ),
                ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("requested_at", models.DateTimeField(auto_now_add=True)),
                (
                    "authorised_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("authorised_at", models.DateTimeField(blank=True, null=True)),
                (
                    "second_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("second_at", models.DateTimeField(blank=True, null=True)),
                ("second_due", models.DateTimeField(blank=True, null=True, verbose_name="second approval until")),
                ("taken_down_at", models.DateTimeField(blank=True, null=True, verbose_name="taken down at")),
            ],
            options={
                "verbose_name": "emergency release",
                "verbose_name_plural": "emergency releases",
                "db_table": "release_emergency",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="emergency_reason"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("authorised_by", None),
                            models.Q(("authorised_by", models.F("requested_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="emergency_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_by", None),
                            models.Q(
                                models.Q(("second_by", models.F("requested_by")), _negated=True),
                                models.Q(("second_by", models.F("authorised_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="emergency_three_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authorised_at", None), ("authorised_by", None)),
                            models.Q(("authorised_at__isnull", False), ("authorised_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="emergency_authorised",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="release.route"
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("first", "first review"),
                            ("anonymise", "anonymisation"),
                            ("legal", "legal review"),
                            ("second", "second review"),
                            ("secrecy", "secrecy review"),
                            ("sign", "final sign-off"),
                            ("proof_language", "proof: language"),
                            ("proof_names", "proof: names"),
                            ("proof_dates", "proof: dates and figures"),
                        ],
                        max_length=16,
                        verbose_name="step",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("agree", "agreed"),
                            ("return", "returned"),
                            ("restrict", "restricted: not for the public"),
                        ],
                        max_length=8,
                        verbose_name="decision",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("comment", models.TextField(blank=True, max_length=1000, verbose_name="comment")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="decided at")),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "step__in",
                                [
                                    "first",
                                    "anonymise",
                                    "legal",
                                    "second",
                                    "secrecy",
                                    "proof_language",
                                    "proof_names",
                                    "proof_dates",
                                ],
                            )
                        ),
                        name="decision_step",
                    ),
                    models.UniqueConstraint(fields=("route", "step"), name="decision_once_per_step"),
                    models.UniqueConstraint(
                        condition=models.Q(("step__in", ["first", "anonymise", "legal", "second", "secrecy"])),
                        fields=("route", "reviewer"),
                        name="decision_one_per_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "agree"), models.Q(("comment", ""), _negated=True), _connector="OR"
                        ),
                        name="decision_return_why",
                        violation_error_message="Say what has to be mended.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "restrict"), _negated=True), ("step", "secrecy"), _connector="OR"
                        ),
                        name="decision_restrict_of_secrecy",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RouteAuthor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="authors", to="release.route"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "release_author",
                "constraints": [models.UniqueConstraint(fields=("route", "user"), name="route_author_once")],
            },
        ),
        migrations.CreateModel(
            name="RouteItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="release.route"
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release_items",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release_items",
                        to="wagtailcore.revision",
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="digest of the revision")),
            ],
            options={
                "db_table": "release_item",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("route", "page"), name="route_item_once")],
            },
        ),
        migrations.CreateModel(
            name="RouteFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="release.routeitem"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("document", "document"), ("image", "image")], max_length=8, verbose_name="kind"
                    ),
                ),
                ("file_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="digest of the file")),
            ],
            options={
                "db_table": "release_file",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["kind", "file_id"], name="route_file_of")],
                "constraints": [models.UniqueConstraint(fields=("item", "kind", "file_id"), name="route_file_once")],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="release.route"
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
                    "state",
                    models.CharField(
                        choices=[("open", "not signed yet"), ("signed", "signed"), ("refused", "refused")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[("account", "signed with an account"), ("link", "by personal link and one-time code")],
                        max_length=8,
                        verbose_name="way of signing",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signer_name", models.CharField(blank=True, max_length=60, verbose_name="name of the signer")),
                ("signer_post", models.CharField(blank=True, max_length=100, verbose_name="post of the signer")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="digest of what was signed")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="release.documentnumber",
                        verbose_name="document number",
                    ),
                ),
                ("comment", models.TextField(blank=True, max_length=1000, verbose_name="comment")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed at")),
            ],
            options={
                "verbose_name": "signature of an agency",
                "verbose_name_plural": "signatures of agencies",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("route", "agency"), name="signature_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("signed_at__isnull", False),
                                models.Q(("signer_name", ""), _negated=True),
                                models.Q(("digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="signature_who_when_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("comment", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="signature_refused_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SigningLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "signature",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="link", to="release.signature"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name of the signer")),
                ("post", models.CharField(max_length=100, verbose_name="post of the signer")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail for the link")),
                (
                    "code_email",
                    models.EmailField(
                        blank=True,
                        help_text="Another mailbox of the signer. Empty: the same.",
                        max_length=254,
                        verbose_name="e-mail for the code",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(verbose_name="link ends")),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("code_sent_at", models.DateTimeField(blank=True, null=True)),
                ("codes_sent", models.PositiveSmallIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "db_table": "release_signinglink",
            },
        ),
    ]
