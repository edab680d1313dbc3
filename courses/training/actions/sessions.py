"""Rule book 8.1: the life of a session, from the plan of two hosts to the posted hours."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.actions.eligibility import take_over_rules
from courses.training.actions.enrolments import leave, turn_down
from courses.training.actions.evaluation import close_evaluation_if_due, open_evaluation
from courses.training.actions.hours import post_hours_of
from courses.training.actions.lecturers import cancel_invitations_of
from courses.training.actions.notices import issue_notice
from courses.training.actions.readiness import check_lecturers, check_plan
from courses.training.actions.rooms import part_from_others, release_rooms_of
from courses.training.actions.rules import require_reason
from courses.training.enums import (
    LIVE_STATES,
    SESSION_TRANSITIONS,
    EnrolmentState,
    NoticeType,
    SessionState,
    Side,
)
from courses.training.models import Enrolment, PlanApproval, SeatBlock, Session
from courses.training.permissions import sides_to_approve
from courses.training.queries import next_in_line, slots_without_full_attendance
from courses.training.queries.lecturers import has_agreed_lecturer
from courses.training.requirements import FOLLOW_UPS
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.jobs.actions import later
from shared.regulations.queries import deadline

# What the history of a class calls these acts.
LABELS = {
    "training.session.draft": gettext_lazy("Session drawn up"),
    "training.session.revise": gettext_lazy("Draft changed"),
    "training.session.submit": gettext_lazy("Plan submitted"),
    "training.session.approve": gettext_lazy("Plan approved by one host"),
    "training.session.approved": gettext_lazy("Plan approved by all hosts"),
    "training.session.return": gettext_lazy("Plan returned"),
    "training.session.open": gettext_lazy("Call-up notice issued, enrolment open"),
    "training.session.close": gettext_lazy("Enrolment closed"),
    "training.session.confirm": gettext_lazy("List of participants confirmed"),
    "training.session.start": gettext_lazy("Class started"),
    "training.session.suspend": gettext_lazy("Class suspended"),
    "training.session.resume": gettext_lazy("Class resumed"),
    "training.session.end": gettext_lazy("Teaching ended"),
    "training.session.conclude": gettext_lazy("Results closed"),
    "training.session.complete": gettext_lazy("Class completed, hours posted"),
    "training.session.archive": gettext_lazy("Class archived"),
    "training.session.cancel": gettext_lazy("Class cancelled"),
    "training.session.import": gettext_lazy("Session imported"),
}


def move(session: Session, to: SessionState, verb: str, by: Any, reason: str = "", **changes: Any) -> Session:
    return move_state(
        session,
        to,
        transitions=SESSION_TRANSITIONS,
        action=f"training.session.{verb}",
        by=by,
        reason=reason.strip(),
        **changes,
    )


@transaction.atomic
def draw_up_session(session: Session, *, seats: dict[str, int], by: Any) -> Session:
    """Write a new draft with its seats."""
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as taken:
        raise NotAllowedNow(_("Somebody took this number a moment ago: send the form again.")) from taken
    for side in Side:
        SeatBlock.objects.create(session=session, side=side, seats=seats.get(side, 0))
    if session.plan_line:
        take_over_rules(session, session.plan_line, by=by)
    record("training.session.draft", session, by=by, seats={str(k): v for k, v in seats.items()})
    return session


@transaction.atomic
def revise_session(session: Session, *, seats: dict[str, int], by: Any) -> Session:
    """Change a draft; once submitted, the plan stands as it is."""
    if session.state != SessionState.DRAFT:
        raise NotAllowedNow(
            _("Only a draft can be changed; this class is “%(state)s”.") % {"state": session.get_state_display()}
        )
    session.save()
    for side, number in seats.items():
        SeatBlock.objects.update_or_create(
            session=session, side=side, agency=None, region=None, defaults={"seats": number}
        )
    record("training.session.revise", session, by=by, seats={str(k): v for k, v in seats.items()})
    return session


@transaction.atomic
def submit_plan(session: Session, *, by: Any) -> Session:
    """Hand the plan to the training offices of the hosts."""
    check_plan(session)
    move(session, SessionState.PLAN_REVIEW, "submit", by)
    later("training.tell_planners", session_id=session.pk)
    return session


@transaction.atomic
def approve_plan(session: Session, *, by: Any) -> Session:
    """The training office of one host agrees; with the last host's word the session is approved (A9)."""
    # two hosts may agree at once
    session.state = Session.objects.select_for_update(no_key=True).get(pk=session.pk).state
    if session.state != SessionState.PLAN_REVIEW:
        raise NotAllowedNow(
            _("There is no plan to approve: this class is “%(state)s”.") % {"state": session.get_state_display()}
        )
    check_plan(session)  # the seats or the line of the annual plan may have changed since it was submitted
    for side in sides_to_approve(by, session):
        _approval, is_new = PlanApproval.objects.get_or_create(session=session, side=side, defaults={"approved_by": by})
        if is_new:
            record("training.session.approve", session, by=by, side=side)
    if session.approvals.count() == len(session.hosts):
        move(session, SessionState.APPROVED, "approved", by)
        later("training.tell_step", session_id=session.pk, kind="training.plan_approved")
    return session


