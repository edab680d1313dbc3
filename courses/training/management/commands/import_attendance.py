from courses.training.importers import AttendanceImporter
from shared.imports.commands import AuthoredImportCommand


class Command(AuthoredImportCommand):
    help = "Import the attendance of a class by half-day, in the name of who runs it."
    importer = AttendanceImporter
