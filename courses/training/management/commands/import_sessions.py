from courses.training.importers import SessionImporter
from shared.imports.commands import ImportCommand


class Command(ImportCommand):
    help = "Import joint classes and their timetable from a workbook; running it twice changes nothing."
    importer = SessionImporter
