from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from courses.assessment.importers import QuestionImporter
from shared.directory.models import Agency
from shared.imports.commands import ImportCommand
from shared.imports.importers import Importer


class Command(ImportCommand):
    help = "Take over questions from a GIFT or Moodle XML file into the banks of an agency."
    importer = QuestionImporter
    code = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--agency", required=True, help="code of the agency that keeps the bank")

    def handle(self, *args: Any, **options: Any) -> None:
        self.code = options["agency"]
        super().handle(*args, **options)

    def make_importer(self) -> Importer:
        agency = Agency.objects.filter(code=self.code).first()
        if agency is None:
            raise CommandError(f"No agency has the code {self.code}.")
        return QuestionImporter(agency)
