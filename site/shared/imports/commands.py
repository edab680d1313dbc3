"""The command line's side of every importer: `manage.py import_people FILE [--dry-run] [--report FILE.csv]`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.db.models import Q

from shared.accounts.models import User
from shared.imports.actions import import_by_command
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


class AuthoredImportCommand(ImportCommand):
    """For sheets that somebody answers for: `--as` names her account, and her rights are asked as on the page."""

    account = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--as", dest="account", required=True, metavar="USERNAME", help="staff number or e-mail of who imports"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.account = options["account"]
        super().handle(*args, **options)

    def take(self, importer: Importer, file: Path, *, dry_run: bool) -> Batch:
        user = self.author(importer)
        try:
            data = file.read_bytes()
            if dry_run:
                return run_import(importer, data, file.name, by=user, dry_run=True)
            return import_by_command(importer, data, file_name=file.name, by=user)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except SheetError as error:
            raise CommandError(f"{file}: {error}") from error
        except IntegrityError as error:
            raise CommandError(
                "Somebody changed the same rows a moment ago; nothing was taken over. Run the command again."
            ) from error

    def author(self, importer: Importer) -> User:
        """Whose name stands under every row; refused where the page would refuse her."""
        user = User.objects.filter(Q(username=self.account) | Q(email__iexact=self.account)).first()
        if user is None:
            raise CommandError(f"No account has the staff number or e-mail address {self.account}.")
        if not user.is_active:
            raise CommandError(f"The account {self.account} is closed: name somebody who may still sign in.")
        if not importer.may(user):
            raise CommandError(
                f"{self.account} may not import “{importer.label}”: grant the role, or name somebody who holds it."
            )
        return user


def add_up(counts: list[dict[str, int]]) -> dict[str, int]:
    return {key: sum(count[key] for count in counts) for key in counts[0]}
