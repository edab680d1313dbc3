"""Rule book 8.2: from nomination or application to a seat, and out again."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.actions.rules import check_can_join, check_fit, check_seat_elsewhere, require_reason
from courses.training.actions.seats import (
    again_if_seat_gone,
    claim_for,
    confirmation_day,
    give_back,
    lock_seat,
    promote_next,
    settle_afterwards,
)
from courses.training.actions.seats_cut_off import blocks_now
from courses.training.emails import answer_wishes, tell_answer
from courses.training.enums import (
    BEFORE_START,
    DECIDING_STATES,
    ENROLMENT_TRANSITIONS,
    FILLING_STATES,
    LEAVE_TRANSITIONS,
    EnrolmentState,
    LeaveState,
    Origin,
    SessionState,
)
from courses.training.models import Enrolment, Session
from courses.training.permissions import can_nominate
from courses.training.queries import current_posting, is_awaited, own_posting
from courses.training.queries.eligibility import is_above_quota
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.directory.models import Person, Posting
from shared.jobs.actions import later

# What the history of a class calls these acts.
LABELS = {
    "training.enrolment.nominated": gettext_lazy("Nominated"),
    "training.enrolment.applied": gettext_lazy("Applied in person"),
    "training.enrolment.direct": gettext_lazy("Applied directly"),
    "training.enrolment.approve": gettext_lazy("Approved by the unit"),
    "training.enrolment.refuse": gettext_lazy("Refused by the unit"),
    "training.enrolment.accept": gettext_lazy("Accepted by the organiser"),
    "training.enrolment.decline": gettext_lazy("Declined by the organiser"),
    "training.enrolment.confirm": gettext_lazy("Confirmed by the person"),
    "training.enrolment.withdraw": gettext_lazy("Withdrawn"),
    "training.enrolment.lapse": gettext_lazy("Seat lapsed"),
    "training.enrolment.replace": gettext_lazy("Replaced"),
    "training.enrolment.substitute": gettext_lazy("Sent as a substitute"),
}


def nominate(session: Session, *, person: Person, by: Any) -> Enrolment:
    """Unit HR puts a person forward; the unit leader decides next (A7, A8)."""
    posting = current_posting(person=person)
    if posting and not can_nominate(by, posting.agency):
        raise NotAllowedNow(
            _("%(person)s works at %(unit)s, which is not your unit or one below it; her own HR officer nominates her.")
            % {"person": person, "unit": posting.agency}
        )
    return put_forward(session, posting, Origin.NOMINATED, by)


def apply(session: Session, *, by: Any) -> Enrolment:
    """A trainee applies herself, where the class allows it: to her unit, or at once for a seat."""
    if not session.takes_applications:
        raise NotAllowedNow(
            _("To “%(session)s” units nominate their people. Speak to your unit's HR officer.")
            % {"session": session.title}
        )
    posting = own_posting(by)
    return (
        enter_directly(session, posting, by)
        if session.direct_entry
        else put_forward(session, posting, Origin.APPLIED, by)
    )


def put_forward(session: Session, posting: Posting | None, origin: Origin, by: Any) -> Enrolment:
    member, blocks = check_can_join(session, posting)
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(
                session=session,
                person=member.person,
                agency=member.agency,
                side=member.agency.side,
                origin=origin,
                put_forward_by=by,
                is_over_quota=is_above_quota(session, member.agency, blocks),
            )
            record(f"training.enrolment.{origin}", enrolment, by=by, to_state=str(EnrolmentState.NOMINATED))
            later("training.tell_unit", enrolment_id=enrolment.pk)
    except IntegrityError as taken:
        raise already_enrolled(session, member.person) from taken
    return enrolment


@again_if_seat_gone
def enter_directly(session: Session, posting: Posting | None, by: Any) -> Enrolment:
    """Seat or waitlist at once. The rush comes through here: one short transaction, no second look.

    Whatever the person asked for is answered for good: a seat, or a place in line by the published rule.
    """
    member, blocks = check_can_join(session, posting)
    wishes = answer_wishes(by)
    now = timezone.now()
    entry = Enrolment(
        session=session,
        person=member.person,
        agency=member.agency,
        side=member.agency.side,
        origin=Origin.APPLIED,
        put_forward_by=by,
        put_forward_at=now,
    )
    try:
        with transaction.atomic():
            seat_or_waitlist(entry, blocks, now)
            entry.save(force_insert=True)
            record("training.enrolment.direct", entry, by=by, to_state=str(entry.state))
            tell_answer(entry, by, wishes)
    except IntegrityError as taken:
        raise already_enrolled(session, member.person) from taken
    return entry


def seat_or_waitlist(entry: Enrolment, blocks: list, now: dt.datetime) -> None:
    """Set the enrolment's new state from the seats there are; the caller writes it in the same transaction."""
    entry.decided_at = now
    # read before the seat is locked: everyone who wants the same seat waits for what happens after
    day = confirmation_day(now) if any(block.free > 0 for block in blocks) else None
    entry.block = claim_for(entry.agency, blocks)
    if entry.block:
        entry.state, entry.confirm_by = EnrolmentState.ACCEPTED, day
    else:
        entry.state, entry.waitlisted_at = EnrolmentState.WAITLISTED, now
        settle_afterwards(entry.session_id, entry.agency)


