from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shared.audit.actions import record

LABELS = {"credits.export": _("Year of training exported for the personnel files")}


@transaction.atomic
def record_export(office: Any, *, year: int, unit: Any, fmt: str, by: Any) -> Any:
    """Who took the year of whom out of the house; the file itself is made while it is sent."""
    record("credits.export", office, by=by, year=year, unit=unit.code if unit else "", format=fmt)
    return office
