import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shared.audit.actions import NotAllowedNow, record
from shared.documents.glyphs import MissingGlyphsError
from shared.documents.models import Seal
from shared.documents.typesetting import TypesettingError, typeset

__all__ = ["MissingGlyphsError", "TypesettingError", "add_seal", "end_seal", "typeset"]


@transaction.atomic
def add_seal(seal: Seal, *, by: Any) -> Seal:
    """A new picture takes over on its first day; the one before it ends the day before."""
    before = Seal.objects.filter(agency=seal.agency, kind=seal.kind, valid_to=None, valid_from__lt=seal.valid_from)
    before.update(valid_to=seal.valid_from - dt.timedelta(days=1))
    seal.added_by = by
    seal.save()
    record("documents.seal.add", seal, by=by, agency=seal.agency.name, kind=str(seal.kind))
    return seal


@transaction.atomic
def end_seal(seal: Seal, *, by: Any) -> Seal:
    """From tomorrow on it is no longer used; papers of earlier days keep it."""
    today = timezone.localdate()
    rows = Seal.objects.filter(pk=seal.pk, valid_to=None).update(valid_to=max(today, seal.valid_from))
    if not rows:
        raise NotAllowedNow(_("This picture is out of use already."))
    record("documents.seal.end", seal, by=by, agency=seal.agency.name, kind=str(seal.kind))
    return seal
