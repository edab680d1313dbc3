"""Leave: asked for by the person, decided by length, counted against one seventh of the hours (N3); and who comes late.

The enrolment is locked before anything is counted, so that two decisions at once see each other.
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.actions.enrolments import leave
from courses.training.actions.rules import require_reason
from courses.training.enums import (
    BEFORE_START,
    LEAVE_TRANSITIONS,
    Approver,
    EndReason,
    EnrolmentState,
    LeaveState,
    Mark,
    MarkSource,
    SessionState,
)
from courses.training.models import Attendance, Enrolment, LeaveRequest, SeatBlock, Session, TimetableSlot
from courses.training.queries import leave_account, open_half_days, rule_limit
from courses.training.queries.checkin import moment
from courses.training.queries.leave import LIVE_LEAVE, first_day_expected
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.jobs.actions import later
from shared.regulations.queries import deadline

# What the history of a class calls these acts.
LABELS = {
    "training.leave.ask": gettext_lazy("Leave asked for"),
    "training.leave.approve": gettext_lazy("Leave approved"),
    "training.leave.refuse": gettext_lazy("Leave refused"),
    "training.leave.withdraw": gettext_lazy("Leave taken back"),
    "training.enrolment.leave_limit": gettext_lazy("Ended: leave above the limit"),
    "training.enrolment.late": gettext_lazy("Place lapsed: not reported in in time"),
}
WITH_LEAVE = frozenset({EnrolmentState.CONFIRMED, EnrolmentState.ATTENDING})
LEAVE_SESSIONS = frozenset({SessionState.CONFIRMED, SessionState.IN_PROGRESS})


def locked(enrolment_id: int) -> Enrolment:
    """The enrolment for this transaction alone; a seat that may fall free is locked before it, as everywhere."""
    row = Enrolment.objects.select_related("session__region", "session__ip_host", "session__proc_host")
    found = row.get(pk=enrolment_id)
    if found.block_id and found.session.state in BEFORE_START:
        SeatBlock.objects.select_for_update(no_key=True).get(pk=found.block_id)
    state = Enrolment.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=enrolment_id)
    found.state = state
    return found


def require_in_class(enrolment: Enrolment) -> None:
    if enrolment.session.state not in LEAVE_SESSIONS:
        raise NotAllowedNow(
            _("Leave is asked for and approved while a class is about to start or runs; this one is “%(state)s”.")
            % {"state": enrolment.session.get_state_display()}
        )
    if enrolment.state not in WITH_LEAVE:
        raise NotAllowedNow(
            _("Leave is for people in a class that is about to start or runs; here the person is “%(state)s”.")
            % {"state": enrolment.get_state_display()}
        )


def approver_of(enrolment: Enrolment, slots: list[TimetableSlot]) -> Approver:
    """By length; half-days of other leave on the same days count along, so that a day is a day in two requests too."""
    days = {slot.day for slot in slots}
    others = LeaveRequest.objects.filter(enrolment=enrolment, state__in=LIVE_LEAVE, slots__day__in=days)
    length = len(slots) + others.exclude(slots__in=slots).values("slots").distinct().count()
    by_head = length <= rule_limit("training.leave_class_head", enrolment.session)
    return Approver.CLASS_HEAD if by_head else Approver.ORGANISER


@transaction.atomic
def ask_for_leave(enrolment: Enrolment, *, slots: Iterable[int], reason: str, by: Any) -> LeaveRequest:
    """Ask for leave from whole half-days; who decides follows from their number."""
    require_reason(reason)
    person = locked(enrolment.pk)
    require_in_class(person)
    wanted = set(slots)
    half_days = list(open_half_days(person).filter(pk__in=wanted))
    if not half_days or len(half_days) != len(wanted):
        raise NotAllowedNow(_("Choose half-days of this class for which no leave has been asked yet."))
    if not any(slot.hours for slot in half_days):
        raise NotAllowedNow(_("These half-days carry no hours, so there is no leave to count: tell the class head."))
    request = LeaveRequest.objects.create(
        enrolment=person,
        hours=sum((slot.hours for slot in half_days), Decimal(0)),
        reason=reason.strip()[:300],
        approver=approver_of(person, half_days),
    )
    request.slots.set(half_days)
    names = [str(slot) for slot in half_days]
    record("training.leave.ask", request, by=by, to_state=request.state, hours=str(request.hours), half_days=names)
    later("training.tell_of_leave", leave_id=request.pk, kind="training.leave_asked")
    return request


@transaction.atomic
def approve_leave(request: LeaveRequest, *, by: Any) -> LeaveRequest:
    """Approve; the half-days stand in the attendance as leave, and above the limit the participation ends now."""
    person = locked(request.enrolment_id)
    require_in_class(person)
    half_days = list(request.slots.all())
    if not half_days:
        raise NotAllowedNow(_("These half-days are no longer in the timetable: the request has to be made anew."))
    decide(request, LeaveState.APPROVED, "approve", by)
    mark_on_leave(person, half_days, by)
    later("training.tell_of_leave", leave_id=request.pk, kind="training.leave_approved")
    if leave_account(person).passes():
        end_by_leave(person, by)
    later("training.warn_of_limit", session_id=person.session_id)
    return request


@transaction.atomic
def refuse_leave(request: LeaveRequest, *, reason: str, by: Any) -> LeaveRequest:
    require_reason(reason)
    decide(request, LeaveState.REFUSED, "refuse", by, reason, answer=reason.strip()[:300])
    later("training.tell_of_leave", leave_id=request.pk, kind="training.leave_refused")
    return request


def decide(request: LeaveRequest, to: LeaveState, verb: str, by: Any, reason: str = "", **changes: Any) -> None:
    move_state(
        request,
        to,
        transitions=LEAVE_TRANSITIONS,
        action=f"training.leave.{verb}",
        by=by,
        reason=reason.strip(),
        decided_by=by,
        decided_at=timezone.now(),
        **changes,
    )


@transaction.atomic
def withdraw_leave(request: LeaveRequest, *, by: Any) -> LeaveRequest:
    """Take a request back; approved leave only while none of its half-days has begun."""
    locked(request.enrolment_id)
    now = timezone.now()
    if request.state == LeaveState.APPROVED and any(moment(s.day, s.starts_at) <= now for s in request.slots.all()):
        raise NotAllowedNow(_("This leave has begun: the class head corrects the attendance if you were there."))
    take_back(request, by=by)
    return request


def take_back(request: LeaveRequest, *, by: Any, **changes: Any) -> None:
    """The request no longer stands, and with it the leave in the attendance: its hours are given back."""
    move_state(
        request, LeaveState.WITHDRAWN, transitions=LEAVE_TRANSITIONS, action="training.leave.withdraw", by=by, **changes
    )
    marks = Attendance.objects.filter(enrolment=request.enrolment_id, slot__in=request.slots.all())
    marks.filter(mark=Mark.EXCUSED, source=MarkSource.LEAVE).delete()


def take_back_for_new_days(session: Session) -> None:
    """Leave was asked for from days on which the class no longer takes place: each is asked anew where it is needed."""
    answer = _("The class was postponed: leave from the former days no longer stands. Ask again for the new days.")
    rows = LeaveRequest.objects.filter(enrolment__session=session, state__in=LIVE_LEAVE)
    for request in rows.select_related("enrolment").order_by("enrolment", "pk"):
        locked(request.enrolment_id)
        take_back(request, by=None, answer=answer)


def mark_on_leave(enrolment: Enrolment, half_days: list[TimetableSlot], by: Any) -> None:
    """Leave in the attendance of these half-days; where she was seen, what was seen stays."""
    seen = Attendance.objects.filter(enrolment=enrolment, mark__in=[Mark.PRESENT, Mark.PARTIAL])
    there = set(seen.values_list("slot", flat=True))
    rows = [
        Attendance(enrolment=enrolment, slot=slot, mark=Mark.EXCUSED, source=MarkSource.LEAVE, recorded_by=by)
        for slot in half_days
        if slot.pk not in there
    ]
    Attendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["enrolment", "slot"],
        update_fields=["mark", "source", "recorded_by", "recorded_at"],
    )


def end_by_leave(enrolment: Enrolment, by: Any) -> None:
    """Above the limit the participation ends at once; the code tells it from a withdrawal of her own."""
    words = leave_account(enrolment).words
    reason = _("Leave of %(used)s hours is above the limit of %(allowed)s hours: the participation has ended.") % words
    leave(enrolment, EnrolmentState.WITHDRAWN, "leave_limit", reason, by)
    Enrolment.objects.filter(pk=enrolment.pk).update(end_code=EndReason.LEAVE_LIMIT)
    later("training.tell_person", enrolment_id=enrolment.pk, kind="training.withdrawn")
    later("training.tell_of_end", enrolment_id=enrolment.pk, kind="training.leave_ended")


def lapse_late() -> int:
    """Places of people who came neither in time nor with leave; each on its own, so that one fault stops no other."""
    today = timezone.localdate()
    expected = [str(EnrolmentState.ACCEPTED), str(EnrolmentState.CONFIRMED)]
    missing = Enrolment.objects.filter(
        state__in=expected, session__state=SessionState.IN_PROGRESS, session__starts_on__lt=today
    )
    lapsed = 0
    for enrolment in missing.select_related("session__region", "block", "person"):
        last_day = last_day_to_report(enrolment)
        lapsed += bool(last_day and today > last_day and lapse_place(enrolment, last_day))
    return lapsed


def last_day_to_report(enrolment: Enrolment) -> dt.date | None:
    """So many days after the first day on which she is expected; None while a request of hers is undecided."""
    if enrolment.leave_requests.waiting().exists():
        return None
    session: Session = enrolment.session
    place = session.region.code if session.region else ""
    return deadline("training.late", start=first_day_expected(enrolment), jurisdiction=place)


@transaction.atomic
def lapse_place(enrolment: Enrolment, last_day: dt.date) -> bool:
    """The rule acts; somebody who reported in at this very moment keeps her place."""
    reason = _("Not reported in by %(day)s, and no leave: the place has lapsed.") % {"day": last_day.isoformat()}
    was_confirmed = enrolment.state == EnrolmentState.CONFIRMED
    try:
        leave(enrolment, EnrolmentState.NO_SHOW if was_confirmed else EnrolmentState.WITHDRAWN, "late", reason, None)
    except NotAllowedNow:
        return False
    Enrolment.objects.filter(pk=enrolment.pk).update(end_code=EndReason.LATE)
    later("training.tell_person", enrolment_id=enrolment.pk, kind="training.withdrawn")
    later("training.tell_of_end", enrolment_id=enrolment.pk, kind="training.late")
    return True
