"""A class as an iCalendar file: one event per half-day, or one for the whole class."""

from courses.training.models import Session
from courses.training.queries.calendars import events_of_session
from shared.notices.calendars import calendar_bytes


def session_calendar(session: Session) -> bytes:
    return calendar_bytes(session.title, events_of_session(session), stamp=session.created_at)
