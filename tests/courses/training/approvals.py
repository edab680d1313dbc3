"""What each of the processes does that approve at the same moment."""

from wagtail.models import ModelLogEntry

from courses.training import actions
from courses.training.enums import PlanState, SessionState
from courses.training.models import AnnualPlan, Session
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.documents.numbers import next_number
from shared.regulations.actions import load_regulations
from tests.factories.directory import AgencyFactory, member
from tests.factories.plans import PlanLineFactory
from tests.factories.training import SessionFactory

PAIRS = 15


def set_up():
    """Two planners, plans and classes that wait for both."""
    load_regulations()

    hosts = {"ip": AgencyFactory(), "proc": AgencyFactory(proc=True)}
    for office in hosts.values():
        member(office, RoleCode.TRAINING_PLANNER)
    for n in range(PAIRS):
        offices = {f"plan__{side}_office": office for side, office in hosts.items()}
        PlanLineFactory(plan__year=2030 + n, plan__state=PlanState.REVIEW, **offices)
        SessionFactory(state=SessionState.PLAN_REVIEW, ip_host=hosts["ip"], proc_host=hosts["proc"])
    return {}


def approve(share):
    """As the planner of one side approve every plan and class, and take as many numbers of one series."""
    planner = User.objects.filter(role_assignments__role="training_planner").order_by("pk")[share]
    plans, sessions = list(AnnualPlan.objects.order_by("pk")), list(Session.objects.order_by("pk"))
    answer = {"refused": 0, "numbers": []}
    for plan, session in zip(plans, sessions, strict=True):
        for act, subject, extra in (
            (actions.approve_year, plan, {"version": plan.version}),
            (actions.approve_plan, session, {}),
        ):
            try:
                act(subject, by=planner, **extra)
            except NotAllowedNow:
                answer["refused"] += 1
        answer["numbers"].append(next_number("notice:test:2026"))
    return answer


def look():
    return {
        "plans": list(AnnualPlan.objects.order_by("pk").values_list("state", flat=True)),
        "sessions": list(Session.objects.order_by("pk").values_list("state", flat=True)),
        "plan_moves": ModelLogEntry.objects.filter(action="training.plan.approved").count(),
        "session_moves": ModelLogEntry.objects.filter(action="training.session.approved").count(),
    }
