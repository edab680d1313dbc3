"""The catalogue of open data follows what goes live."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from cms.library.enums import DataKind
from cms.library.models import Dataset, WhitePaperChapterPage
from cms.library.models.datasets import dataset_key

LENGTHS = {"title": 200, "unit": 40, "period": 80, "scope": 150, "source": 300, "note": 500}


def gather_datasets(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Called by Wagtail for every page that goes live, in the transaction that publishes it."""
    if isinstance(instance, WhitePaperChapterPage):
        keep_datasets(instance)


@transaction.atomic
def keep_datasets(chapter: WhitePaperChapterPage, *, by: Any = None) -> int:
    """Make the rows those of the chapter's text; one that stays keeps its row. Return how many there are."""
    found = {}
    for place, child in enumerate(chapter.body.raw_data):
        block = uuid_of(child.get("id"))
        if block and child["type"] in DataKind.values:
            found[block] = {"kind": child["type"], "place": place, **described(child["value"])}
    Dataset.objects.filter(chapter=chapter).exclude(block__in=found).delete()
    for block, values in found.items():
        values |= {"key": dataset_key(chapter, block), "paper": chapter.paper}
        Dataset.objects.update_or_create(chapter=chapter, block=block, defaults=values)
    return len(found)


def described(value: Mapping[str, Any]) -> dict[str, Any]:
    """What a table or figure says of itself."""
    texts = {name: str(value.get(name) or "").strip()[:length] for name, length in LENGTHS.items()}
    texts["title"] = texts["title"] or str(value.get("caption") or "").strip()[: LENGTHS["title"]]
    return {**texts, "cutoff": day_of(value.get("cutoff"))}


def day_of(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def uuid_of(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None
