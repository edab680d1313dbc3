"""The timetable of a class, by half-day."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.actions.rooms import book_rooms_of
from courses.training.enums import FINISHED_STATES, LIVE_TEACHING, SessionState
from courses.training.models import Session, TimetableSlot
from shared.audit.actions import NotAllowedNow, record

LABELS = {"training.timetable": gettext_lazy("Timetable changed")}


@transaction.atomic
def arrange_timetable(
    session: Session,
    *,
    slots: list[TimetableSlot],
    first: dt.date | None = None,
    last: dt.date | None = None,
    by: Any,
) -> Session:
    """Replace the timetable, or its days from `first` to `last`, by `slots`, and book their rooms."""
    state = Session.objects.select_for_update(no_key=True).get(pk=session.pk).state
    if state in {*FINISHED_STATES, SessionState.CANCELLED}:
        raise NotAllowedNow(_("The timetable of a class that is over stays as it was."))
    take_over_known(session, slots)
    dropped = session.slots.exclude(pk__in=[slot.pk for slot in slots if slot.pk])
    if first and last:
        dropped = dropped.filter(day__range=(first, last))
    drop(dropped)
    for slot in slots:
        slot.session = session
        check_held_together(slot)
        slot.save()
    book_rooms_of(session, by=by)
    record("training.timetable", session, by=by, half_days=len(slots))
    return session


def take_over_known(session: Session, slots: list[TimetableSlot]) -> None:
    """The same form sent twice, or two organisers at once: a half-day that is there by now is changed, not doubled."""
    known = {(slot.day, slot.half): slot.pk for slot in session.slots.all()}
    for slot in slots:
        slot.pk = slot.pk or known.get((slot.day, str(slot.half)))


def drop(slots: QuerySet[TimetableSlot]) -> None:
    if slots.filter(attendance__isnull=False).exists():
        raise NotAllowedNow(_("A half-day for which attendance is on record cannot be taken out of the timetable."))
    if slots.filter(taught__invitation__state__in=[str(s) for s in LIVE_TEACHING]).exists():
        raise NotAllowedNow(
            _("A lecturer has been invited for this half-day: cancel the invitation before you take it out.")
        )
    slots.delete()


def check_held_together(slot: TimetableSlot) -> None:
    """Two classes hear one lecture together: same half-day, and no chain of three."""
    other = slot.merged_into
    if other is None:
        return
    if (other.day, other.half) != (slot.day, str(slot.half)) or other.session_id == slot.session_id:
        raise NotAllowedNow(_("A lecture is held together with one of another class in the same half-day."))
    if other.merged_into_id or (slot.pk and slot.merged.exists()):
        raise NotAllowedNow(_("This lecture is already held together with another class: name that class instead."))
