import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [
        ("notices", "0001_initial"),
        ("notices", "0002_delivery"),
        ("notices", "0003_calendar_token"),
        ("notices", "0004_subscriptions"),
    ]

    dependencies = [
        ("accounts", "0001_start"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarToken",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="calendar_token",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="made at")),
            ],
            options={
                "verbose_name": "calendar address",
                "verbose_name_plural": "calendar addresses",
                "db_table": "notices_calendar_token",
            },
        ),
        migrations.CreateModel(
            name="NoticeLanguage",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="notice_language",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("language", models.CharField(max_length=12, verbose_name="language of e-mails")),
            ],
            options={
                "db_table": "notices_language",
            },
        ),
        migrations.CreateModel(
            name="Subscriber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                ("language", models.CharField(max_length=12, verbose_name="language of e-mails")),
                ("key", models.CharField(editable=False, max_length=32, unique=True)),
                ("confirmed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="confirmed at")),
            ],
            options={
                "verbose_name": "subscriber",
                "verbose_name_plural": "subscribers",
                "db_table": "notices_subscriber",
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=80)),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("url", models.CharField(max_length=300)),
                ("topics", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "notices_publication",
                "ordering": ["made_at", "pk"],
                "constraints": [models.UniqueConstraint(fields=("source", "key"), name="publication_once")],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                ("params", models.JSONField(default=dict)),
                ("url", models.CharField(blank=True, max_length=300)),
                ("key", models.CharField(blank=True, max_length=150)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("wants_email", models.BooleanField(default=False)),
                ("emailed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "notices_notice",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["user", "read_at"], name="notice_unread"),
                    models.Index(fields=["wants_email", "emailed_at"], name="notice_to_email"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True), fields=("user", "key"), name="notice_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticePreference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("by_email", models.BooleanField(default=True, verbose_name="by e-mail")),
            ],
            options={
                "db_table": "notices_preference",
                "constraints": [models.UniqueConstraint(fields=("user", "kind"), name="notice_preference_once")],
            },
        ),
        migrations.CreateModel(
            name="PublicationMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mails", to="notices.publication"
                    ),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="notices.subscriber"
                    ),
                ),
                ("claim", models.UUIDField()),
            ],
            options={
                "db_table": "notices_publication_mail",
                "constraints": [
                    models.UniqueConstraint(fields=("publication", "subscriber"), name="publication_mail_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subscriber",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="notices.subscriber",
                    ),
                ),
                ("topic", models.CharField(max_length=80, verbose_name="topic")),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "db_table": "notices_subscription",
                "indexes": [models.Index(fields=["topic"], name="subscription_topic")],
                "constraints": [models.UniqueConstraint(fields=("subscriber", "topic"), name="subscription_once")],
            },
        ),
    ]
