import importlib
import time
from types import SimpleNamespace
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shared.regulations.actions import load_regulations

# In this order: people first, then what they do.
AREAS = [
    "people",
    "publishing",
    "translations",
    "releases",
    "plans",
    "training",
    "seats",
    "notices",
    "lecturers",
    "classroom",
    "learning",
    "evaluation",
    "certificates",
    "credits",
    "experts",
    "secondments",
    "papers",
    "case_tasks",
    "search",
]


class Command(BaseCommand):
    help = "Fill an installation with a believable demo. Everything is invented; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        load_regulations()
        world = SimpleNamespace(today=timezone.localdate(), say=self.stdout.write)
        for area in AREAS:
            started = time.monotonic()
            importlib.import_module(f"portal.demo.{area}").seed(world)
            self.stdout.write(f"  demo: {area} ready after {time.monotonic() - started:.1f} s")
            self.stdout.flush()
