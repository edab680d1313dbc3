from shared.directory.importers import RegionImporter
from shared.imports.commands import ImportCommand


class Command(ImportCommand):
    help = "Import regions from a sheet; running it twice changes nothing."
    importer = RegionImporter
