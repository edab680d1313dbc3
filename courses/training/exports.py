"""A class as an iCalendar file: one event per half-day, or one for the whole class."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from courses.training.models import Session


def session_calendar(session: Session, url: str) -> bytes:
    """RFC 5545 text with folded lines; times are Beijing time written in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tongtang//Training//ZH", "CALSCALE:GREGORIAN"]
    stamp = f"{timezone.now():%Y%m%dT%H%M%SZ}"
    slots = list(session.slots.all())
    for slot in slots:
        starts, ends = utc(slot.day, slot.starts_at), utc(slot.day, slot.ends_at)
        when = [f"DTSTART:{starts}", f"DTEND:{ends}"]
        lines += event(f"{session.number}-{slot.pk}", stamp, when, f"{session.title}：{slot.topic}", session, url)
    if not slots:
        after = session.ends_on + dt.timedelta(days=1)
        when = [f"DTSTART;VALUE=DATE:{session.starts_on:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
        lines += event(session.number, stamp, when, session.title, session, url)
    return "".join(fold(line) for line in [*lines, "END:VCALENDAR"]).encode()


def utc(day: dt.date, time: dt.time) -> str:
    moment = dt.datetime.combine(day, time, tzinfo=ZoneInfo(settings.TIME_ZONE))
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def event(uid: str, stamp: str, when: list[str], summary: str, session: Session, url: str) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@tongtang",
        f"DTSTAMP:{stamp}",
        *when,
        f"SUMMARY:{escape(summary)}",
        f"LOCATION:{escape(session.venue)}",
        f"URL:{url}",
        "END:VEVENT",
    ]


def escape(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def fold(line: str) -> str:
    """At most 75 octets a line, never cutting a character."""
    parts, current = [], ""
    for character in line:
        if len((current + character).encode()) > 74:
            parts.append(current)
            current = ""
        current += character
    return "\r\n ".join([*parts, current]) + "\r\n"
