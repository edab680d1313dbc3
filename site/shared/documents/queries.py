import datetime as dt

from shared.directory.models import Agency
from shared.documents.enums import SealKind
from shared.documents.models import Seal


def picture_of(agency: Agency, on: dt.date, kind: SealKind) -> Seal | None:
    """The newest picture of this kind that is valid on the day."""
    rows = Seal.objects.filter(agency=agency, kind=kind).valid_on(on)
    return rows.order_by("-valid_from", "-pk").first()


def seal_of(agency: Agency, on: dt.date) -> Seal | None:
    return picture_of(agency, on, SealKind.SEAL)


def signature_of(agency: Agency, on: dt.date) -> Seal | None:
    return picture_of(agency, on, SealKind.SIGNATURE)
