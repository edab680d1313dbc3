import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0022_scheme_batches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlannedWithdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "said_title",
                    models.CharField(
                        help_text="Readers see it. Change it where the title itself must not be read any more.",
                        max_length=255,
                        verbose_name="what stood here",
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        help_text="A full sentence: readers see it at the address of the page.",
                        max_length=600,
                        verbose_name="reason, public",
                    ),
                ),
                (
                    "ending",
                    models.CharField(
                        choices=[
                            ("notice", "a notice with the reason, and a link to what takes its place"),
                            ("lead_on", "readers are led on to the page that takes its place"),
                        ],
                        default="notice",
                        max_length=8,
                        verbose_name="what readers get",
                    ),
                ),
                (
                    "text_is_public",
                    models.BooleanField(
                        default=False,
                        help_text="As a superseded version behind a link. Not where the text itself does harm, as with privacy.",
                        verbose_name="the earlier text stays readable",
                    ),
                ),
                ("planned_at", models.DateTimeField(verbose_name="to be withdrawn at")),
                ("set_at", models.DateTimeField(auto_now_add=True, verbose_name="set at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "withdrawn"),
                            ("called", "called off"),
                            ("gone", "no longer needed: the page was not public any more"),
                            ("failed", "failed"),
                        ],
                        max_length=8,
                        verbose_name="outcome",
                    ),
                ),
                ("fault", models.CharField(blank=True, max_length=300, verbose_name="why it failed")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_withdrawals",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="page",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "replacement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="page that takes its place",
                    ),
                ),
            ],
            options={
                "verbose_name": "planned withdrawal",
                "verbose_name_plural": "planned withdrawals",
                "db_table": "library_plannedwithdrawal",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("page",),
                        name="planned_withdrawal_once",
                        violation_error_message="A time is set for this page already. Call it off first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("outcome", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="planned_withdrawal_outcome",
                    ),
                ],
            },
        ),
    ]
