"""Rooms are booked by the timetable or by hand; of two who want the same half-day the constraint lets one have it."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.models import Room, RoomBooking, Session, TimetableSlot
from courses.training.queries.rooms import bookings_in_the_way
from courses.training.queries.timetable import taken_by
from shared.audit.actions import NotAllowedNow, record
from shared.jobs.actions import later

LABELS = {
    "training.room.save": gettext_lazy("Room written down"),
    "training.room.book": gettext_lazy("Room booked"),
    "training.room.release": gettext_lazy("Booking of a room ended"),
}


@transaction.atomic
def save_room(room: Room, *, by: Any) -> Room:
    """Write a new room down, or change what is known of it."""
    room.save()
    record("training.room.save", room, by=by, name=room.name, seats=room.seats)
    return room


@transaction.atomic
def book_room(
    room: Room, *, day: dt.date, half: str, purpose: str, until: dt.date | None = None, by: Any
) -> list[RoomBooking]:
    """Book by hand, every week until `until` where given: all of these half-days or none."""
    if room.is_closed:
        raise NotAllowedNow(_("This room is no longer in use: choose another one."))
    days = [day]
    while until and days[-1] + dt.timedelta(days=7) <= until:
        days.append(days[-1] + dt.timedelta(days=7))
    rows = [RoomBooking(room=room, day=each, half=half, purpose=purpose.strip(), booked_by=by) for each in days]
    take(rows)
    record("training.room.book", room, by=by, day=day.isoformat(), half=str(half), times=len(rows), purpose=purpose)
    return rows


def take(rows: list[RoomBooking]) -> None:
    """Write the bookings, in one order for everybody, or say who has the room."""
    rows.sort(key=lambda row: (row.room_id, row.day, str(row.half)))
    try:
        with transaction.atomic():
            RoomBooking.objects.bulk_create(rows)
    except IntegrityError as clash:
        holders = " ".join(taken_by(row) for row in bookings_in_the_way(rows)[:5])
        raise NotAllowedNow(
            holders or _("Somebody else took the room a moment ago. Look at its week and choose again.")
        ) from clash


@transaction.atomic
def release_room(booking: RoomBooking, *, by: Any) -> RoomBooking:
    """Give back a half-day that was booked by hand."""
    if booking.session_id:
        raise NotAllowedNow(_("This half-day is booked by the timetable of a class: change the room there."))
    record("training.room.release", booking.room, by=by, day=booking.day.isoformat(), half=booking.half)
    booking.delete()
    return booking


def book_rooms_of(session: Session, *, by: Any) -> None:
    """Make the bookings of a class follow its timetable; a lecture held together uses the other class's room."""
    RoomBooking.objects.filter(session=session).delete()
    slots = session.slots.filter(room__isnull=False, merged_into=None).select_related("room")
    take([RoomBooking(room=s.room, day=s.day, half=s.half, session=session, booked_by=by) for s in slots])


def part_from_others(session: Session, *, by: Any) -> None:
    """A class is cancelled or moved: others that were to hear its lectures hold them alone, in the room left free."""
    session.slots.update(merged_into=None)
    left = list(TimetableSlot.objects.filter(merged_into__session=session).select_related("merged_into", "session"))
    for slot in left:
        room = slot.merged_into.room_id if slot.merged_into else None
        TimetableSlot.objects.filter(pk=slot.pk).update(merged_into=None, room=room)
    for other in {slot.session for slot in left}:
        book_rooms_of(other, by=by)
        record("training.timetable", other, by=by, parted_from=session.number)
        later("training.tell_parted", session_id=other.pk, from_id=session.pk)


def release_rooms_of(session: Session) -> None:
    RoomBooking.objects.filter(session=session).delete()
