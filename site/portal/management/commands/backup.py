from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.backups import back_up


class Command(BaseCommand):
    help = "Write database and uploads into one file in FOLDER, while the product runs."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder")

    def handle(self, *args: Any, folder: str, **options: Any) -> None:
        if not folder:
            raise CommandError("Say where the backup goes: make backup TO=/path/of/a/folder")
        self.stdout.write(str(back_up(Path(folder))))
