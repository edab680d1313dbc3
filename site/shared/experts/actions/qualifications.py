"""What she proves, and when she can be asked."""

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.audit.actions import NotAllowedNow, record
from shared.experts.actions.experts import lock, require_somebody_else, save
from shared.experts.models import Availability, Expert, Qualification

LABELS = {
    "experts.qualification.enter": gettext_lazy("Qualification entered"),
    "experts.qualification.confirm": gettext_lazy("Qualification confirmed"),
    "experts.qualification.drop": gettext_lazy("Qualification taken out"),
    "experts.availability.state": gettext_lazy("Availability stated"),
    "experts.availability.drop": gettext_lazy("Availability taken back"),
}


@transaction.atomic
def enter_qualification(expert: Expert, *, by: Any, **values: Any) -> Qualification:
    """Put a qualification with its evidence on record; it counts once it is confirmed (C2)."""
    lock(expert)
    row = Qualification(expert=expert, entered_by=by, **values)
    save(row)
    record("experts.qualification.enter", expert, by=by, name=row.name, kind=row.kind)
    return row


@transaction.atomic
def confirm_qualification(row: Qualification, *, by: Any) -> Qualification:
    """The evidence has been looked at and bears the entry out; never by the expert herself."""
    require_somebody_else(row.expert, by)
    now = timezone.now()
    if not Qualification.objects.filter(pk=row.pk, confirmed_at=None).update(confirmed_at=now, confirmed_by=by):
        raise NotAllowedNow(_("This qualification has been confirmed or taken out a moment ago."))
    row.confirmed_at, row.confirmed_by = now, by
    record("experts.qualification.confirm", row.expert, by=by, name=row.name, kind=row.kind)
    return row


@transaction.atomic
def drop_qualification(row: Qualification, *, reason: str = "", by: Any) -> Expert:
    """Take a qualification and its evidence out; of a confirmed one the reason stays on record."""
    expert, storage, name = row.expert, row.evidence.storage, str(row.evidence.name)
    if row.confirmed_at is not None:
        require_somebody_else(expert, by)
        if not reason.strip():
            raise NotAllowedNow(_("Give the reason: it stays on record."))
    gone, _kinds = Qualification.objects.filter(pk=row.pk, confirmed_at=row.confirmed_at).delete()
    if not gone:
        raise NotAllowedNow(_("Somebody else changed this a moment ago. Look at its present state and try again."))
    transaction.on_commit(partial(storage.delete, name), robust=True)
    reason = reason.strip()[:300]
    record("experts.qualification.drop", expert, by=by, name=row.name, kind=row.kind, reason=reason)
    return expert


@transaction.atomic
def state_availability(
    expert: Expert, *, starts_on: dt.date, ends_on: dt.date, note: str = "", by: Any
) -> Availability:
    """Say on which days she can be asked (C3)."""
    lock(expert)
    if ends_on < timezone.localdate():
        raise NotAllowedNow(_("These days are over."))
    if Availability.objects.filter(expert=expert).overlapping(starts_on, ends_on).exists():
        raise NotAllowedNow(_("Some of these days are already stated: take that period back first."))
    row = Availability(expert=expert, starts_on=starts_on, ends_on=ends_on, note=note, stated_by=by)
    save(row)
    record("experts.availability.state", expert, by=by, days=[starts_on.isoformat(), ends_on.isoformat()])
    return row


@transaction.atomic
def drop_availability(row: Availability, *, by: Any) -> Expert:
    expert, days = row.expert, [row.starts_on.isoformat(), row.ends_on.isoformat()]
    row.delete()
    record("experts.availability.drop", expert, by=by, days=days)
    return expert
