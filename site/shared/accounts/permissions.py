from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


def require(allowed: bool, reason: str = "") -> None:
    """Refuse with a sentence unless `allowed`; the 403 page shows it."""
    if not allowed:
        raise PermissionDenied(reason or _("Your roles do not include this."))