@transaction.atomic
def return_plan(session: Session, *, reason: str, by: Any) -> Session:
    """Send the plan back to its author; approvals given so far are void."""
    require_reason(reason)
    move(session, SessionState.DRAFT, "return", by, reason, state_reason=reason.strip()[:300])
    session.approvals.all().delete()
    later("training.tell_step", session_id=session.pk, kind="training.plan_returned")
    return session


@transaction.atomic
def open_enrolment(session: Session, *, text: str = "", contact: str = "", by: Any) -> Session:
    """Issue the numbered call-up notice: from here units can nominate, within the window."""
    check_lecturers(session)
    code = "training.lecture_notice" if session.is_lecture else "training.notice"
    last_day = deadline(code, start=session.starts_on, before=True)
    if timezone.localdate() > last_day:
        raise NotAllowedNow(
            _("The call-up notice has to be out by %(day)s, the days before the first day that the rule asks for.")
            % {"day": last_day.isoformat()}
        )
    move(session, SessionState.ENROLLING, "open", by)
    notice = issue_notice(session, NoticeType.CALL_UP, by=by, text=text.strip(), contact=contact.strip())
    record("training.notice.issue", session, by=by, document=notice.number)
    return session


@transaction.atomic
def close_enrolment(session: Session, *, by: Any) -> Session:
    """Close enrolment: by the organiser, or by the system once the window is over (`by=None`)."""
    return move(session, SessionState.CLOSED, "close", by)


@transaction.atomic
def confirm_list(session: Session, *, by: Any) -> Session:
    """Sign the list of participants and tell everybody on it; nothing may be left undecided."""
    undecided = Enrolment.objects.filter(
        session=session, state__in=[str(EnrolmentState.NOMINATED), str(EnrolmentState.SUBMITTED)]
    ).count()
    if undecided:
        raise NotAllowedNow(
            _("%(number)s nominations are still undecided: accept or decline them first.") % {"number": undecided}
        )
    move(session, SessionState.CONFIRMED, "confirm", by)
    later("training.tell_step", session_id=session.pk, kind="training.list_confirmed")
    return session


@transaction.atomic
def start(session: Session, *, by: Any) -> Session:
    """The class begins: on its first day, with at least one lecturer in the timetable."""
    if timezone.localdate() < session.starts_on:
        raise NotAllowedNow(_("The class starts on %(day)s, not before.") % {"day": session.starts_on.isoformat()})
    if not has_agreed_lecturer(session):
        raise NotAllowedNow(_("No lecturer has accepted yet: at least one has to stand in the timetable."))
    move(session, SessionState.IN_PROGRESS, "start", by)
    close_waitlist(session, by)
    return session


def close_waitlist(session: Session, by: Any) -> None:
    """No seat is given away any more: whoever still waits has her answer. Seats are locked before people."""
    list(session.blocks.select_for_update(no_key=True).order_by("pk"))
    reason = _("The class has begun, and no seat has fallen free.")
    waiting = Enrolment.objects.filter(session=session, state=EnrolmentState.WAITLISTED)
    for enrolment in waiting.select_related("session", "person"):
        turn_down(enrolment, EnrolmentState.DECLINED, "decline", reason, by)


@transaction.atomic
def suspend(session: Session, *, reason: str, by: Any) -> Session:
    require_reason(reason)
    move(session, SessionState.SUSPENDED, "suspend", by, reason, state_reason=reason.strip()[:300])
    later("training.tell_step", session_id=session.pk, kind="training.suspended")
    return session


@transaction.atomic
def resume(session: Session, *, by: Any) -> Session:
    move(session, SessionState.IN_PROGRESS, "resume", by, state_reason="")
    later("training.tell_step", session_id=session.pk, kind="training.resumed")
    return session


