from django.db import migrations


def close_withdrawn(apps, schema_editor):
    """Texts that were withdrawn and not to be read any more stay shut when their pages come back."""
    withdrawals = apps.get_model("library", "Withdrawal").objects.filter(text_is_public=False).order_by("pk")
    for row in withdrawals.iterator():
        earlier = apps.get_model("release", "Route").objects.filter(page=row.page_id, used_at__lte=row.withdrawn_at)
        earlier.filter(closed_at=None).update(closed_at=row.withdrawn_at)


class Migration(migrations.Migration):
    dependencies = [("library", "0018_joint_cases"), ("release", "0006_closed_routes")]

    operations = [migrations.RunPython(close_withdrawn, migrations.RunPython.noop)]
