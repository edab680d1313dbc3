from typing import Any

from shared.imports.importers import IMPORTERS
from shared.imports.models import ImportRun


def can_import(user: Any, kind: str) -> bool:
    return kind in IMPORTERS and IMPORTERS[kind].may(user)


def can_take_over(user: Any, run: ImportRun) -> bool:
    """Her own run, and she may still import such sheets."""
    return run.by_id == user.pk and can_import(user, run.kind)
