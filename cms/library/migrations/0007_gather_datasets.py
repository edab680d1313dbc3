import json
import uuid

from django.db import migrations, models
from django.db.models.functions import Cast

from cms.library.actions.datasets import described, uuid_of  # they read plain values, no models


def gather(apps, schema_editor):
    """Chapters that were public before there was a catalogue stand in it too."""
    Chapter, Paper, Dataset = (
        apps.get_model("library", name) for name in ("WhitePaperChapterPage", "WhitePaperPage", "Dataset")
    )
    papers = dict(Paper.objects.values_list("path", "pk"))
    rows = Chapter.objects.filter(live=True).annotate(raw=Cast("body", models.TextField()))
    for pk, path, key, raw in rows.values_list("pk", "path", "translation_key", "raw"):
        for place, child in enumerate(json.loads(raw or "[]")):
            block = uuid_of(child.get("id"))
            if block and child["type"] in {"table", "figure"} and path[:-4] in papers:
                values = {"kind": child["type"], "place": place, **described(child["value"])}
                values |= {"key": uuid.uuid5(key, str(block)), "paper_id": papers[path[:-4]]}
                Dataset.objects.update_or_create(chapter_id=pk, block=block, defaults=values)


class Migration(migrations.Migration):
    dependencies = [("library", "0006_datasets")]

    operations = [migrations.RunPython(gather, migrations.RunPython.noop)]
