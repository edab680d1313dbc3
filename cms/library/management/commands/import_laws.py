import json
from argparse import ArgumentParser
from itertools import takewhile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms.library.actions import LawImport, import_statute, relink
from cms.library.models import Law
from cms.library.provisions import Statute, StatuteFault, read_statute
from shared.audit.actions import NotAllowedNow


class Command(BaseCommand):
    help = (
        "Read the Markdown statutes of a folder into laws and articles. A file with a fault is refused whole; "
        "a second run changes nothing. The last line is one JSON object with the counts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder of .md files; a README.md is passed over")
        parser.add_argument("--dry-run", action="store_true", help="check only; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        files = sorted(f for f in folder.glob("*.md") if f.name.lower() != "readme.md")
        counts = dict.fromkeys(["read", "created", "updated", "unchanged", "refused", "articles", "linked"], 0)
        with transaction.atomic():
            read = {file.name: self.read(file) for file in files}
            give_addresses([statute for statute in read.values() if statute])
            for name, statute in read.items():
                counts["read"] += 1
                result = self.take(name, statute) if statute else None
                counts[result.outcome if result else "refused"] += 1
                counts["articles"] += result.created + result.changed + result.same if result else 0
            counts["linked"] = sum(relink(by=None).values())
            transaction.set_rollback(options["dry_run"])
        self.stdout.write(json.dumps(counts))

    def read(self, file: Path) -> Statute | None:
        try:
            return read_statute(file.read_bytes(), file.name)
        except OSError as error:
            self.stdout.write(f"{file.name}: refused: {error.strerror}")
        except StatuteFault as fault:
            for line, text in fault.faults:
                self.stdout.write(f"{file.name}:{line}: {text}")
            self.stdout.write(f"{file.name}: refused, nothing of it was taken")
        return None

    def take(self, name: str, statute: Statute) -> LawImport | None:
        try:
            result = import_statute(statute, by=None)
        except NotAllowedNow as fault:
            self.stdout.write(f"{name}: refused: {fault}")
            return None
        told = f"{result.created} new, {result.changed} changed, {result.removed} removed, {result.same} as before"
        self.stdout.write(f"{name}: {result.version}: {result.outcome}: articles {told}")
        for note in result.notes:
            self.stdout.write(f"  ! {note}")
        return result


def give_addresses(statutes: list[Statute]) -> None:
    """Files of one law share one address: the one it has, else what their names have in common."""
    titles = {statute.title for statute in statutes}
    known = dict(Law.objects.filter(title__in=titles).values_list("title", "slug"))
    for title in titles:
        slugs = [statute.slug.split("-") for statute in statutes if statute.title == title]
        alike = takewhile(lambda words: len(set(words)) == 1, zip(*slugs, strict=False))
        common = "-".join(words[0] for words in alike)
        for statute in statutes:
            if statute.title == title:
                statute.slug = known.get(title) or common or statute.slug
