"""The command line's side of every importer: `manage.py import_people FILE [--dry-run] [--report FILE.csv]`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError

from shared.imports.exports import write_report
from shared.imports.faults import fault_label
from shared.imports.importers import Batch, Importer, run_import
from shared.imports.sheets import SheetError

SHOWN = 50


class ImportCommand(BaseCommand):
    """Subclass and set `importer`. The last line of the output is one JSON object with the counts."""

    importer: ClassVar[type[Importer]]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="an .xlsx or .csv file")
        parser.add_argument("--dry-run", action="store_true", help="check only; change nothing")
        parser.add_argument("--report", type=Path, help="write every fault to this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        batches = self.run(options["file"], dry_run=options["dry_run"])
        if options["report"]:
            self.write(options["report"], batches)
        for fault in [fault for batch in batches for fault in batch.faults][:SHOWN]:
            self.stdout.write(f"{fault.row} {fault.column}: {fault_label(fault.fault)} ({fault.action})")
        self.stdout.write(json.dumps(add_up([batch.counts() for batch in batches])))

    def make_importer(self) -> Importer:
        return self.importer()

    def run(self, file: Path, *, dry_run: bool) -> list[Batch]:
        return [self.take(self.make_importer(), file, dry_run=dry_run)]

    def take(self, importer: Importer, file: Path, *, dry_run: bool) -> Batch:
        try:
            return run_import(importer, file.read_bytes(), file.name, dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except SheetError as error:
            raise CommandError(f"{file}: {error}") from error

    def write(self, report: Path, batches: list[Batch]) -> None:
        faults = [fault for batch in batches for fault in batch.faults]
        try:
            with report.open("w", encoding="utf-8", newline="") as stream:
                write_report(stream, faults, with_sheet=len({fault.sheet for fault in faults}) > 1)
        except OSError as error:
            raise CommandError(f"{report} cannot be written: {error.strerror}.") from error


def add_up(counts: list[dict[str, int]]) -> dict[str, int]:
    return {key: sum(count[key] for count in counts) for key in counts[0]}
