"""Tasks that leave a trace in the database, for tests of the machinery itself."""

import time

from celery import shared_task
from django.db.models import F, Value
from django.db.models.functions import Concat

from shared.directory.models import Region


@shared_task(name="examples.stroke")
def stroke(region_id: int, seconds: str = "0") -> None:
    """Add one stroke to the region's note of strokes: running twice would show."""
    Region.objects.filter(pk=region_id).update(name_en=Concat(F("name_en"), Value("x")))
    time.sleep(float(seconds))


@shared_task(name="examples.fail")
def fail(region_id: int) -> None:
    """Do half the work, then fail."""
    stroke(region_id)
    raise ValueError("the printer is out of paper")
