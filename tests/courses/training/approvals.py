"""One of the processes that approve at the same moment; run as `python -m tests.courses.training.approvals COMMAND …`.

It has a database of its own (DATABASE_URL), because a test's own database cannot be seen by other processes.
"""

import json
import os
import sys
import time

PAIRS = 15


def set_up():
    """Tables without the history of migrations, two planners, plans and classes that wait for both."""
    from django.conf import settings
    from django.core.management import call_command

    class NoMigrations:
        def __contains__(self, app):
            return True

        def __getitem__(self, app):
            return None

    settings.MIGRATION_MODULES = NoMigrations()
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("load_regulations", verbosity=0)
    from courses.training.enums import PlanState, SessionState
    from shared.directory.enums import RoleCode
    from tests.factories.directory import AgencyFactory, member
    from tests.factories.plans import PlanLineFactory
    from tests.factories.training import SessionFactory

    hosts = {"ip": AgencyFactory(), "proc": AgencyFactory(proc=True)}
    for office in hosts.values():
        member(office, RoleCode.TRAINING_PLANNER)
    for n in range(PAIRS):
        offices = {f"plan__{side}_office": office for side, office in hosts.items()}
        PlanLineFactory(plan__year=2030 + n, plan__state=PlanState.REVIEW, **offices)
        SessionFactory(state=SessionState.PLAN_REVIEW, ip_host=hosts["ip"], proc_host=hosts["proc"])
    return {}


def approve(share, moment):
    """As the planner of one side approve every plan and class, and take as many numbers of one series."""
    from courses.training import actions
    from courses.training.models import AnnualPlan, Session
    from shared.accounts.models import User
    from shared.audit.actions import NotAllowedNow
    from shared.documents.numbers import next_number

    planner = User.objects.filter(role_assignments__role="training_planner").order_by("pk")[int(share)]
    plans, sessions = list(AnnualPlan.objects.order_by("pk")), list(Session.objects.order_by("pk"))
    time.sleep(max(0, float(moment) - time.time()))
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
    from wagtail.models import ModelLogEntry

    from courses.training.models import AnnualPlan, Session

    return {
        "plans": list(AnnualPlan.objects.order_by("pk").values_list("state", flat=True)),
        "sessions": list(Session.objects.order_by("pk").values_list("state", flat=True)),
        "plan_moves": ModelLogEntry.objects.filter(action="training.plan.approved").count(),
        "session_moves": ModelLogEntry.objects.filter(action="training.session.approved").count(),
    }


if __name__ == "__main__":
    sys.path[:0] = ["site", "."]
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    import django

    django.setup()
    command, *rest = sys.argv[1:]
    answer = {"set-up": set_up, "approve": approve, "look": look}[command](*rest)
    sys.stdout.write(json.dumps(answer) + "\n")
