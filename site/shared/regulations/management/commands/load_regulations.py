from typing import Any

from django.core.management.base import BaseCommand

from shared.regulations.actions import load_regulations


class Command(BaseCommand):
    help = "Add the rules, limits, credit policies and calendar days that ship with the product; edited rows stay."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_regulations()} rules and calendar days added.")
