from shared.directory.importers import AgencyImporter
from shared.imports.commands import ImportCommand


class Command(ImportCommand):
    help = "Import agencies from a sheet; running it twice changes nothing."
    importer = AgencyImporter
