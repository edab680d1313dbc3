import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.library.anonymisation import NotReadableError, masked, pieces_of_file, scan


class Command(BaseCommand):
    help = "Look through a .docx, .txt or .md for what must be anonymised. Prints one JSON object; changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a .docx, .txt or .md file")
        parser.add_argument("--roster", type=Path, help="a text file with one full name per line, to be found as well")
        parser.add_argument("--masked", action="store_true", help="show findings by their first character alone")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            pieces = pieces_of_file(file.read_bytes(), file.name)
            roster = options["roster"].read_text(encoding="utf-8-sig").split("\n") if options["roster"] else []
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{options['roster']} is no text in UTF-8. Save it as UTF-8.") from error
        except NotReadableError as fault:
            raise CommandError(f"{file}: {fault}") from fault
        found = scan(pieces, roster=[name.strip() for name in roster])
        show = masked if options["masked"] else str
        rows = [
            {
                "kind": str(finding.kind),
                "text": show(finding.text),
                "place": finding.place,
                "offset": finding.offset,
                "replacement": finding.replacement,
                "severity": str(finding.severity),
                "form": finding.form,
            }
            for finding in found
        ]
        counts = dict(sorted(Counter(row["kind"] for row in rows).items()))
        characters = sum(len(piece.text) for piece in pieces)
        answer = {"file": file.name, "characters": characters, "counts": counts, "findings": rows}
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
