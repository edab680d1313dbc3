from typing import Any

from courses.training.enums import Approver, Duty, EnrolmentState, Origin, SessionState, Side
from courses.training.models import (
    HOST_ROLES,
    IN_CLASS,
    OFFICE_ROLES,
    TEACHING_HERE,
    AnnualPlan,
    Enrolment,
    LeaveRequest,
    Room,
    Session,
    TeachingInvitation,
)
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import absent_id, has_role


def holds_for_a_host(user: Any, session: Session, *roles: str) -> bool:
    return any(has_role(user, *roles, agency=host) for host in session.hosts)


def can_plan_sessions(user: Any) -> bool:
    """May draw up new sessions: organisers of any agency."""
    return has_role(user, RoleCode.ORGANISER)


def can_organise(user: Any, session: Session) -> bool:
    """The organiser of either host, or of this very class: opens, accepts, closes, concludes."""
    return holds_for_a_host(user, session, RoleCode.ORGANISER) or Duty.ORGANISER in duties_of(user, session)


def duties_of(user: Any, session: Session) -> set[str]:
    """What this user has been appointed to do in this class, and in no other."""
    if not user.is_authenticated:
        return set()
    return {officer.duty for officer in session.active_officers if officer.person.user_id == user.pk}


def can_appoint(user: Any, session: Session, side: str) -> bool:
    """Organisers of the side's host appoint its officers; where a side has no host, those of the other."""
    hosts = [host for host in session.hosts if host.side == side] or session.hosts
    return any(has_role(user, RoleCode.ORGANISER, agency=host) for host in hosts)


def can_appoint_somebody(user: Any, session: Session) -> bool:
    return holds_for_a_host(user, session, RoleCode.ORGANISER)


def sides_to_approve(user: Any, session: Session) -> list[str]:
    """The hosts' sides whose training office this user is (A9)."""
    hosts = {Side.IP: session.ip_host, Side.PROC: session.proc_host}
    return [
        str(side) for side, host in hosts.items() if host and has_role(user, RoleCode.TRAINING_PLANNER, agency=host)
    ]


def can_approve_plan(user: Any, session: Session) -> bool:
    return bool(sides_to_approve(user, session))


def can_cancel(user: Any, session: Session) -> bool:
    """Who drew the plan up cancels it until both sides stand behind it; from then on a host's training office (8.1)."""
    if session.state in {SessionState.DRAFT, SessionState.PLAN_REVIEW}:
        return can_organise(user, session) or can_approve_plan(user, session)
    return can_approve_plan(user, session)


def can_plan_years(user: Any) -> bool:
    """Training planners open the plan of a year."""
    return has_role(user, RoleCode.TRAINING_PLANNER)


def can_draw_up_plan(user: Any, plan: AnnualPlan) -> bool:
    """Planners and organisers of either office write the lines."""
    return any(has_role(user, *OFFICE_ROLES, agency=office) for office in plan.offices.values())


def sides_of_office(user: Any, plan: AnnualPlan) -> list[str]:
    """The sides whose training office this user is: she approves for them."""
    return [side for side, office in plan.offices.items() if has_role(user, RoleCode.TRAINING_PLANNER, agency=office)]


def can_approve_year(user: Any, plan: AnnualPlan) -> bool:
    return bool(sides_of_office(user, plan))


def can_submit_need(user: Any, agency: Agency) -> bool:
    """A unit's HR officer says what the unit needs."""
    return has_role(user, RoleCode.UNIT_HR, agency=agency)


def can_run_class(user: Any, session: Session) -> bool:
    """Reports people in, keeps attendance: the hosts' organisers and who has a duty in this class.

    A host's class heads at large only while nobody has been appointed class head of this class.
    """
    if holds_for_a_host(user, session, RoleCode.ORGANISER) or duties_of(user, session):
        return True
    has_head = any(officer.duty == Duty.CLASS_HEAD for officer in session.active_officers)
    return not has_head and holds_for_a_host(user, session, RoleCode.CLASS_HEAD)


def can_see_desk(user: Any, session: Session) -> bool:
    if holds_for_a_host(user, session, RoleCode.ORGANISER, RoleCode.TRAINING_PLANNER):
        return True
    return can_run_class(user, session)


def can_see_seats(user: Any, session: Session) -> bool:
    """The contract is open to those who work with it: the hosts and the units' HR officers."""
    return can_see_desk(user, session) or can_nominate(user)


def can_reserve_for(user: Any, session: Session, agency: Agency) -> bool:
    """A unit's HR officer for her unit; the organiser for any unit (A4)."""
    return can_organise(user, session) or can_nominate(user, agency)


def can_nominate(user: Any, agency: Agency | None = None) -> bool:
    return has_role(user, RoleCode.UNIT_HR, agency=agency)