def already_enrolled(session: Session, person: Person) -> NotAllowedNow:
    return NotAllowedNow(
        _("%(person)s is already enrolled in “%(session)s”: one person, one place.")
        % {"person": person, "session": session.title}
    )


@transaction.atomic
def approve_for_unit(enrolment: Enrolment, *, by: Any) -> Enrolment:
    """The unit stands behind it; from here the organiser decides (A8)."""
    require_deciding(enrolment.session)
    move_state(
        enrolment,
        EnrolmentState.SUBMITTED,
        transitions=ENROLMENT_TRANSITIONS,
        action="training.enrolment.approve",
        by=by,
        decided_by=by,
        decided_at=timezone.now(),
    )
    later("training.tell_organisers", enrolment_id=enrolment.pk)
    return enrolment


@transaction.atomic
def refuse_for_unit(enrolment: Enrolment, *, reason: str, by: Any) -> Enrolment:
    require_reason(reason)
    return turn_down(enrolment, EnrolmentState.REFUSED, "refuse", reason, by)


@transaction.atomic
def decline(enrolment: Enrolment, *, reason: str, by: Any) -> Enrolment:
    """The organiser declines with a reason the person and her unit can read."""
    require_reason(reason)
    return turn_down(enrolment, EnrolmentState.DECLINED, "decline", reason, by)


def turn_down(enrolment: Enrolment, to: EnrolmentState, verb: str, reason: str, by: Any) -> Enrolment:
    now = timezone.now()
    move_state(
        enrolment,
        to,
        transitions=ENROLMENT_TRANSITIONS,
        action=f"training.enrolment.{verb}",
        by=by,
        reason=reason,
        reason_in="reason",
        decided_by=by,
        decided_at=now,
        closed_at=now,
    )
    later("training.tell_person", enrolment_id=enrolment.pk, kind=f"training.{to}")
    return enrolment


@again_if_seat_gone
@transaction.atomic
def accept(enrolment: Enrolment, *, by: Any) -> Enrolment:
    """The organiser accepts: a seat of the own side, else of the pool, else a place on the waitlist."""
    require_deciding(enrolment.session)
    if enrolment.state != EnrolmentState.SUBMITTED:
        raise NotAllowedNow(
            _("Only what the unit has approved can be accepted; this one is “%(state)s”.")
            % {"state": enrolment.get_state_display()}
        )
    check_seat_elsewhere(enrolment)
    draft = Enrolment(session=enrolment.session, agency=enrolment.agency, side=enrolment.side)
    # whoever was put forward above her unit's quota waits in line for a seat that falls free (A7)
    blocks = [] if enrolment.is_over_quota else blocks_now(enrolment.session)
    seat_or_waitlist(draft, blocks, timezone.now())
    fields = ("block", "confirm_by", "waitlisted_at", "decided_at")
    move_state(
        enrolment,
        draft.state,
        transitions=ENROLMENT_TRANSITIONS,
        action="training.enrolment.accept",
        by=by,
        decided_by=by,
        **{name: getattr(draft, name) for name in fields},
    )
    later("training.tell_person", enrolment_id=enrolment.pk, kind=f"training.{enrolment.state}")
    return enrolment


