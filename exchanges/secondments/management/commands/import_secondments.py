from exchanges.secondments.importers import SecondmentImporter
from shared.imports.commands import ImportCommand


class Command(ImportCommand):
    help = "Import secondments, changes of term and appraisals from a sheet; running it twice changes nothing."
    importer = SecondmentImporter
