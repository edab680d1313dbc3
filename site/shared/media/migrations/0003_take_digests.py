import hashlib

from django.db import migrations


def take_digests(apps, schema_editor):
    """Of the files that were there before; one that cannot be read keeps none, and is shown to nobody."""
    for name in ("MediaImage", "MediaDocument"):
        model = apps.get_model("tongtang_media", name)
        for row in model.objects.filter(digest="").iterator():
            try:
                with row.file.storage.open(row.file.name) as file:
                    digest = hashlib.sha256()
                    for chunk in file.chunks():
                        digest.update(chunk)
            except (OSError, ValueError):
                continue
            model.objects.filter(pk=row.pk).update(digest=digest.hexdigest())


class Migration(migrations.Migration):
    dependencies = [("tongtang_media", "0002_digests")]

    operations = [migrations.RunPython(take_digests, migrations.RunPython.noop)]
