import json
import re

from django.db import migrations

LINK = re.compile(r"<(?:a|embed)\b[^>]*>")
KINDS = {'linktype="document"': "document", 'embedtype="image"': "image"}


def files_in(value):
    """(kind, key) of the pictures and documents in the content of a revision."""
    if isinstance(value, str):
        yield from files_in_text(value)
    elif isinstance(value, dict):
        if value.get("type") == "document" and isinstance(value.get("value"), int):
            yield "document", value["value"]
        if isinstance(value.get("image"), int):
            yield "image", value["image"]
        for below in value.values():
            yield from files_in(below)
    elif isinstance(value, list):
        for below in value:
            yield from files_in(below)


def files_in_text(text):
    """A stream is kept as JSON, a rich text as HTML."""
    if text[:1] in {"[", "{"}:
        try:
            yield from files_in(json.loads(text))
        except ValueError:
            return
    for tag in LINK.findall(text):
        key = re.search(r'\bid="(\d+)"', tag)
        yield from ((kind, int(key[1])) for mark, kind in KINDS.items() if key and mark in tag)


def note_files(apps, schema_editor):
    """What went live before files were put on record was cleared with the files it shows now."""
    models = {
        "document": apps.get_model("tongtang_media", "MediaDocument"),
        "image": apps.get_model("tongtang_media", "MediaImage"),
    }
    route_file = apps.get_model("release", "RouteFile")
    items = apps.get_model("release", "RouteItem").objects.filter(route__used_at__isnull=False)
    for item in items.select_related("revision").iterator():
        for kind, key in set(files_in(item.revision.content)):
            file = models[kind].objects.filter(pk=key).exclude(digest="").first()
            if file is not None:
                kept = {"title": file.title, "digest": file.digest}
                route_file.objects.get_or_create(item=item, kind=kind, file_id=key, defaults=kept)


class Migration(migrations.Migration):
    dependencies = [("release", "0003_files"), ("tongtang_media", "0003_take_digests")]

    operations = [migrations.RunPython(note_files, migrations.RunPython.noop)]
