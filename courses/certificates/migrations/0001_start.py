import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import courses.certificates.models.issued
import courses.certificates.models.templates
from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [("certificates", "0001_initial"), ("certificates", "0002_templates"), ("certificates", "0003_joined")]

    dependencies = [
        ("directory", "0001_start"),
        ("training", "0001_start"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CertificateTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate_templates",
                        to="directory.agency",
                        verbose_name="agency",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name of the template")),
                (
                    "is_default",
                    models.BooleanField(default=False, verbose_name="used where a class has chosen nothing else"),
                ),
            ],
            options={
                "verbose_name": "certificate template",
                "verbose_name_plural": "certificate templates",
                "db_table": "certificates_template",
                "ordering": ["agency", "name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "name"),
                        name="certificate_template_once",
                        violation_error_message="This agency already has a template of this name.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JoinedCertificates",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="joined_certificates",
                        to="training.session",
                    ),
                ),
                ("contents", models.CharField(blank=True, max_length=64, verbose_name="which certificates are in it")),
                ("file", models.FileField(blank=True, upload_to="certificates/", verbose_name="PDF")),
                ("fault", models.CharField(blank=True, max_length=500, verbose_name="why it cannot be printed")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="made at")),
            ],
            options={
                "verbose_name": "certificates in one PDF",
                "verbose_name_plural": "certificates in one PDF",
                "db_table": "certificates_joined",
            },
        ),
        migrations.CreateModel(
            name="SessionCertificates",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificate_choice",
                        to="training.session",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="certificates.certificatetemplate",
                        verbose_name="certificate template",
                    ),
                ),
                (
                    "valid_until",
                    models.DateField(
                        blank=True, help_text="Empty: without end.", null=True, verbose_name="valid until"
                    ),
                ),
                (
                    "is_automatic",
                    models.BooleanField(default=False, verbose_name="issue as soon as the class is completed"),
                ),
                (
                    "chosen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "certificates of a class",
                "verbose_name_plural": "certificates of classes",
                "db_table": "certificates_session",
            },
        ),
        migrations.CreateModel(
            name="TemplateVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="certificates.certificatetemplate",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-Hans", "Chinese"), ("en", "English")],
                        default="zh-Hans",
                        max_length=7,
                        verbose_name="language of the paper",
                    ),
                ),
                ("headline", models.CharField(max_length=40, verbose_name="headline")),
                (
                    "body",
                    models.TextField(
                        help_text="An empty line begins a new paragraph. {name} {title} {dates} {days} {hours} {hosts} are filled in.",
                        max_length=1000,
                        validators=[courses.certificates.models.templates.check_placeholders],
                        verbose_name="text",
                    ),
                ),
                (
                    "layout",
                    models.CharField(
                        choices=[
                            ("framed", "with a frame in the colours of both sides"),
                            ("plain", "without a frame, for printed paper"),
                        ],
                        default="framed",
                        max_length=6,
                        verbose_name="layout",
                    ),
                ),
                ("shows_date", models.BooleanField(default=True, verbose_name="day of issue")),
                ("shows_code", models.BooleanField(default=True, verbose_name="check code in letters")),
                ("shows_seals", models.BooleanField(default=True, verbose_name="seals of the hosts")),
                ("shows_signatures", models.BooleanField(default=False, verbose_name="signatures of the hosts")),
                (
                    "emblem",
                    models.FileField(blank=True, upload_to="certificates/emblems/", verbose_name="picture at the top"),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "version",
                "verbose_name_plural": "versions",
                "db_table": "certificates_version",
                "ordering": ["template", "-number"],
                "constraints": [models.UniqueConstraint(fields=("template", "number"), name="template_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="training.enrolment",
                    ),
                ),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="certificate number")),
                (
                    "code",
                    models.CharField(
                        default=courses.certificates.models.issued.new_code,
                        max_length=19,
                        unique=True,
                        verbose_name="check code",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("title", models.CharField(max_length=200, verbose_name="session")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("hours", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="hours")),
                ("days", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="days")),
                (
                    "state",
                    models.CharField(
                        choices=[("valid", "valid"), ("revoked", "revoked"), ("replaced", "replaced by a new one")],
                        default="valid",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("issued_on", models.DateField(verbose_name="issued on")),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                ("revoked_reason", models.CharField(blank=True, max_length=300, verbose_name="reason of revocation")),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="certificates.templateversion",
                    ),
                ),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="certificates.certificate",
                        verbose_name="replaces",
                    ),
                ),
                ("file", models.FileField(blank=True, upload_to="certificates/", verbose_name="PDF")),
                ("fault", models.CharField(blank=True, max_length=500, verbose_name="why it cannot be printed")),
            ],
            options={
                "verbose_name": "certificate",
                "verbose_name_plural": "certificates",
                "db_table": "certificates_certificate",
                "ordering": ["-issued_on", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "valid")),
                        fields=("enrolment",),
                        name="one_valid_certificate",
                        violation_error_message="This participation already has a valid certificate.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at", None), ("state", "valid")),
                            models.Q(("revoked_at__isnull", False), ("state__in", ["revoked", "replaced"])),
                            _connector="OR",
                        ),
                        name="revoked_has_its_time",
                        violation_error_message="A revoked certificate needs the time of its revocation.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateSerial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="serials",
                        to="certificates.certificate",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.agency"
                    ),
                ),
                ("agency_name", models.CharField(max_length=120, verbose_name="agency")),
                ("number", models.CharField(max_length=60, verbose_name="serial number")),
            ],
            options={
                "db_table": "certificates_serial",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("certificate", "agency"), name="one_serial_per_host"),
                    models.UniqueConstraint(fields=("agency", "number"), name="serial_given_once"),
                ],
            },
        ),
    ]
