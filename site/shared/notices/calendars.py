"""What stands in a person's calendar, told by the apps that know, and how it is written (RFC 5545).

Each app registers a provider in `apps.py:ready()`.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from icalendar import Calendar, Event


@dataclass(frozen=True)
class CalendarEvent:
    """`starts` and `ends` are aware moments, or days (then `ends` is the last day itself)."""

    uid: str
    summary: str | Promise
    starts: dt.date
    ends: dt.date
    location: str = ""
    url: str = ""
    description: str | Promise = ""
    is_cancelled: bool = False
    is_tentative: bool = False
    sequence: int = 0  # grows with every change, so that a calendar takes the newer one


type Provider = Callable[[Any], Iterable[CalendarEvent]]

PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)


def events_of(user: Any) -> list[CalendarEvent]:
    """Everything in the calendar of `user`, each event once, in the order of days."""
    found = {event.uid: event for provider in PROVIDERS for event in provider(user)}
    return sorted(found.values(), key=lambda event: (day_of(event.starts), event.uid))


def day_of(moment: dt.date) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment


def in_utc(moment: dt.date) -> dt.date:
    """Moments go out in UTC, so that no reader needs to know our time zone; days stay days."""
    return moment.astimezone(dt.UTC) if isinstance(moment, dt.datetime) else moment


def calendar_bytes(name: str, events: Iterable[CalendarEvent], *, stamp: dt.datetime) -> bytes:
    """RFC 5545 text. The same events and `stamp` give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tongtang//Training//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(component(event, stamp))
    return calendar.to_ical()


def component(event: CalendarEvent, stamp: dt.datetime) -> Event:
    row = Event()
    row.add("uid", f"{event.uid}@tongtang")
    row.add("dtstamp", stamp)
    row.add("dtstart", in_utc(event.starts))
    # An event of whole days ends on the day after its last one.
    is_moment = isinstance(event.ends, dt.datetime)
    row.add("dtend", in_utc(event.ends) if is_moment else event.ends + dt.timedelta(days=1))
    row.add("summary", str(event.summary))
    row.add("status", "CANCELLED" if event.is_cancelled else "TENTATIVE" if event.is_tentative else "CONFIRMED")
    if event.sequence:
        row.add("sequence", event.sequence)
    if event.location:
        row.add("location", event.location)
    if event.description:
        row.add("description", str(event.description))
    if event.url:
        row.add("url", event.url if "://" in event.url else settings.BASE_URL + event.url)
    return row
