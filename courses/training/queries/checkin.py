"""The code on the screen of the room: for one half-day, for some seconds (A14)."""

import base64
import datetime as dt
from ipaddress import ip_address, ip_network

from django.core.signing import BadSignature, dumps, loads
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from courses.training.enums import Mark
from courses.training.models import Attendance, Session, TimetableSlot
from courses.training.queries.leave import rule_limit

SALT = "training.checkin"
LENGTH = 12  # of 32 letters and figures: nobody guesses one within its seconds


def code_seconds(session: Session) -> int:
    return int(rule_limit("training.code_seconds", session))


def window_at(session: Session, now: dt.datetime) -> int:
    return int(now.timestamp()) // code_seconds(session)


def code_for(slot: TimetableSlot, window: int) -> str:
    """Only the server can make it: class, half-day and moment under its secret."""
    made = salted_hmac(SALT, f"{slot.session_id}:{slot.pk}:{window}", algorithm="sha256").digest()
    return base64.b32encode(made).decode().lower()[:LENGTH]


def code_is_good(slot: TimetableSlot, code: str, now: dt.datetime) -> bool:
    """The code on the screen, or the one before it: it may change while somebody holds up her phone."""
    window = window_at(slot.session, now)
    return any(constant_time_compare(code, code_for(slot, each)) for each in (window, window - 1))


def seconds_left(session: Session, now: dt.datetime) -> int:
    return code_seconds(session) - int(now.timestamp()) % code_seconds(session)


def begins(slot: TimetableSlot) -> dt.datetime:
    """When the door opens: some minutes before the half-day."""
    early = dt.timedelta(minutes=int(rule_limit("training.code_early_minutes", slot.session)))
    return moment(slot.day, slot.starts_at) - early


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, tzinfo=timezone.get_default_timezone())


def is_current(slot: TimetableSlot, now: dt.datetime) -> bool:
    return begins(slot) <= now <= moment(slot.day, slot.ends_at)


def current_half_day(session: Session, now: dt.datetime) -> TimetableSlot | None:
    """The half-day that runs or is about to; None between them."""
    today = session.slots.filter(day=timezone.localdate(now)).select_related("session__region")
    return next((slot for slot in today if is_current(slot, now)), None)


def half_day_to_mark(session: Session, slots: list[TimetableSlot], now: dt.datetime) -> TimetableSlot | None:
    """The half-day that runs, or the one that has run last; before the class its first one."""
    early = dt.timedelta(minutes=int(rule_limit("training.code_early_minutes", session)))
    begun = [slot for slot in slots if moment(slot.day, slot.starts_at) - early <= now]
    return begun[-1] if begun else (slots[0] if slots else None)


def is_at_the_venue(session: Session, address: str) -> bool:
    """Does the address belong to a network of the venue? Without a list, every address does."""
    networks = session.venue_networks.split()
    if not networks:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    # an IPv4 address as a socket of both families writes it
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in ip_network(network, strict=False) for network in networks)


def ticket_for(user_id: int, slot: TimetableSlot) -> str:
    """What the page after the scan carries: this person, this half-day; useless to anybody else."""
    return dumps([user_id, slot.pk], salt=SALT)


def ticket_is_good(ticket: str, user_id: int, slot: TimetableSlot) -> bool:
    lives = int(rule_limit("training.code_answer_seconds", slot.session))
    try:
        return loads(ticket, salt=SALT, max_age=lives) == [user_id, slot.pk]
    except BadSignature:
        return False


def those_in(slot: TimetableSlot) -> QuerySet[Attendance]:
    return Attendance.objects.filter(slot=slot, mark__in=[Mark.PRESENT, Mark.PARTIAL])
