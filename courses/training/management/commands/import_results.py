from courses.training.importers import ResultImporter
from shared.imports.commands import AuthoredImportCommand


class Command(AuthoredImportCommand):
    help = "Import grades and scores of a class, in the name of who runs it."
    importer = ResultImporter
