import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from cms.library.actions import clean_pictures


class Command(BaseCommand):
    help = (
        "Take out of stored pictures who took them, where and with what, and have them drawn anew. Can be repeated. "
        "Prints one JSON object: what was done, what stays because it was read on a route, PDFs to be made anew."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(asdict(clean_pictures()), ensure_ascii=False))
