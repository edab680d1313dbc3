"""The half-days of a class by week, and what they clash with."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from courses.training.enums import SessionState
from courses.training.models import RoomBooking, Session, TimetableSlot
from courses.training.queries.rooms import WEEK, bookings_in_the_way, monday_of
from shared.directory.models import Agency
from shared.regulations.models import CalendarDay
from shared.regulations.queries import rows_of


@dataclass(frozen=True)
class Week:
    """One page of the timetable form."""

    number: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Clash:
    """What speaks against a half-day; a room that somebody else has cannot be overruled."""

    text: str
    is_blocking: bool = False


def weeks_of(session: Session, slot_days: Iterable[dt.date] = ()) -> list[Week]:
    """The weeks of the class from Monday to Sunday, and those of half-days that lie outside it."""
    length = (session.ends_on - session.starts_on).days + 1
    days = {session.starts_on + dt.timedelta(days=n) for n in range(length)} | set(slot_days)
    mondays = sorted({monday_of(day) for day in days})
    return [Week(number, monday, monday + WEEK) for number, monday in enumerate(mondays, start=1)]


def clashes(session: Session, slots: list[TimetableSlot]) -> list[Clash]:
    """Everything that speaks against these half-days of the class, in a fixed number of queries."""
    if not slots:
        return []
    return [
        *rooms_taken(session, slots),
        *lecturers_elsewhere(session, slots),
        *days_that_do_not_fit(session, slots),
        *rooms_too_small(session, slots),
    ]


def rooms_taken(session: Session, slots: list[TimetableSlot]) -> list[Clash]:
    wanted = [RoomBooking(room_id=s.room_id, day=s.day, half=s.half) for s in slots if s.room_id and not s.merged_into]
    others = [row for row in bookings_in_the_way(wanted) if row.session_id != session.pk]
    return [Clash(taken_by(row), is_blocking=True) for row in others]


def taken_by(row: RoomBooking) -> str:
    return _("%(room)s is taken on %(day)s, %(half)s, by: %(holder)s.") % {
        "room": row.room.name,
        "day": row.day.isoformat(),
        "half": row.get_half_display(),
        "holder": row.holder,
    }


def lecturers_elsewhere(session: Session, slots: list[TimetableSlot]) -> list[Clash]:
    """The same person, or where no person is known the same name of the same agency, in the same half-day."""
    mine = {(s.day, str(s.half)): s for s in slots if s.lecturer}
    others = (
        TimetableSlot.objects.filter(day__in={day for day, _half in mine})
        .exclude(session=session)
        .exclude(session__state=SessionState.CANCELLED)
        .filter(
            Q(lecturer__in={s.lecturer for s in mine.values()})
            | Q(lecturer_person__in={s.lecturer_person_id for s in mine.values() if s.lecturer_person_id})
        )
        .select_related("session")
    )
    found = []
    for other in others:
        slot = mine.get((other.day, other.half))
        if slot and is_same_lecturer(slot, other) and not are_held_together(slot, other):
            words = {
                "name": slot.lecturer,
                "day": slot.day.isoformat(),
                "half": slot.get_half_display(),
                "session": other.session.title,
            }
            found.append(Clash(_("%(name)s teaches on %(day)s, %(half)s, elsewhere: %(session)s.") % words))
    return found


def is_same_lecturer(one: TimetableSlot, other: TimetableSlot) -> bool:
    if one.lecturer_person_id and other.lecturer_person_id:
        return one.lecturer_person_id == other.lecturer_person_id
    return (one.lecturer, one.lecturer_agency_id) == (other.lecturer, other.lecturer_agency_id)


def are_held_together(one: TimetableSlot, other: TimetableSlot) -> bool:
    return bool(
        (other.pk and one.merged_into_id == other.pk)
        or (one.pk and other.merged_into_id == one.pk)
        or (one.merged_into_id and one.merged_into_id == other.merged_into_id)
    )


def days_that_do_not_fit(session: Session, slots: list[TimetableSlot]) -> list[Clash]:
    holidays = {row.day: row.name for row in rows_of(CalendarDay) if row.kind == "holiday"}
    found = []
    for slot in slots:
        words = {"day": slot.day.isoformat(), "half": slot.get_half_display(), "name": holidays.get(slot.day, "")}
        if not session.starts_on <= slot.day <= session.ends_on:
            found.append(Clash(_("%(day)s, %(half)s, lies outside the days of the class.") % words))
        if slot.day in holidays:
            found.append(Clash(_("%(day)s, %(half)s, is a public holiday: %(name)s.") % words))
    return found


def rooms_too_small(session: Session, slots: list[TimetableSlot]) -> list[Clash]:
    people = session.blocks.aggregate(all=Sum("seats"))["all"] or 0
    small = {s.room.pk: s.room for s in slots if s.room and s.room.seats < people}
    text = _("%(room)s has %(seats)s seats, fewer than the %(people)s of the class.")
    return [Clash(text % {"room": r.name, "seats": r.seats, "people": people}) for r in small.values()]


def slots_to_hold_together(session: Session, week: Week, user: Any) -> dict[tuple[dt.date, str], list[TimetableSlot]]:
    """Half-days of other classes of the same hosts that she sees, with which a lecture can be held together."""
    same_hosts = Q(session__ip_host__in=[h.pk for h in session.hosts]) | Q(
        session__proc_host__in=[h.pk for h in session.hosts]
    )
    seen = Q(session__in=Session.objects.visible_to(user).order_by().values("pk"))
    seen |= Q(pk__in=session.slots.order_by().values("merged_into"))
    rows = TimetableSlot.objects.filter(same_hosts, seen, day__range=(week.first, week.last), merged_into=None)
    found: dict[tuple[dt.date, str], list[TimetableSlot]] = {}
    for slot in rows.exclude(session=session).exclude(session__state="cancelled").select_related("session"):
        found.setdefault((slot.day, slot.half), []).append(slot)
    return found


def agencies_nearby(session: Session) -> list[str]:
    """Names to choose from when writing where a lecturer comes from: the nation's and the region's agencies."""
    near = Q(level="national")
    if session.region:
        near |= Q(region__code__startswith=session.region.code[:2])
    return list(Agency.objects.valid_on().filter(near).order_by("code").values_list("name", flat=True))


def agencies_by_name(words: set[str]) -> dict[str, Agency]:
    """Agencies by their full name or their code."""
    rows = Agency.objects.valid_on().filter(Q(name__in=words) | Q(code__in=words))
    return {key: row for row in rows for key in (row.name, row.code)}
