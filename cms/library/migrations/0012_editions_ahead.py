import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def made_of_live_texts(apps, schema_editor):
    """Every edition so far is of pages that were live."""
    apps.get_model("library", "PaperEdition").objects.update(released_at=F("queued_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0011_route"),
        ("release", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="paperedition",
            name="attempt",
            field=models.PositiveIntegerField(default=0, verbose_name="times it was begun"),
        ),
        migrations.AddField(
            model_name="paperedition",
            name="made_of",
            field=models.CharField(blank=True, max_length=64, verbose_name="digest of the revisions"),
        ),
        migrations.AddField(
            model_name="paperedition",
            name="published_on",
            field=models.DateField(blank=True, null=True, verbose_name="day on its cover"),
        ),
        migrations.AddField(
            model_name="paperedition",
            name="released_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="its text is public since"),
        ),
        migrations.AddField(
            model_name="paperedition",
            name="route",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="paper_edition",
                to="release.route",
                verbose_name="made ahead for",
            ),
        ),
        migrations.AddField(
            model_name="paperedition",
            name="stage",
            field=models.CharField(
                choices=[
                    ("waiting", "waiting for its turn"),
                    ("text", "gathering the text"),
                    ("charts", "drawing charts and pictures"),
                    ("typesetting", "typesetting the pages"),
                    ("storing", "storing the file"),
                ],
                default="waiting",
                max_length=12,
                verbose_name="stage",
            ),
        ),
        migrations.AddField(
            model_name="paperedition",
            name="stage_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="at this stage since"),
        ),
        migrations.RemoveConstraint(model_name="paperedition", name="edition_once"),
        migrations.AddConstraint(
            model_name="paperedition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("route", None)), fields=("paper", "revision"), name="edition_once"
            ),
        ),
        migrations.RunPython(made_of_live_texts, migrations.RunPython.noop),
    ]
