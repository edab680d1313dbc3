import csv
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms.library.actions import import_case
from cms.library.docx import NotReadableError
from cms.library.models import Scheme
from shared.audit.actions import NotAllowedNow


class Command(BaseCommand):
    help = "Make draft cases of the Word files of a folder. The last line is one JSON object with the counts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder of .docx files, with or without an index.csv")
        parser.add_argument("--dry-run", action="store_true", help="check only; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        counts = {"read": 0, "created": 0, "updated": 0, "repaired": 0, "refused": 0}
        index = self.index(folder)
        with transaction.atomic():
            for name in [*index, *(f.name for f in sorted(folder.glob("*.docx")) if f.name not in index)]:
                counts["read"] += 1
                outcome = self.take(folder / name, index.get(name, {}))
                if outcome:
                    counts[outcome] += 1
            transaction.set_rollback(options["dry_run"])
        self.stdout.write(json.dumps(counts))

    def index(self, folder: Path) -> dict[str, dict[str, str]]:
        """Rows of index.csv by file; without one every Word file of the folder is taken as it is."""
        file = folder / "index.csv"
        if not file.exists():
            return {}
        try:
            with file.open(encoding="utf-8-sig", newline="") as stream:
                rows = [row for row in csv.DictReader(stream) if row.get("file")]
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"{file} cannot be read as a CSV table in UTF-8.") from error
        return {Path(row["file"]).name: row for row in rows}

    def take(self, file: Path, row: dict[str, str]) -> str:
        """Import one file and say what became of it: created, refused, or nothing new."""
        scheme = row.get("scheme") or ""
        try:
            known = list(Scheme.objects.values_list("code", flat=True))
            if scheme and scheme not in known:
                raise NotAllowedNow(f"the scheme {scheme} is unknown; known are {', '.join(known)}")
            with transaction.atomic():
                imported = import_case(
                    file.read_bytes(), by=None, name=file.name, scheme=scheme, title=row.get("title") or ""
                )
        except OSError as error:
            self.stdout.write(f"{file.name}: refused: {error.strerror}")
            return "refused"
        except (NotReadableError, NotAllowedNow) as fault:
            self.stdout.write(f"{file.name}: refused: {fault}")
            return "refused"
        state = "created" if imported.is_new else "there already, left as it is"
        self.stdout.write(f"{file.name}: {imported.page}: {state}")
        for loss in imported.losses:
            self.stdout.write(f"  ! {loss.message} [{loss.where}]" if loss.where else f"  ! {loss.message}")
        return "created" if imported.is_new else ""
