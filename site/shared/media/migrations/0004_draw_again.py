from django.db import migrations, transaction
from wagtail.images.models import AbstractRendition, get_rendition_storage


def draw_again(apps, schema_editor):
    """What was drawn before said who took a picture and where, and bore its name: at the next look it is drawn clean."""
    rows = list(apps.get_model("tongtang_media", "Rendition").objects.select_related("image"))
    kept = [AbstractRendition.construct_cache_key(r.image, r.focal_point_key, r.filter_spec) for r in rows]
    names, storage = [row.file.name for row in rows], get_rendition_storage()
    apps.get_model("tongtang_media", "Rendition").objects.all().delete()

    def forget():
        AbstractRendition.cache_backend.delete_many(kept)
        for name in names:
            storage.delete(name)

    if rows:
        transaction.on_commit(forget)


class Migration(migrations.Migration):
    dependencies = [("tongtang_media", "0001_start")]

    operations = [migrations.RunPython(draw_again, migrations.RunPython.noop)]
