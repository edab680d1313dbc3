"""What joint training puts into a person's calendar: her half-days, lectures, duties and dates to keep."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.training.enums import AGREED_TEACHING, ON_THE_ROSTER, EnrolmentState, SessionState, TeachingState
from courses.training.models import Enrolment, Session, SessionOfficer, TaughtHalf, TeachingInvitation, TimetableSlot
from shared.notices.calendars import CalendarEvent

KEPT_DAYS = dt.timedelta(days=90)  # how long what is over stays in the feed
SLOTS = Prefetch("session__slots", queryset=TimetableSlot.objects.select_related("room"))


def events_for(user: Any) -> list[CalendarEvent]:
    """In a fixed number of queries, whatever the person does."""
    since = timezone.localdate() - KEPT_DAYS
    return [*enrolled(user, since), *teaching(user, since), *duties(user, since)]


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    """Beijing time."""
    return dt.datetime.combine(day, time, tzinfo=timezone.get_default_timezone())


def events_of_session(session: Session, prefix: str = "", is_cancelled: bool | None = None) -> list[CalendarEvent]:
    """One event per half-day, or one for the whole class while it has no timetable."""
    if is_cancelled is None:
        is_cancelled = session.state == SessionState.CANCELLED
    slots = list(session.slots.all())
    if not slots:
        return [whole_class(session, prefix, is_cancelled)]
    return [event_of_slot(session, slot, prefix, is_cancelled) for slot in slots]


def whole_class(session: Session, prefix: str, is_cancelled: bool) -> CalendarEvent:
    return CalendarEvent(
        uid=f"{prefix}{session.number}",
        summary=session.title,
        starts=session.starts_on,
        ends=session.ends_on,
        location=session.venue,
        url=session.get_absolute_url(),
        is_cancelled=is_cancelled,
    )


def event_of_slot(session: Session, slot: TimetableSlot, prefix: str, is_cancelled: bool) -> CalendarEvent:
    room = slot.room.name if slot.room else ""
    return CalendarEvent(
        uid=f"{prefix}{session.number}-{slot.pk}",
        summary=f"{session.title}{_(': ')}{slot.topic}",
        starts=moment(slot.day, slot.starts_at),
        ends=moment(slot.day, slot.ends_at),
        location=" · ".join(part for part in (session.venue, room) if part),
        url=session.get_absolute_url(),
        is_cancelled=is_cancelled,
    )


def enrolled(user: Any, since: dt.date) -> list[CalendarEvent]:
    """Half-days of the classes one is in; of those one was in and is no longer, as cancelled."""
    left = [EnrolmentState.WITHDRAWN, EnrolmentState.REPLACED]
    states = [str(state) for state in (*ON_THE_ROSTER, *left)]
    rows = Enrolment.objects.filter(person__user=user.pk, state__in=states, session__ends_on__gte=since)
    rows = rows.filter(Q(block__isnull=False) | Q(confirm_by__isnull=False) | ~Q(state__in=left))
    found = []
    for row in rows.select_related("session").prefetch_related(SLOTS).order_by("pk"):
        gone = row.state in left or row.session.state == SessionState.CANCELLED
        found += events_of_session(row.session, is_cancelled=gone)
        if row.state == EnrolmentState.ACCEPTED and row.confirm_by:
            found.append(date_to_keep(f"confirm-{row.pk}", _("Confirm: %(session)s"), row.session, row.confirm_by))
    return found


def date_to_keep(uid: str, text: str, session: Session, day: dt.date, url: str = "") -> CalendarEvent:
    url = url or session.get_absolute_url()
    return CalendarEvent(uid=uid, summary=text % {"session": session.title}, starts=day, ends=day, url=url)


def teaching(user: Any, since: dt.date) -> list[CalendarEvent]:
    """Lectures one gives, and until when one has to answer an invitation."""
    halves = Prefetch("halves", queryset=TaughtHalf.objects.select_related("slot__room"))
    states = [str(state) for state in (*AGREED_TEACHING, TeachingState.SENT, TeachingState.CANCELLED)]
    rows = TeachingInvitation.objects.filter(person__user=user.pk, state__in=states, session__ends_on__gte=since)
    rows = rows.exclude(state=TeachingState.CANCELLED, answered_at=None)
    found = []
    for row in rows.select_related("session").prefetch_related(halves).order_by("pk"):
        url = reverse("training:teaching-answer", args=[row.pk])
        if row.state == TeachingState.SENT and row.answer_by:
            text = _("Answer: invitation to teach in %(session)s")
            found.append(date_to_keep(f"answer-{row.pk}", text, row.session, row.answer_by, url))
            continue
        gone = row.state == TeachingState.CANCELLED
        found += [event_of_slot(row.session, half.slot, f"teach-{row.pk}-", gone) for half in row.halves.all()]
    return found


def duties(user: Any, since: dt.date) -> list[CalendarEvent]:
    """Classes whose class head one is; whoever has been relieved sees the duty cancelled."""
    rows = SessionOfficer.objects.filter(
        person__user=user.pk, duty="class_head", session__ends_on__gte=since
    ).select_related("session")
    found = []
    for row in rows.order_by("pk"):
        is_over = row.ended_at is not None or row.session.state == SessionState.CANCELLED
        found.append(whole_class(row.session, "duty-", is_over))
    return found
