import tarfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.backups import restore


class Command(BaseCommand):
    help = "Put database and uploads of a backup in place of the present ones. Stop web, worker and beat first."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        if not Path(file).is_file():
            raise CommandError("Name the file of the backup: make restore FROM=/path/tongtang-….tar.gz")
        try:
            restore(Path(file))
        except (ValueError, tarfile.TarError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The backup is in place.")
