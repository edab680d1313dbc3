"""How much leave a class allows, and how much of it somebody has used. Exact: hours are divided, never rounded."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from courses.training.enums import Approver, Duty, EnrolmentState, LeaveState, Mark
from courses.training.models import Attendance, Enrolment, LeaveRequest, Session, SessionOfficer, TimetableSlot
from courses.training.queries.seats import Presence, presence, users_in_charge
from shared.directory.enums import RoleCode
from shared.regulations.queries import limit

LIVE_LEAVE = [str(LeaveState.REQUESTED), str(LeaveState.APPROVED)]


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


def hours_it_would_add(*requests: LeaveRequest) -> dict[int, Decimal]:
    """What each approval would add to the leave on record: not where she was seen, nor where leave stands already."""
    people = {request.enrolment_id for request in requests}
    rows = Attendance.objects.filter(enrolment__in=people).exclude(mark=Mark.ABSENT).values_list("enrolment", "slot")
    stands = set(rows)
    return {
        leave.pk: sum((s.hours for s in leave.slots.all() if (leave.enrolment_id, s.pk) not in stands), Decimal(0))
        for leave in requests
    }


def leave_account(enrolment: Enrolment) -> LeaveAccount:
    session = enrolment.session
    asked = enrolment.leave_requests.waiting().aggregate(hours=Sum("hours"))["hours"] or Decimal(0)
    return LeaveAccount(leave_limit(session), warning_hours(session), leave_hours(enrolment), asked)


def open_half_days(enrolment: Enrolment) -> QuerySet[TimetableSlot]:
    """Half-days that no request asks for and no approved leave covers, and for which no presence is on record."""
    taken = LeaveRequest.objects.filter(enrolment=enrolment, state__in=LIVE_LEAVE)
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


def first_day_expected(enrolment: Enrolment) -> dt.date:
    """The first day of the class that no leave of hers covers."""
    covered = TimetableSlot.objects.filter(
        leave_requests__enrolment=enrolment, leave_requests__state=LeaveState.APPROVED
    )
    days = enrolment.session.slots.exclude(pk__in=covered).order_by("day").values_list("day", flat=True)
    return days.first() or enrolment.session.starts_on


def near_the_limit(session: Session) -> list[tuple[Enrolment, Presence, bool]]:
    """People whose leave (or, with False, whose absence and leave together) has reached the share to warn at."""
    share, warn_at = rule_limit("training.partial_share", session), warning_hours(session)
    everybody = presence(session).items()
    hours = {pk: found for pk, found in everybody if found.missed(share) and Fraction(found.missed(share)) >= warn_at}
    states = [EnrolmentState.CONFIRMED, EnrolmentState.ATTENDING]
    people = Enrolment.objects.filter(pk__in=hours, state__in=states).select_related("person__user")
    return [(person, hours[person.pk], Fraction(hours[person.pk].excused) >= warn_at) for person in people]


def leave_to_decide(user: Any) -> list[Any]:
    """Classes with requests that this user decides; `waiting` is how many. At most a page of them."""
    organised = Session.objects.hosted_by(user, RoleCode.ORGANISER).order_by()
    duty = SessionOfficer.objects.of(user).order_by()
    led = Session.objects.hosted_by(user, RoleCode.CLASS_HEAD).exclude(
        pk__in=SessionOfficer.objects.filter(duty=Duty.CLASS_HEAD, ended_at=None).values("session")
    )
    mine = Q(enrolment__session__in=organised)
    mine |= Q(enrolment__session__in=duty.exclude(duty=Duty.CLASS_HEAD).values("session"))
    mine |= Q(approver=Approver.CLASS_HEAD) & (
        Q(enrolment__session__in=led.order_by()) | Q(enrolment__session__in=duty.values("session"))
    )
    rows = LeaveRequest.objects.waiting().filter(mine).exclude(enrolment__person__user=user)
    counted = Session.objects.filter(pk__in=rows.order_by().values("enrolment__session"))
    waiting = Count("enrolments__leave_requests", filter=Q(enrolments__leave_requests__in=rows.order_by()))
    return list(counted.annotate(waiting=waiting).order_by("starts_on", "pk")[:20])


def class_heads(session: Session) -> list[Any]:
    """Who runs the class: its class heads, else its organisers."""
    appointed = SessionOfficer.objects.filter(session=session, duty=Duty.CLASS_HEAD, ended_at=None)
    heads = [officer.person.user for officer in appointed.select_related("person__user") if officer.person.user]
    heads = heads or [user for host in session.hosts for user in users_in_charge(host, RoleCode.CLASS_HEAD)]
    return heads or organisers(session)


def organisers(session: Session) -> list[Any]:
    return [user for host in session.hosts for user in users_in_charge(host, RoleCode.ORGANISER)]
