"""What people are reminded of before the day comes: once each, and by e-mail only who wants it."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.training.enums import EnrolmentState, SessionState, TeachingState
from courses.training.models import Enrolment, Session, TaughtHalf
from shared.notices.actions import notify
from shared.notices.kinds import NoticeKind
from shared.regulations.queries import deadline

KINDS = [
    NoticeKind(
        "training.remind_start",
        _("A class begins soon"),
        _("Begins on %(day)s: %(session)s"),
        _("“%(session)s” begins on %(day)s. Place: %(venue)s"),
    ),
    NoticeKind(
        "training.remind_confirm",
        _("A seat is still to be confirmed"),
        _("Confirm by %(day)s: %(session)s"),
        _("Your seat in “%(session)s” is still to be confirmed, by %(day)s. After that it goes on."),
    ),
    NoticeKind(
        "training.remind_teaching",
        _("A lecture to give soon"),
        _("You teach on %(day)s: %(topic)s"),
        _("You teach “%(topic)s” in “%(session)s” on %(day)s, %(half)s. Place: %(venue)s"),
    ),
]
AHEAD = dt.timedelta(days=92)  # no reminder comes earlier, whatever the rules say
RUNNING = [SessionState.ENROLLING, SessionState.CLOSED, SessionState.CONFIRMED]


def is_time(code: str, day: dt.date, today: dt.date) -> bool:
    return deadline(code, start=day, before=True) <= today <= day


def send_reminders() -> int:
    """Everything that is due today and was not said before; a second run says nothing."""
    today = timezone.localdate()
    return remind_of_starts(today) + remind_of_confirming(today) + remind_of_teaching(today)


def remind_of_starts(today: dt.date) -> int:
    kind, told = "training.remind_start", 0
    seated = [EnrolmentState.ACCEPTED, EnrolmentState.CONFIRMED]
    for session in Session.objects.filter(state__in=RUNNING, starts_on__range=(today, today + AHEAD)):
        if is_time(kind, session.starts_on, today):
            people = session.enrolments.filter(state__in=seated, person__user__isnull=False)
            told += notify(
                kind,
                to=[row.person.user for row in people.select_related("person__user")],
                url=session.get_absolute_url(),
                key=f"{kind}:{session.pk}:{session.starts_on}",
                session=session.title,
                day=session.starts_on.isoformat(),
                venue=session.venue,
            )
    return told


def remind_of_confirming(today: dt.date) -> int:
    kind, told = "training.remind_confirm", 0
    rows = Enrolment.objects.filter(state=EnrolmentState.ACCEPTED, confirm_by__range=(today, today + AHEAD))
    for row in rows.filter(person__user__isnull=False).select_related("session", "person__user"):
        if row.confirm_by and is_time(kind, row.confirm_by, today):
            url, key = row.session.get_absolute_url(), f"{kind}:{row.pk}:{row.confirm_by}"
            words = {"session": row.session.title, "day": row.confirm_by.isoformat()}
            told += notify(kind, to=[row.person.user], url=url, key=key, **words)
    return told


def remind_of_teaching(today: dt.date) -> int:
    kind, told = "training.remind_teaching", 0
    halves = TaughtHalf.objects.filter(
        invitation__state=TeachingState.ACCEPTED,
        invitation__person__user__isnull=False,
        slot__day__range=(today, today + AHEAD),
    )
    for half in halves.select_related("slot", "invitation__session", "invitation__person__user"):
        if is_time(kind, half.slot.day, today):
            row = half.invitation
            told += notify(
                kind,
                to=[row.person.user if row.person else None],
                url=f"/training/teaching/{row.pk}/",
                key=f"{kind}:{row.pk}:{half.slot.day}:{half.slot.half}",
                topic=row.topic,
                session=row.session.title,
                day=half.slot.day.isoformat(),
                half=str(half.slot.get_half_display()),
                venue=row.session.venue,
            )
    return told
