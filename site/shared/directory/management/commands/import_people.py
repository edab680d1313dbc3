from shared.directory.importers import PeopleImporter
from shared.imports.commands import ImportCommand


class Command(ImportCommand):
    help = "Import people from a sheet; running it twice changes nothing."
    importer = PeopleImporter
