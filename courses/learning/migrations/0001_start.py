import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [("learning", "0001_initial")]

    dependencies = [
        ("catalogue", "0001_start"),
        ("directory", "0001_start"),
        ("training", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="CourseCompletion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="completions", to="catalogue.course"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="training.session",
                        verbose_name="class",
                    ),
                ),
                (
                    "completed_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="completed on"),
                ),
                ("hours", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="hours")),
            ],
            options={
                "verbose_name": "completion of a course",
                "verbose_name_plural": "completions of courses",
                "db_table": "learning_completion",
                "constraints": [models.UniqueConstraint(fields=("person", "course"), name="course_completed_once")],
            },
        ),
        migrations.CreateModel(
            name="LessonDone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="done", to="catalogue.lesson"
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[("read", "marked as read"), ("passed", "quiz passed")],
                        max_length=6,
                        verbose_name="how",
                    ),
                ),
                ("done_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="done on")),
            ],
            options={
                "verbose_name": "lesson done",
                "verbose_name_plural": "lessons done",
                "db_table": "learning_done",
                "constraints": [models.UniqueConstraint(fields=("person", "lesson"), name="lesson_done_once")],
            },
        ),
    ]
