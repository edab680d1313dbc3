"""Marks of one half-day: by the code in the room, or by the class head's list, also when it arrives late (A14, X22)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.actions.attendance import record_attendance, report_in
from courses.training.enums import EnrolmentState, Mark, MarkSource, SessionState
from courses.training.models import Attendance, Enrolment, Session, TimetableSlot
from courses.training.queries.checkin import begins, is_current
from courses.training.queries.leave import leave_limit, leave_used_in
from shared.audit.actions import NotAllowedNow, record

# What the history of a class calls these acts.
LABELS = {
    "training.attendance.check_in": gettext_lazy("Signed in by the code in the room"),
    "training.checkin.settings": gettext_lazy("Ways of signing in changed"),
}
MAY_SIGN_IN = [str(EnrolmentState.CONFIRMED), str(EnrolmentState.ATTENDING)]


@transaction.atomic
def check_in(slot: TimetableSlot, *, by: Any) -> Attendance:
    """Her own presence in the half-day that runs now; what the class head has written stays."""
    require_current(slot)
    enrolment = own_place(slot.session, by)
    if enrolment.state == EnrolmentState.CONFIRMED:
        report_in(enrolment, by=by)
    values = {"mark": Mark.PRESENT, "source": MarkSource.QR, "recorded_by": by}
    found, is_new = Attendance.objects.get_or_create(enrolment=enrolment, slot=slot, defaults=values)
    if is_new:
        record("training.attendance.check_in", enrolment, by=by, slot=str(slot))
    elif found.mark != Mark.PRESENT:
        raise NotAllowedNow(
            _("For this half-day the class head's list says “%(mark)s”. If you are here, tell the class head.")
            % {"mark": found.get_mark_display()}
        )
    return found


def require_current(slot: TimetableSlot) -> None:
    if slot.session.state != SessionState.IN_PROGRESS:
        raise NotAllowedNow(
            _("This class is not running now: “%(state)s”.") % {"state": slot.session.get_state_display()}
        )
    if slot.session.is_online:
        raise NotAllowedNow(_("This class is held online: its organiser confirms presence from the list."))
    if not is_current(slot, timezone.now()):
        day = timezone.localtime(begins(slot)).strftime("%m-%d %H:%M")
        raise NotAllowedNow(
            _("One signs in to %(slot)s from %(begin)s until it ends. Speak to the class head.")
            % {"slot": slot, "begin": day}
        )


def own_place(session: Session, user: Any) -> Enrolment:
    rows = Enrolment.objects.filter(session=session, person__user_id=user.pk, state__in=MAY_SIGN_IN)
    found = rows.select_related("person", "session").first()
    if found is None:
        raise NotAllowedNow(
            _("You have no confirmed place in “%(session)s”. Speak to the class head.") % {"session": session.title}
        )
    return found


@dataclass(frozen=True)
class Kept:
    """What became of a half-day's marks: how many changed, and which somebody else had written meanwhile."""

    changed: int = 0
    conflicts: list[Attendance] = field(default_factory=list)


@transaction.atomic
def keep_marks(
    session: Session, *, slot: TimetableSlot, marks: Mapping[int, str], seen: Mapping[int, str], by: Any
) -> Kept:
    """Keep the marks of one half-day that the class head made looking at `seen`; sent twice, nothing changes.

    Where somebody has written another mark since, hers waits until she has looked at it.
    """
    TimetableSlot.objects.select_for_update(no_key=True).get(pk=slot.pk)
    rows = Attendance.objects.filter(slot=slot, enrolment__in=marks).select_related("enrolment__person", "recorded_by")
    there = {row.enrolment_id: row for row in rows}
    conflicts = [
        there[pk] for pk, mark in marks.items() if pk in there and there[pk].mark not in {mark, seen.get(pk, "")}
    ]
    waiting = {row.enrolment_id for row in conflicts}
    free = {pk: mark for pk, mark in marks.items() if pk not in waiting}
    require_leave_to_be_decided(session, slot, {pk for pk, mark in free.items() if adds_leave(mark, there.get(pk))})
    return Kept(record_attendance(session, slot=slot, marks=free, by=by), conflicts)


def adds_leave(mark: str, before: Attendance | None) -> bool:
    return mark == Mark.EXCUSED and (before is None or before.mark != Mark.EXCUSED)


def people_above_limit(session: Session, slot: TimetableSlot, people: set[int]) -> set[int]:
    """Those whose leave would pass the limit with this half-day."""
    if not people:
        return set()
    allowed, used = leave_limit(session), leave_used_in(session)
    return {pk for pk in people if used.get(pk, 0) + slot.hours > allowed}


def require_leave_to_be_decided(session: Session, slot: TimetableSlot, people: set[int]) -> None:
    """Leave above the limit ends a participation: that is decided on a request, not by a stroke in a list (N3)."""
    if above := people_above_limit(session, slot, people):
        names = Enrolment.objects.filter(pk__in=above).values_list("person__name", flat=True)
        raise NotAllowedNow(
            _(
                "With this half-day leave passes the limit, which ends the participation: %(names)s. Have the leave "
                "asked for and decided, or mark absence. Nothing has been saved."
            )
            % {"names": "、".join(names)}
        )


@transaction.atomic
def set_ways_to_sign_in(session: Session, *, is_online: bool, venue_networks: str, by: Any) -> Session:
    """Is the class held online, and from which networks does the code in the room work?"""
    session.is_online, session.venue_networks = is_online, venue_networks
    session.save(update_fields=["is_online", "venue_networks"])
    networks = venue_networks.split()
    record("training.checkin.settings", session, by=by, is_online=is_online, networks=networks)
    return session
