from courses.training.importers.sessions import SessionImporter

__all__ = [
    "SessionImporter",
]
