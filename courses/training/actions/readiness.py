"""What a class has to have before its plan is submitted, and before it opens: origin, mode, money, lecturers."""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from courses.training.actions.budget import check_session_budget
from courses.training.enums import Mode, PlanState, SessionState, Side
from courses.training.models import PlanLine, SeatBlock, Session
from courses.training.queries.budget import money, plain
from courses.training.queries.plans import people_in
from shared.audit.actions import NotAllowedNow


def check_plan(session: Session) -> None:
    """Everything rule book 8.1 asks of a plan, the sentence of the first thing that is missing."""
    check_mode(session)
    check_days_fit(session)
    if not SeatBlock.objects.filter(session=session, seats__gt=0).exists():
        raise NotAllowedNow(_("The plan has no seats yet: give at least one side seats."))
    if not (session.opens_at and session.closes_at):
        raise NotAllowedNow(_("The plan does not say when enrolment opens and closes."))
    if not session.is_lecture:
        check_origin(session)
    check_money(session)


def check_days_fit(session: Session) -> None:
    """Days of teaching lie within the dates: more of them would only raise the ceiling of the budget (N6)."""
    length = (session.ends_on - session.starts_on).days + 1
    if session.days > length:
        raise NotAllowedNow(
            _("The class counts %(days)s days, but from its first to its last day there are only %(length)d.")
            % {"days": plain(session.days), "length": length}
        )


def check_money(session: Session) -> None:
    """The budget against the fee standard; a lecture of half a day may have none: its fees have their own caps."""
    if not (session.is_lecture and session.budget is None):
        check_session_budget(session, people_in(session))


def check_origin(session: Session) -> None:
    """A class comes from a line of an approved annual plan, or says why it does not."""
    if session.plan_line is None:
        if not session.unplanned_reason.strip():
            raise NotAllowedNow(
                _("This class comes from no line of an annual plan: choose the line, or give the reason to add it.")
            )
    elif session.plan_line.plan.state not in {PlanState.APPROVED, PlanState.CLOSED}:
        raise NotAllowedNow(
            _("The annual plan of this line is “%(state)s”: both sides approve it before classes follow from it.")
            % {"state": session.plan_line.plan.get_state_display()}
        )
    else:
        check_against_line(session, session.plan_line)


def check_against_line(session: Session, line: PlanLine) -> None:
    """The budget that both offices approved for the line holds for all of its classes together, drafts aside."""
    idle = [str(SessionState.DRAFT), str(SessionState.CANCELLED)]
    others = line.sessions.exclude(pk=session.pk).exclude(state__in=idle)
    spent = others.aggregate(all=Sum("budget"))["all"] or Decimal(0)
    if spent + (session.budget or 0) > line.budget:
        raise NotAllowedNow(
            _(
                "The line has a budget of %(line)s yuan, and its classes ask for %(sum)s: "
                "ask for less, or have the line changed and approved by both sides."
            )
            % {"line": money(line.budget), "sum": money(spent + (session.budget or 0))}
        )


def check_mode(session: Session) -> None:
    """The three modes (N8): a partner when joint, a sending side with seats in cross-attendance."""
    if session.mode == Mode.JOINT and len(session.hosts) < len([Side.IP, Side.PROC]):
        raise NotAllowedNow(_("A jointly organised class needs a host of each side."))
    if session.mode != Mode.CROSS_ATTENDANCE:
        return
    sending = sending_side_of(session)
    if not sending:
        raise NotAllowedNow(_("A cross-attendance class names the side that sends its people: choose it."))
    open_to_it = SeatBlock.objects.filter(session=session, side__in=[sending, Side.POOL], seats__gt=0)
    if not open_to_it.exists():
        raise NotAllowedNow(
            _("The sending side (%(side)s) has no seats in this cross-attendance class.")
            % {"side": Side(sending).label}
        )


def sending_side_of(session: Session) -> str:
    """As chosen; with one host it is the other side."""
    if session.sending_side or len(session.hosts) != 1:
        return session.sending_side
    return str(Side.PROC if session.ip_host else Side.IP)


def check_lecturers(session: Session) -> None:
    """A class with invited lecturers has one of the other side, or from outside, before it opens (N8)."""
    if session.mode != Mode.INVITED_LECTURER:
        return
    own = {host.side for host in session.hosts} if len(session.hosts) == 1 else set()
    named = session.slots.exclude(lecturer="").select_related("lecturer_agency")
    if not any(slot.lecturer_side not in own for slot in named):
        raise NotAllowedNow(
            _("A class with invited lecturers names one of the other side, or from outside, before it opens.")
        )
