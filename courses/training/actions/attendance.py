"""The class head's desk: who reported in, who was there in which half-day, who passed."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.actions.enrolments import leave
from courses.training.actions.rules import require_reason
from courses.training.enums import (
    ENROLMENT_TRANSITIONS,
    TEACHING_STATES,
    EnrolmentState,
    SessionState,
)
from courses.training.models import Attendance, Enrolment, Session, TimetableSlot
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.jobs.actions import later

# What the history of a class calls these acts.
LABELS = {
    "training.enrolment.report": gettext_lazy("Reported in"),
    "training.enrolment.no_show": gettext_lazy("Did not report in"),
    "training.enrolment.expel": gettext_lazy("Dismissed"),
    "training.attendance.record": gettext_lazy("Attendance recorded"),
}


def require_running(session: Session) -> None:
    if session.state not in TEACHING_STATES:
        raise NotAllowedNow(
            _("Attendance is kept while the class runs; this class is “%(state)s”.")
            % {"state": session.get_state_display()}
        )


@transaction.atomic
def report_in(enrolment: Enrolment, *, by: Any) -> Enrolment:
    """The person has arrived; whoever had not confirmed her seat yet has done so by coming."""
    require_running(enrolment.session)
    if enrolment.state == EnrolmentState.ACCEPTED:
        move(enrolment, EnrolmentState.CONFIRMED, "confirm", by)
    return move(enrolment, EnrolmentState.ATTENDING, "report", by)


def move(enrolment: Enrolment, to: EnrolmentState, verb: str, by: Any) -> Enrolment:
    return move_state(enrolment, to, transitions=ENROLMENT_TRANSITIONS, action=f"training.enrolment.{verb}", by=by)


@transaction.atomic
def mark_no_show(enrolment: Enrolment, *, by: Any) -> Enrolment:
    """The person has not come; the place lapses. A seat that was never confirmed is no absence of hers."""
    require_running(enrolment.session)
    if enrolment.state == EnrolmentState.ACCEPTED:
        reason = _("The seat was not confirmed, and nobody came to take it.")
        leave(enrolment, EnrolmentState.WITHDRAWN, "lapse", reason, by)
    else:
        leave(enrolment, EnrolmentState.NO_SHOW, "no_show", "", by)
    return enrolment


@transaction.atomic
def end_participation(enrolment: Enrolment, *, dismissed: bool, reason: str, by: Any) -> Enrolment:
    """End it while the class runs, with a reason: dismissed, or withdrawn at her own or her unit's wish (8.2)."""
    require_reason(reason)
    if enrolment.session.state not in {*TEACHING_STATES, SessionState.SUSPENDED}:
        raise NotAllowedNow(
            _("A participation is ended while the class runs; this class is “%(state)s”.")
            % {"state": enrolment.session.get_state_display()}
        )
    to, verb = (EnrolmentState.EXPELLED, "expel") if dismissed else (EnrolmentState.WITHDRAWN, "withdraw")
    leave(enrolment, to, verb, reason.strip(), by)
    later("training.tell_person", enrolment_id=enrolment.pk, kind="training.withdrawn")
    later("training.tell_of_end", enrolment_id=enrolment.pk, kind="training.ended")
    return enrolment


def expel(enrolment: Enrolment, *, reason: str, by: Any) -> Enrolment:
    """Unapproved absence or discipline ends the participation."""
    return end_participation(enrolment, dismissed=True, reason=reason, by=by)


@transaction.atomic
def record_attendance(session: Session, *, slot: TimetableSlot, marks: dict[int, str], by: Any) -> int:
    """Keep one half-day's marks {enrolment id: mark}; return how many changed. Each correction is on record."""
    require_running(session)
    if slot.session_id != session.pk:
        raise NotAllowedNow(_("This half-day belongs to another class."))
    if slot.day > timezone.localdate():
        raise NotAllowedNow(_("%(slot)s has not taken place yet: attendance is recorded on the day.") % {"slot": slot})
    people = Enrolment.objects.filter(session=session, state=EnrolmentState.ATTENDING)
    allowed = set(people.values_list("pk", flat=True))
    before = dict(Attendance.objects.filter(slot=slot).values_list("enrolment", "mark"))
    changed = {pk: mark for pk, mark in marks.items() if pk in allowed and before.get(pk) != mark}
    now = timezone.now()
    Attendance.objects.bulk_create(
        [Attendance(enrolment_id=pk, slot=slot, mark=m, recorded_by=by, recorded_at=now) for pk, m in changed.items()],
        update_conflicts=True,
        unique_fields=["enrolment", "slot"],
        update_fields=["mark", "source", "recorded_by", "recorded_at"],
    )
    if changed:
        corrections = {str(pk): [before[pk], mark] for pk, mark in changed.items() if pk in before}
        record(
            "training.attendance.record", session, by=by, slot=str(slot), marks=len(changed), corrections=corrections
        )
        later("training.warn_of_limit", session_id=session.pk)
    return len(changed)
