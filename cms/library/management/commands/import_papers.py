import csv
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms.library.actions.importing_research import import_output
from cms.library.docx import NotReadableError
from shared.audit.actions import NotAllowedNow


class Command(BaseCommand):
    help = "Make draft papers of a table of submissions. The last line is one JSON object with the counts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("table", type=Path, help="the submissions as a .csv file")
        parser.add_argument("--calls", type=Path, help="the calls as a .csv file; else calls.csv beside the table")
        parser.add_argument("--files", type=Path, help="the folder of the Word files; without it that of the table")
        parser.add_argument("--dry-run", action="store_true", help="check only; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        table: Path = options["table"]
        self.files: Path = options["files"] or table.parent
        calls = {row["call_id"]: row for row in rows_of(options["calls"] or table.parent / "calls.csv", "call_id")}
        counts = {"read": 0, "created": 0, "marked": 0, "refused": 0}
        with transaction.atomic():
            for row in rows_of(table, "submission_id"):
                counts["read"] += 1
                for outcome in self.take(row, calls):
                    counts[outcome] += 1
            transaction.set_rollback(options["dry_run"])
        self.stdout.write(json.dumps(counts))

    def take(self, row: dict[str, str], calls: dict[str, dict[str, str]]) -> list[str]:
        """Import one row and say what became of it; none is dropped in silence."""
        code = row["submission_id"]
        try:
            if row.get("call_id") not in calls:
                raise NotAllowedNow(f"the call {row.get('call_id') or '(none)'} is unknown")
            name = Path(row.get("file") or "").name
            with transaction.atomic():
                data = (self.files / name).read_bytes() if name else b""
                imported = import_output(row, calls[row["call_id"]], by=None, data=data)
        except OSError as error:
            self.stdout.write(f"{code}: refused: {row['file']}: {error.strerror}")
            return ["refused"]
        except (NotReadableError, NotAllowedNow) as fault:
            self.stdout.write(f"{code}: refused: {fault}")
            return ["refused"]
        self.stdout.write(f"{code}: {imported.page}: {'draft' if imported.is_new else 'there already, left as it is'}")
        marks = imported.page.objections.splitlines() if imported.is_new else []
        for line in [*marks, *(loss.message for loss in imported.losses)]:
            self.stdout.write(f"  ! {line}")
        return ["created"] * imported.is_new + ["marked"] * bool(marks)


def rows_of(file: Path, column: str) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{file} cannot be read as a CSV table in UTF-8.") from error
    if rows and column not in rows[0]:
        raise CommandError(f"{file} has no column {column}.")
    return rows
