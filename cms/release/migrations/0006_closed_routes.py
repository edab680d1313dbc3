from django.db import migrations, models


def close_taken_down(apps, schema_editor):
    """What was released in an emergency and taken down was never approved: its text stays shut."""
    emergencies = apps.get_model("release", "EmergencyRelease")
    for down in emergencies.objects.filter(taken_down_at__isnull=False, route__used_at__isnull=False):
        apps.get_model("release", "Route").objects.filter(pk=down.route_id).update(closed_at=down.taken_down_at)


class Migration(migrations.Migration):
    dependencies = [("release", "0005_calendar_words")]

    operations = [
        migrations.AddField(
            model_name="route",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="not readable any more since"),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_at", None), ("used_at__isnull", False), _connector="OR"),
                name="route_closed_after_use",
            ),
        ),
        migrations.RunPython(close_taken_down, migrations.RunPython.noop),
    ]
