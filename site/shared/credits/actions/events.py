import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.audit.actions import NotAllowedNow, record
from shared.credits.models import CareerEvent
from shared.directory.models import Person

LABELS = {
    "credits.event.enter": gettext_lazy("Career event entered"),
    "credits.event.remove": gettext_lazy("Career event removed"),
}


@transaction.atomic
def enter_event(
    person: Person,
    *,
    kind: str,
    happened_on: dt.date,
    by: Any,
    hours: Decimal | None = None,
    days: Decimal | None = None,
    document: str = "",
) -> CareerEvent:
    """Enter a promotion or first appointment, from which the training it asks for is counted."""
    if happened_on > timezone.localdate():
        raise NotAllowedNow(_("The event lies in the future. Enter it on its day."))
    event = CareerEvent(
        person=person,
        kind=kind,
        happened_on=happened_on,
        hours=hours,
        days=days,
        document=document,
        entered_by=by,
    )
    try:
        event.full_clean()
    except ValidationError as error:
        raise NotAllowedNow(" ".join(error.messages)) from error
    event.save()
    record("credits.event.enter", event, by=by, person=person.pk, kind=kind, on=happened_on.isoformat())
    return event


@transaction.atomic
def remove_event(event: CareerEvent, *, by: Any) -> CareerEvent:
    """Take back what was entered by mistake; the audit log keeps it."""
    on = event.happened_on.isoformat()
    record("credits.event.remove", event, by=by, person=event.person_id, kind=event.kind, on=on)
    event.delete()
    return event