@transaction.atomic
def confirm(enrolment: Enrolment, *, by: Any) -> Enrolment:
    """The trainee confirms her seat within the days of the rule; later only while nobody waits for it."""
    day, block = enrolment.confirm_by, enrolment.block
    is_late = enrolment.state == EnrolmentState.ACCEPTED and day is not None and day < timezone.localdate()
    if is_late and day and block and is_awaited([block]):
        raise NotAllowedNow(
            _("The seat had to be confirmed by %(day)s; it goes to the next person in line. Ask the organiser.")
            % {"day": day.isoformat()}
        )
    return move_state(
        enrolment,
        EnrolmentState.CONFIRMED,
        transitions=ENROLMENT_TRANSITIONS,
        action="training.enrolment.confirm",
        by=by,
    )


@transaction.atomic
def withdraw(enrolment: Enrolment, *, reason: str = "", by: Any) -> Enrolment:
    """Leave the session. Before it starts the seat goes to the next person in line, exactly once (A2)."""
    leave(enrolment, EnrolmentState.WITHDRAWN, "withdraw", reason, by)
    if by is None or by.pk != enrolment.person.user_id:
        later("training.tell_person", enrolment_id=enrolment.pk, kind="training.withdrawn")
    return enrolment


@transaction.atomic
def substitute(enrolment: Enrolment, *, person: Person, by: Any) -> Enrolment:
    """Unit HR sends somebody else of the same unit; the seat stays with the unit."""
    if enrolment.session.state not in BEFORE_START:
        raise NotAllowedNow(_("A person can be replaced only before the class starts."))
    posting = current_posting(person=person)
    if posting is None or posting.agency_id != enrolment.agency_id:
        raise NotAllowedNow(_("The substitute has to work in the same unit: %(unit)s.") % {"unit": enrolment.agency})
    check_fit(enrolment.session, posting)
    lock_seat(enrolment)
    move_state(
        enrolment,
        EnrolmentState.REPLACED,
        transitions=ENROLMENT_TRANSITIONS,
        action="training.enrolment.replace",
        by=by,
        closed_at=timezone.now(),
    )
    return seat_substitute(enrolment, person, by)


def seat_substitute(left: Enrolment, person: Person, by: Any) -> Enrolment:
    now = timezone.now()
    came = Enrolment.objects.create(
        session=left.session,
        person=person,
        agency=left.agency,
        side=left.side,
        block=left.block,
        state=EnrolmentState.ACCEPTED,
        put_forward_by=by,
        decided_by=by,
        decided_at=now,
        confirm_by=confirmation_day(now),
    )
    Enrolment.objects.filter(pk=left.pk).update(block=None)
    record("training.enrolment.substitute", came, by=by, instead_of=left.pk, to_state=str(came.state))
    later("training.tell_person", enrolment_id=came.pk, kind="training.accepted")
    return came


def leave(enrolment: Enrolment, to: EnrolmentState, verb: str, reason: str, by: Any) -> None:
    """End an enrolment; a seat that is still of use goes back and to the next in line.

    The seat is locked before the enrolment, as in every other step, so that two people never wait for each other.
    """
    blocks_now(enrolment.session)
    block = lock_seat(enrolment) if enrolment.session.state in {*BEFORE_START, SessionState.CANCELLED} else None
    changes: dict[str, Any] = {"block": None} if block else {}
    free = give_back(block) if block else None
    move_state(
        enrolment,
        to,
        transitions=ENROLMENT_TRANSITIONS,
        action=f"training.enrolment.{verb}",
        by=by,
        reason=reason,
        reason_in="reason",
        closed_at=timezone.now(),
        **changes,
    )
    close_requests_for_leave(enrolment)
    if free:
        promote_next_if_filling(enrolment.session, free)


def close_requests_for_leave(enrolment: Enrolment) -> None:
    """Who is no longer in the class waits for no answer, and nobody is asked for one."""
    for request in enrolment.leave_requests.waiting():
        move_state(
            request, LeaveState.WITHDRAWN, transitions=LEAVE_TRANSITIONS, action="training.leave.withdraw", by=None
        )


def promote_next_if_filling(session: Session, block: Any) -> None:
    if session.state in FILLING_STATES:
        promote_next(block)
        settle_afterwards(session.pk)


def require_deciding(session: Session) -> None:
    if session.state not in DECIDING_STATES:
        raise NotAllowedNow(
            _("Enrolments are decided only until the list is confirmed; this class is “%(state)s”.")
            % {"state": session.get_state_display()}
        )
