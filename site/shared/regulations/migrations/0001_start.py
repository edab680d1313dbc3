from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("regulations", "0001_initial")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True, verbose_name="day")),
                (
                    "kind",
                    models.CharField(
                        choices=[("holiday", "public holiday"), ("makeup", "make-up working day")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=30, verbose_name="name")),
            ],
            options={
                "verbose_name": "calendar day",
                "verbose_name_plural": "calendar days",
                "db_table": "regulations_calendar_day",
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="CreditPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("jurisdiction", models.CharField(blank=True, max_length=12, verbose_name="jurisdiction")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("certainty", models.CharField(blank=True, max_length=1, verbose_name="certainty")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("version", models.CharField(max_length=40, verbose_name="version")),
                ("hours_per_day", models.DecimalField(decimal_places=2, max_digits=4, verbose_name="hours per day")),
            ],
            options={
                "verbose_name": "credit policy",
                "verbose_name_plural": "credit policies",
                "db_table": "regulations_credit_policy",
                "constraints": [models.UniqueConstraint(fields=("code", "version"), name="credit_policy_once")],
            },
        ),
        migrations.CreateModel(
            name="DeadlineRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("jurisdiction", models.CharField(blank=True, max_length=12, verbose_name="jurisdiction")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("certainty", models.CharField(blank=True, max_length=1, verbose_name="certainty")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("amount", models.PositiveIntegerField(verbose_name="amount")),
                (
                    "basis",
                    models.CharField(
                        choices=[("cd", "calendar days"), ("wd", "working days"), ("h", "hours"), ("m", "months")],
                        max_length=2,
                        verbose_name="basis",
                    ),
                ),
            ],
            options={
                "verbose_name": "deadline rule",
                "verbose_name_plural": "deadline rules",
                "db_table": "regulations_deadline",
                "constraints": [
                    models.UniqueConstraint(fields=("code", "jurisdiction", "valid_from"), name="deadline_rule_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LimitRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("jurisdiction", models.CharField(blank=True, max_length=12, verbose_name="jurisdiction")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("certainty", models.CharField(blank=True, max_length=1, verbose_name="certainty")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("value", models.DecimalField(decimal_places=4, max_digits=12, verbose_name="value")),
                ("unit", models.CharField(max_length=30, verbose_name="unit")),
            ],
            options={
                "verbose_name": "limit",
                "verbose_name_plural": "limits",
                "db_table": "regulations_limit",
                "constraints": [
                    models.UniqueConstraint(fields=("code", "jurisdiction", "valid_from"), name="limit_rule_once")
                ],
            },
        ),
    ]
