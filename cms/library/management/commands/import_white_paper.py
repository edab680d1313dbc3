import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms.library.actions import Imported, import_white_paper
from cms.library.docx import NotReadableError
from cms.library.models import WhitePaperPage
from shared.audit.actions import NotAllowedNow


class Command(BaseCommand):
    help = "Make a draft white paper of a Word file. The last line is one JSON object with the counts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a .docx file")
        parser.add_argument("--title", default="", help="a title in place of the file's own")
        parser.add_argument("--dry-run", action="store_true", help="check only; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            data = file.read_bytes()
            with transaction.atomic():
                imported = import_white_paper(data, by=None, name=file.name, title=options["title"])
                self.report(imported)
                transaction.set_rollback(options["dry_run"])
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except (NotReadableError, NotAllowedNow) as fault:
            raise CommandError(f"{file}: {fault}") from fault
        made = int(imported.is_new)
        self.stdout.write(json.dumps({"read": 1, "created": made, "updated": 0, "repaired": 0, "refused": 0}))

    def report(self, imported: Imported) -> None:
        """What the draft holds, then what could not be carried over."""
        page = imported.page
        if not isinstance(page, WhitePaperPage):
            return
        self.stdout.write(f"{page.title} {page.subtitle}".strip())
        if not imported.is_new:
            self.stdout.write(f"  this file was imported before: page {page.pk}, left as it is")
            return
        for chapter in page.parts():
            kinds = [block.block_type for block in chapter.body]
            named = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
            self.stdout.write(f"  {chapter.title}: {named}; {len(chapter.footnotes)} footnotes")
        self.stdout.write(f"  chronicle: {page.chronicle.count()} events")
        for loss in imported.losses:
            self.stdout.write(f"  ! {loss.message} [{loss.where}]" if loss.where else f"  ! {loss.message}")
