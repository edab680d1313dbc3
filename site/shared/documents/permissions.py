from typing import Any

from shared.directory.models import Agency
from shared.directory.permissions import has_role
from shared.documents.models import SEAL_ROLES


def can_keep_seals(user: Any, agency: Agency | None = None) -> bool:
    """The training office of the agency, or its system administrator."""
    return has_role(user, *SEAL_ROLES, agency=agency)