@transaction.atomic
def end_teaching(session: Session, *, by: Any) -> Session:
    """Teaching is over; attendance has to be complete by half-day."""
    seated = [str(EnrolmentState.ACCEPTED), str(EnrolmentState.CONFIRMED)]
    waiting = Enrolment.objects.filter(session=session, state__in=seated).count()
    if waiting:
        raise NotAllowedNow(
            _("%(number)s people with a seat have neither reported in nor been marked as not come.")
            % {"number": waiting}
        )
    open_slots = slots_without_full_attendance(session, session.ends_on)
    if open_slots:
        raise NotAllowedNow(
            _("Attendance is not complete for: %(slots)s.") % {"slots": "、".join(str(s) for s in open_slots)}
        )
    move(session, SessionState.ASSESSING, "end", by)
    open_evaluation(session, by=by)
    return session


@transaction.atomic
def conclude(session: Session, *, by: Any) -> Session:
    """Grades are in: everyone who attended has a result."""
    left = Enrolment.objects.filter(session=session, state=EnrolmentState.ATTENDING).count()
    if left:
        raise NotAllowedNow(_("%(number)s participants have no result yet.") % {"number": left})
    move(session, SessionState.CONCLUDING, "conclude", by)
    close_evaluation_if_due(session, by=by)
    return session


@transaction.atomic
def complete_session(session: Session, *, by: Any) -> Session:
    """Post the hours of everyone who completed; certificates are issued from the same list."""
    move(session, SessionState.COMPLETED, "complete", by)
    post_hours_of(session, by=by)
    for task in FOLLOW_UPS:
        later(task, session_id=session.pk)
    return session


@transaction.atomic
def archive(session: Session, *, by: Any) -> Session:
    return move(session, SessionState.ARCHIVED, "archive", by)


@transaction.atomic
def cancel(session: Session, *, reason: str, by: Any) -> Session:
    """Cancel with a reason; everyone enrolled is told, and their seats are free for other classes."""
    require_reason(reason)
    move(session, SessionState.CANCELLED, "cancel", by, reason, state_reason=reason.strip()[:300])
    release_rooms_of(session)
    part_from_others(session, by=by)
    cancel_invitations_of(session, reason=reason, by=by)
    list(session.blocks.select_for_update(no_key=True).order_by("pk"))  # seats are locked before people, as everywhere
    told = _("The class was cancelled: %(reason)s") % {"reason": reason.strip()}
    people = Enrolment.objects.filter(session=session, state__in=[str(s) for s in LIVE_STATES])
    for enrolment in people.select_related("session", "block", "person"):
        enrolment.session = session
        leave(enrolment, EnrolmentState.WITHDRAWN, "withdraw", told, by)
        later("training.tell_person", enrolment_id=enrolment.pk, kind="training.cancelled")
    later("training.tell_cancelled", session_id=session.pk)
    return session


def close_due_sessions() -> int:
    """Close enrolment where the window is over; each on its own, so that one fault stops no other."""
    due = Session.objects.filter(state=SessionState.ENROLLING, closes_at__lt=timezone.now())
    for session in due:
        close_enrolment(session, by=None)
    return len(due)


def lapse_unconfirmed() -> int:
    """Seats that were not confirmed in time go to the next person in line; where nobody waits, nobody loses hers."""
    waiting = Enrolment.objects.filter(session=OuterRef("pk"), state=EnrolmentState.WAITLISTED)
    late = (
        Enrolment.objects.filter(
            state=EnrolmentState.ACCEPTED,
            confirm_by__lt=timezone.localdate(),
            session__in=Session.objects.filter(Exists(waiting)),
        )
        .select_related("session", "block", "person")
        .order_by("confirm_by", "pk")
    )
    return sum(lapse_if_still_due(enrolment) for enrolment in late)


def lapse_if_still_due(enrolment: Enrolment) -> bool:
    """Each on its own: somebody may confirm or withdraw at this very moment, and those before may have filled up."""
    if enrolment.block is None or not next_in_line(enrolment.block).exists():
        return False
    try:
        lapse(enrolment)
    except NotAllowedNow:
        return False
    return True


@transaction.atomic
def lapse(enrolment: Enrolment) -> None:
    day = enrolment.confirm_by.isoformat() if enrolment.confirm_by else ""
    reason = _("The seat was not confirmed by %(day)s and went to the next person in line.") % {"day": day}
    leave(enrolment, EnrolmentState.WITHDRAWN, "lapse", reason, None)
    later("training.tell_person", enrolment_id=enrolment.pk, kind="training.withdrawn")