def can_decide_for_unit(user: Any, enrolment: Enrolment) -> bool:
    """The unit's leader approves what HR nominated; HR may approve what a trainee asked for herself (A8)."""
    roles = [RoleCode.UNIT_LEADER]
    if enrolment.origin == Origin.APPLIED:
        roles.append(RoleCode.UNIT_HR)
    if not has_role(user, *roles, agency=enrolment.agency):
        return False
    # two pairs of eyes: a deputy does not decide what she put forward herself, nor on herself
    own = enrolment.put_forward_by_id == user.pk or enrolment.person.user_id == user.pk
    return not (own and absent_id(user, *roles, agency=enrolment.agency))


def is_herself(user: Any, enrolment: Enrolment) -> bool:
    return user.is_authenticated and enrolment.person.user_id == user.pk


def can_confirm(user: Any, enrolment: Enrolment) -> bool:
    return is_herself(user, enrolment)


def can_withdraw(user: Any, enrolment: Enrolment) -> bool:
    """The person herself, or her unit's HR; once the class runs, its organiser."""
    if enrolment.state == EnrolmentState.ATTENDING:
        return can_organise(user, enrolment.session)
    return is_herself(user, enrolment) or has_role(user, RoleCode.UNIT_HR, agency=enrolment.agency)


def can_see_rooms(user: Any) -> bool:
    return has_role(user, *HOST_ROLES)


def can_keep_rooms(user: Any, agency: Agency | None = None) -> bool:
    """Writes rooms of an agency down: its organiser or training planner."""
    return has_role(user, RoleCode.ORGANISER, RoleCode.TRAINING_PLANNER, agency=agency)


def can_book_room(user: Any, room: Room) -> bool:
    """By hand only those of the room's own agency; a partner books through the timetable of a class."""
    return has_role(user, *HOST_ROLES, agency=room.agency)


def can_see_evaluation(user: Any, session: Session) -> bool:
    """Organisers and training offices of the hosts; lecturers see their own lectures by another way."""
    return holds_for_a_host(user, session, RoleCode.ORGANISER, RoleCode.TRAINING_PLANNER)


def can_keep_questionnaires(user: Any, agency: Agency | None = None) -> bool:
    return has_role(user, RoleCode.TRAINING_PLANNER, RoleCode.ORGANISER, agency=agency)


def takes_part(user: Any, session: Session) -> bool:
    """Is she one of the people of this class? Asked by several tabs of one page, looked up once."""
    if not user.is_authenticated:
        return False
    found = user.__dict__.setdefault("_takes_part", {})
    if session.pk not in found:
        own = Enrolment.objects.filter(session=session, person__user_id=user.pk, state__in=[str(s) for s in IN_CLASS])
        found[session.pk] = own.exists()
    return found[session.pk]


def can_ask_for_leave(user: Any, enrolment: Enrolment) -> bool:
    """She asks herself; nobody asks for her."""
    return is_herself(user, enrolment)


def can_decide_leave(user: Any, request: LeaveRequest) -> bool:
    """By length: the class head or the organiser, never oneself (rule book 2.3)."""
    session = request.enrolment.session
    if is_herself(user, request.enrolment):
        return False
    return can_organise(user, session) or (request.approver == Approver.CLASS_HEAD and can_run_class(user, session))


def can_see_invitations(user: Any, session: Session) -> bool:
    return can_see_desk(user, session)


def can_invite(user: Any, session: Session) -> bool:
    return can_organise(user, session)


def can_answer(user: Any, invitation: TeachingInvitation) -> bool:
    """The lecturer herself, nobody for her."""
    person = invitation.person
    return bool(user.is_authenticated and person and person.user_id == user.pk)


def can_see_fee(user: Any, invitation: TeachingInvitation) -> bool:
    """What somebody is paid concerns her, the organisers and the finance office."""
    return (
        can_answer(user, invitation)
        or can_invite(user, invitation.session)
        or can_approve_fee(user, invitation.session)
    )


def can_approve_fee(user: Any, session: Session) -> bool:
    return holds_for_a_host(user, session, RoleCode.FINANCE)


def can_see_fees(user: Any) -> bool:
    return has_role(user, RoleCode.FINANCE)


def teaches_here(user: Any, session: Session) -> bool:
    """Has she agreed to teach in this class?"""
    if not user.is_authenticated:
        return False
    states = [str(state) for state in TEACHING_HERE]
    return TeachingInvitation.objects.filter(session=session, person__user_id=user.pk, state__in=states).exists()


def can_enter_class(user: Any, session: Session) -> bool:
    """The class's own page: its people, those who run it, those who teach in it."""
    return can_see_desk(user, session) or takes_part(user, session) or teaches_here(user, session)


def can_give_material(user: Any, session: Session) -> bool:
    """Organisers, class heads and those who teach."""
    return can_run_class(user, session) or teaches_here(user, session)


def can_answer_questions(user: Any, session: Session) -> bool:
    return can_organise(user, session) or teaches_here(user, session)
