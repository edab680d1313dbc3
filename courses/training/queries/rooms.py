"""Rooms and who has them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from courses.training.enums import Half
from courses.training.models import Room, RoomBooking, Session

WEEK = dt.timedelta(days=6)


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


@dataclass(frozen=True)
class RoomDay:
    """One day of a room's week: who has the morning, who the afternoon."""

    day: dt.date
    halves: list[tuple[Half, RoomBooking | None]]


def rooms_for(session: Session) -> QuerySet[Room]:
    """Rooms of either host and the units below it that are in use."""
    found = Q(pk__in=[])
    for host in session.hosts:
        found |= Q(agency__path__startswith=host.path)
    return Room.objects.filter(found, is_closed=False).select_related("agency")


def room_week(room: Room, monday: dt.date) -> list[RoomDay]:
    rows = RoomBooking.objects.filter(room=room, day__range=(monday, monday + WEEK))
    taken = {(row.day, row.half): row for row in rows.select_related("session", "booked_by")}
    days = [monday + dt.timedelta(days=n) for n in range(7)]
    return [RoomDay(day, [(half, taken.get((day, str(half)))) for half in Half]) for day in days]


def bookings_in_the_way(wanted: Iterable[RoomBooking]) -> list[RoomBooking]:
    """What is booked in the half-days that `wanted` asks for."""
    places = {(row.room_id, row.day, str(row.half)) for row in wanted}
    rows = RoomBooking.objects.filter(
        room__in={room for room, _day, _half in places}, day__in={day for _room, day, _half in places}
    ).select_related("room", "session")
    return [row for row in rows if (row.room_id, row.day, row.half) in places]
