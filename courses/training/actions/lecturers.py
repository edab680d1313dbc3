"""Rule book 8.4: somebody of either side or from outside is invited to teach in a class, and answers."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.actions.rules import require_reason
from courses.training.enums import (
    AGREED_TEACHING,
    FINISHED_STATES,
    TEACHING_TRANSITIONS,
    SessionState,
    TeachingState,
)
from courses.training.models import Session, TaughtHalf, TeachingInvitation, TimetableSlot
from courses.training.queries.lecturers import jurisdiction_of
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.jobs.actions import later
from shared.regulations.queries import deadline

LABELS = {
    "training.teaching.draft": gettext_lazy("Invitation to teach drawn up"),
    "training.teaching.send": gettext_lazy("Invitation to teach sent"),
    "training.teaching.accept": gettext_lazy("Invitation to teach accepted"),
    "training.teaching.decline": gettext_lazy("Invitation to teach declined"),
    "training.teaching.propose": gettext_lazy("Another time to teach proposed"),
    "training.teaching.expire": gettext_lazy("Invitation to teach not answered in time"),
    "training.teaching.cancel": gettext_lazy("Invitation to teach cancelled"),
}
T = TeachingState


def move(
    invitation: TeachingInvitation, to: TeachingState, verb: str, by: Any, reason: str = "", **changes: Any
) -> Any:
    return move_state(
        invitation,
        to,
        transitions=TEACHING_TRANSITIONS,
        action=f"training.teaching.{verb}",
        by=by,
        reason=reason,
        **changes,
    )


@transaction.atomic
def draw_up_invitation(
    session: Session, *, invitation: TeachingInvitation, slots: list[TimetableSlot], by: Any
) -> TeachingInvitation:
    """Write a draft for one or several half-days of the class."""
    if session.state in {*FINISHED_STATES, SessionState.CANCELLED}:
        raise NotAllowedNow(_("This class is over: nobody can be invited any more."))
    invitation.session, invitation.invited_by = session, by
    invitation.save()
    take_halves(invitation, slots)
    record("training.teaching.draft", invitation, by=by, half_days=len(slots))
    return invitation


def take_halves(invitation: TeachingInvitation, slots: list[TimetableSlot]) -> None:
    if not slots or any(slot.session_id != invitation.session_id for slot in slots):
        raise NotAllowedNow(_("Choose at least one half-day of this class's timetable."))
    invitation.halves.exclude(slot__in=slots).delete()
    known = set(invitation.halves.values_list("slot_id", flat=True))
    TaughtHalf.objects.bulk_create(TaughtHalf(invitation=invitation, slot=s) for s in slots if s.pk not in known)


@transaction.atomic
def send_invitation(
    invitation: TeachingInvitation, *, slots: list[TimetableSlot] | None = None, by: Any
) -> TeachingInvitation:
    """Send it, or ask again with other half-days after a proposal or a missed deadline."""
    if slots is not None:
        take_halves(invitation, slots)
    days = list(invitation.halves.values_list("slot__day", flat=True))
    today = timezone.localdate()
    if not days or max(days) < today:
        raise NotAllowedNow(_("The half-days of this invitation are past: choose others."))
    due = deadline("training.teaching_answer", start=today, jurisdiction=jurisdiction_of(invitation.session))
    cleared: dict[str, Any] = {"proposed_day": None, "proposed_half": "", "answer_note": ""}
    move(invitation, T.SENT, "send", by, answer_by=due, **cleared)
    later("training.tell_lecturer", invitation_id=invitation.pk, kind="training.invited")
    return invitation


def check_in_time(invitation: TeachingInvitation) -> None:
    """The last day itself still counts, Beijing time."""
    if invitation.answer_by and timezone.localdate() > invitation.answer_by:
        raise NotAllowedNow(
            _("The invitation was to be answered by %(day)s. Ask the organiser to send it again.")
            % {"day": invitation.answer_by.isoformat()}
        )


@transaction.atomic
def accept_invitation(invitation: TeachingInvitation, *, note: str = "", by: Any) -> TeachingInvitation:
    """She will teach: from here her name and side stand in the timetable. `by` is None behind a personal link."""
    check_in_time(invitation)
    move(invitation, T.ACCEPTED, "accept", by, answered_at=timezone.now(), answer_note=note.strip()[:300])
    name_lecturers(invitation)
    return told(invitation)


@transaction.atomic
def decline_invitation(invitation: TeachingInvitation, *, note: str = "", by: Any) -> TeachingInvitation:
    check_in_time(invitation)
    move(invitation, T.DECLINED, "decline", by, answered_at=timezone.now(), answer_note=note.strip()[:300])
    return told(invitation)


@transaction.atomic
def propose_time(
    invitation: TeachingInvitation, *, day: dt.date, half: str, note: str = "", by: Any
) -> TeachingInvitation:
    """She would teach at another time; the organiser asks again or cancels."""
    check_in_time(invitation)
    if day < timezone.localdate():
        raise NotAllowedNow(_("The day you propose is past."))
    changes: dict[str, Any] = {"proposed_day": day, "proposed_half": half, "answer_note": note.strip()[:300]}
    move(invitation, T.NEGOTIATING, "propose", by, answered_at=timezone.now(), **changes)
    return told(invitation)


def told(invitation: TeachingInvitation) -> TeachingInvitation:
    later("training.tell_of_lecturer", invitation_id=invitation.pk, kind="training.teaching_answer")
    return invitation


@transaction.atomic
def cancel_invitation(invitation: TeachingInvitation, *, reason: str, by: Any) -> TeachingInvitation:
    """Take it back, with a reason that the lecturer is told."""
    require_reason(reason)
    was_sent = invitation.state != T.DRAFT
    reason = reason.strip()[:300]
    move(invitation, T.CANCELLED, "cancel", by, reason=reason)
    TeachingInvitation.objects.filter(pk=invitation.pk).update(reason=reason)
    invitation.reason = reason
    name_lecturers(invitation)
    if was_sent:
        later("training.tell_lecturer", invitation_id=invitation.pk, kind="training.teaching_cancelled")
    return invitation


def cancel_invitations_of(session: Session, *, reason: str, by: Any) -> None:
    """A cancelled class needs nobody any more."""
    open_ones = session.invitations.filter(state__in=[T.DRAFT, T.SENT, T.NEGOTIATING, T.EXPIRED, T.ACCEPTED])
    for invitation in open_ones.select_related("session"):
        cancel_invitation(invitation, reason=reason, by=by)


def ask_again_for_new_days(session: Session, *, by: Any) -> None:
    """The days have moved: whoever was asked is asked anew, and lectures are no longer held together with others."""
    session.slots.update(merged_into=None)
    TimetableSlot.objects.filter(merged_into__session=session).update(merged_into=None)
    for invitation in session.invitations.filter(state__in=[T.SENT, T.ACCEPTED]).select_related("session__region"):
        send_invitation(invitation, by=by)


def name_lecturers(invitation: TeachingInvitation) -> None:
    """The timetable names who has accepted; several in one half-day stand side by side."""
    for half in invitation.halves.select_related("slot"):
        agreed = TeachingInvitation.objects.filter(
            halves__slot=half.slot_id, state__in=[str(s) for s in AGREED_TEACHING]
        )
        named = list(agreed.select_related("person", "agency").order_by("answered_at", "pk"))
        first = named[0] if named else None
        if first or half.slot.lecturer == invitation.name:
            TimetableSlot.objects.filter(pk=half.slot_id).update(
                lecturer="、".join(row.name for row in named)[:100],
                lecturer_person=first.person_id if first else None,
                lecturer_agency=first.agency_id if first else None,
                lecturer_note=first.outside_employer[:60] if first else "",
            )


def expire_invitations() -> int:
    """Invitations that nobody answered in time; the organiser may ask again."""
    late = TeachingInvitation.objects.filter(state=T.SENT, answer_by__lt=timezone.localdate()).select_related("session")
    return sum(expire_if_unanswered(invitation) for invitation in late)


def expire_if_unanswered(invitation: TeachingInvitation) -> bool:
    """Each on its own: the organiser may cancel it at this very moment."""
    try:
        expire(invitation)
    except NotAllowedNow:
        return False
    return True


@transaction.atomic
def expire(invitation: TeachingInvitation) -> None:
    move(invitation, T.EXPIRED, "expire", None)
    told(invitation)
