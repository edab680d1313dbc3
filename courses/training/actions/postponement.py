"""A class takes place later: new days, the same people, one more numbered paper."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.actions.leave import take_back_for_new_days
from courses.training.actions.lecturers import ask_again_for_new_days
from courses.training.actions.notices import issue_notice
from courses.training.actions.rooms import book_rooms_of, part_from_others, release_rooms_of
from courses.training.actions.rules import require_reason
from courses.training.actions.timetable import drop
from courses.training.enums import FILLING_STATES, NoticeType, SessionState
from courses.training.models import Session
from courses.training.queries.budget import plain
from shared.audit.actions import NotAllowedNow, record
from shared.jobs.actions import later

POSTPONABLE = frozenset({SessionState.APPROVED, *FILLING_STATES})
LABELS = {"training.session.postpone": gettext_lazy("Class postponed")}


@transaction.atomic
def postpone(
    session: Session,
    *,
    starts_on: dt.date,
    ends_on: dt.date,
    reason: str,
    closes_at: dt.datetime | None = None,
    keep_timetable: bool = True,
    by: Any,
) -> Session:
    """Move the class to later days before it begins. Everyone keeps her seat; the timetable moves or is redone."""
    require_reason(reason)
    check_days(session, starts_on, ends_on, closes_at)
    before = {"starts_on": session.starts_on.isoformat(), "ends_on": session.ends_on.isoformat()}
    changes = {"starts_on": starts_on, "ends_on": ends_on, "state_reason": reason.strip()[:300]}
    if closes_at:
        changes["closes_at"] = closes_at
    shift = starts_on - session.starts_on
    take_days(session, changes)
    take_back_for_new_days(session)
    move_timetable(session, shift, keep_timetable, by)
    record("training.session.postpone", session, by=by, reason=reason.strip(), before=before, after=str(starts_on))
    if session.state != SessionState.APPROVED:
        issue_notice(session, NoticeType.POSTPONED, by=by, reason=reason.strip(), before=before)
    later("training.tell_postponed", session_id=session.pk, day=starts_on.isoformat())
    return session


def check_days(session: Session, starts_on: dt.date, ends_on: dt.date, closes_at: dt.datetime | None) -> None:
    today = timezone.localdate()
    if session.state not in POSTPONABLE or session.starts_on <= today:
        raise NotAllowedNow(
            _("A class is postponed between its approval and the day before it begins; this one is “%(state)s”.")
            % {"state": session.get_state_display()}
        )
    if starts_on <= session.starts_on:
        raise NotAllowedNow(
            _("The new first day has to lie after the present one, %(day)s.") % {"day": session.starts_on.isoformat()}
        )
    if ends_on < starts_on:
        raise NotAllowedNow(_("The last day lies before the first day."))
    if session.days > (ends_on - starts_on).days + 1:
        raise NotAllowedNow(
            _("The class counts %(days)s days: give it at least as many between its new first and last day.")
            % {"days": plain(session.days)}
        )
    if closes_at and (closes_at <= timezone.now() or (session.opens_at and closes_at <= session.opens_at)):
        raise NotAllowedNow(_("Enrolment has to close after now and after it opens: choose a later moment."))
    closing = closes_at or session.closes_at
    if closing and timezone.localdate(closing) > starts_on:
        raise NotAllowedNow(_("Enrolment has to close before the class starts."))


def take_days(session: Session, changes: dict[str, Any]) -> None:
    """Change the days by a conditional update: of two who postpone at once, one does."""
    rows = Session.objects.filter(pk=session.pk, state=session.state, starts_on=session.starts_on).update(**changes)
    if not rows:
        raise NotAllowedNow(_("Somebody else changed this a moment ago. Look at its present state and try again."))
    for name, value in changes.items():
        setattr(session, name, value)


def move_timetable(session: Session, shift: dt.timedelta, keep: bool, by: Any) -> None:
    """Shift every half-day by the same number of days, or empty the timetable; it must fit into the new days."""
    release_rooms_of(session)
    part_from_others(session, by=by)
    slots = list(session.slots.order_by("-day", "half"))  # from the end, so that no two meet on the way
    if not keep:
        drop(session.slots.all())
    elif slots and slots[0].day + shift > session.ends_on:
        raise NotAllowedNow(
            _("The timetable reaches to %(day)s then, after the new last day: choose to redo it, or give more days.")
            % {"day": (slots[0].day + shift).isoformat()}
        )
    else:
        for slot in slots:
            session.slots.filter(pk=slot.pk).update(day=slot.day + shift)
        ask_again_for_new_days(session, by=by)
    book_rooms_of(session, by=by)
