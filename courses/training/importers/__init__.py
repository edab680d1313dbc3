from courses.training.importers.people import AttendanceImporter, NominationImporter, ResultImporter
from courses.training.importers.sessions import SessionImporter

__all__ = [
    "AttendanceImporter",
    "NominationImporter",
    "ResultImporter",
    "SessionImporter",
]
