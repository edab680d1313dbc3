import csv
import json
from argparse import ArgumentParser
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms.library.actions.importing_papers import Call, Row, call_of, import_paper, import_proceedings, is_pdf
from cms.library.docx import NotReadableError, read_docx
from cms.library.models import ProceedingsPage
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow

CALL_COLUMNS = {"call_id", "title", "hosts", "max_characters", "channel_rule"}
PAPER_COLUMNS = {"submission_id", "title", "authors", "author_agency_codes", "call_id", "channel", "body_characters"}


class Command(BaseCommand):
    help = "Make drafts of the papers of calls, in one volume to a call. The last line is one JSON object with counts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("calls", type=Path, help="the calls as CSV in UTF-8")
        parser.add_argument("papers", type=Path, help="the papers as CSV in UTF-8")
        parser.add_argument("--files", type=Path, help="folder of the Word and PDF files; else that of the papers")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and keep nothing of it")
        parser.add_argument("--user", default="", help="user name of the editor who is the owner of the drafts")

    def handle(self, *args: Any, **options: Any) -> None:
        calls = rows_of(options["calls"], CALL_COLUMNS)
        papers = rows_of(options["papers"], PAPER_COLUMNS)
        self.is_dry: bool = options["dry_run"]
        self.by = User.objects.filter(username=options["user"]).first() if options["user"] else None
        if options["user"] and self.by is None:
            raise CommandError(f"There is no account {options['user']}.")
        self.files: Path = options["files"] or options["papers"].parent
        self.counts: Counter[str] = Counter(read=len(papers), created=0, flagged=0, refused=0)
        self.volumes: dict[str, tuple[Call, ProceedingsPage]] = {}
        with transaction.atomic() if self.is_dry else nullcontext():
            for number, row in calls:
                self.attempt("calls", number, self.take_call, row)
            for number, row in papers:
                self.attempt("papers", number, self.take_paper, row)
            if self.is_dry:
                transaction.set_rollback(True)
        self.stdout.write(json.dumps(self.counts))

    def attempt(self, sheet: str, number: int, take: Any, row: Row) -> None:
        """One row by itself: what is refused leaves the others alone."""
        try:
            with transaction.atomic():
                sentences = take(row)
        except (NotAllowedNow, NotReadableError) as fault:
            self.counts["refused"] += 1
            self.stdout.write(f"{sheet}, row {number}: refused: {fault}")
            return
        for sentence in sentences:
            self.stdout.write(f"{sheet}, row {number}: {row['submission_id']}: {sentence}")

    def take_call(self, row: Row) -> list[str]:
        call = call_of(row)
        self.volumes[call.key] = (call, import_proceedings(call, row["hosts"], by=self.by))
        return []

    def take_paper(self, row: Row) -> list[str]:
        key = row["call_id"].strip()
        if key not in self.volumes:
            raise NotAllowedNow(f"the call {key or '(empty)'} is not among the calls; correct call_id or add the call.")
        call, volume = self.volumes[key]
        data = self.file_of(row)
        if self.is_dry and data is not None and not is_pdf(data):
            read_docx(data)  # for its refusals; pictures of the text would be files, which no database takes back
        above = ProceedingsPage.objects.get(pk=volume.pk)
        taken = import_paper(row, call, above, by=self.by, data=None if self.is_dry else data)
        self.counts["created"] += taken.is_new
        self.counts["flagged"] += bool(taken.broken)
        self.counts.update(dict.fromkeys(taken.broken, 1))
        return list(taken.broken.values())

    def file_of(self, row: Row) -> bytes | None:
        """The Word or PDF file of the row, from the folder alone, whatever path the row writes."""
        name = Path((row.get("file") or "").strip().replace("\\", "/")).name
        if not name:
            return None
        try:
            return (self.files / name).read_bytes()
        except OSError as error:
            raise NotAllowedNow(f"the file {name} cannot be read; put it in the folder or empty its cell.") from error


def rows_of(file: Path, needed: set[str]) -> list[tuple[int, Row]]:
    """Rows with their number in the sheet; CommandError for what is no such table."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restkey="more")
            rows = [(number, row) for number, row in enumerate(reader, 2)]
            columns = set(reader.fieldnames or [])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{file} cannot be read as a CSV table in UTF-8.") from error
    if missing := needed - columns:
        raise CommandError(f"{file} lacks the columns {', '.join(sorted(missing))}.")
    return [(number, {k: v or "" for k, v in row.items() if isinstance(v, str | None) and k}) for number, row in rows]
