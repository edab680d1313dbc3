"""How much leave a class allows, and how much of it somebody has used. Exact: hours are divided, never rounded."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q, QuerySet, Sum

from courses.training.enums import LeaveState, Mark
from courses.training.models import Attendance, Enrolment, LeaveRequest, Session, TimetableSlot
from shared.regulations.queries import limit


def rule_limit(code: str, session: Session) -> Decimal:
    """A limit as it holds on the first day of the class, in the region of the class."""
    return limit(code, on=session.starts_on, jurisdiction=session.region.code if session.region else "")


def leave_limit(session: Session) -> Fraction:
    """The hours of leave that a class allows: with exactly this much the participation goes on (N3)."""
    return Fraction(session.hours) / Fraction(rule_limit("training.leave_divisor", session))


def warning_hours(session: Session) -> Fraction:
    """From here on person and class head are warned (A17)."""
    return leave_limit(session) * Fraction(rule_limit("training.leave_warning", session))


def in_hours(hours: Fraction | Decimal) -> str:
    """Hours as people read them: at most two places, cut off, so that no limit looks larger than it is."""
    cut = Fraction(hours) * 100 // 1
    return f"{Decimal(cut) / 100:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class LeaveAccount:
    """Somebody's leave in one class: what stands in the attendance, what waits for an answer, what is allowed."""

    allowed: Fraction
    warning: Fraction
    used: Decimal
    waiting: Decimal = Decimal(0)

    def passes(self, more: Decimal = Decimal(0)) -> bool:
        """Would `more` hours of leave end the participation?"""
        return Fraction(self.used + more) > self.allowed

    @property
    def is_warned(self) -> bool:
        return Fraction(self.used) >= self.warning

    @property
    def left(self) -> Fraction:
        return max(self.allowed - Fraction(self.used), Fraction(0))

    @property
    def words(self) -> dict[str, str]:
        return {"used": in_hours(self.used), "left": in_hours(self.left), "allowed": in_hours(self.allowed)}


def leave_hours(enrolment: Enrolment) -> Decimal:
    """Hours of the half-days marked as leave: approval marks them, and a correction takes them back."""
    marked = Attendance.objects.filter(enrolment=enrolment, mark=Mark.EXCUSED)
    return marked.aggregate(hours=Sum("slot__hours"))["hours"] or Decimal(0)


def leave_account(enrolment: Enrolment) -> LeaveAccount:
    session = enrolment.session
    asked = enrolment.leave_requests.waiting().aggregate(hours=Sum("hours"))["hours"] or Decimal(0)
    return LeaveAccount(leave_limit(session), warning_hours(session), leave_hours(enrolment), asked)


def open_half_days(enrolment: Enrolment) -> QuerySet[TimetableSlot]:
    """Half-days that no request asks for and no approved leave covers, and for which no presence is on record."""
    taken = LeaveRequest.objects.filter(enrolment=enrolment, state__in=[LeaveState.REQUESTED, LeaveState.APPROVED])
    there = Attendance.objects.filter(enrolment=enrolment, mark__in=[Mark.PRESENT, Mark.PARTIAL, Mark.EXCUSED])
    return enrolment.session.slots.exclude(pk__in=taken.values("slots")).exclude(pk__in=there.values("slot"))


def leave_requests_of(session: Session) -> QuerySet[LeaveRequest]:
    rows = LeaveRequest.objects.filter(enrolment__session=session)
    related = ("enrolment__person", "enrolment__agency", "decided_by")
    return rows.select_related(*related).prefetch_related("slots").order_by("-asked_at", "-pk")


def leave_used_in(session: Session) -> dict[int, Decimal]:
    """Hours of leave of everybody in the class, in one query."""
    marked = Attendance.objects.filter(enrolment__session=session, mark=Mark.EXCUSED)
    return dict(marked.order_by().values_list("enrolment").annotate(hours=Sum("slot__hours")))


def covered_by_leave(enrolment: Enrolment) -> Q:
    """Half-days of a leave that is approved or still to be decided."""
    states = [LeaveState.REQUESTED, LeaveState.APPROVED]
    return Q(leave_requests__enrolment=enrolment, leave_requests__state__in=states)
