from courses.training.importers import NominationImporter
from shared.imports.commands import AuthoredImportCommand


class Command(AuthoredImportCommand):
    help = "Import people whom a unit puts forward, in the name of its personnel officer."
    importer = NominationImporter
