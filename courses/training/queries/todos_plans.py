"""What the plan of a year asks of units, planners and those who draw up its lines."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.training.enums import NeedState, PlanState, Side
from courses.training.models import AnnualPlan, TrainingNeed
from courses.training.models.plans import of_offices
from courses.training.queries.plans import calls_open_to
from shared.directory.enums import RoleCode
from shared.directory.permissions import has_role, scopes_of
from shared.ui.todos import Todo


def plan_todos(user: Any) -> list[Todo]:
    """An office that she does not hold costs no query."""
    found: list[Todo] = []
    if has_role(user, RoleCode.UNIT_HR):
        found += call_todos(user)
    if has_role(user, RoleCode.TRAINING_PLANNER):
        found += year_todos(user)
    return found


def call_todos(user: Any) -> list[Todo]:
    """Calls for needs that no unit of hers has answered yet."""
    plans = list(calls_open_to(user, timezone.localdate()))
    if not plans:
        return []
    own = Q(pk__in=[])
    for path in scopes_of(user, RoleCode.UNIT_HR):
        own |= Q(agency__path__startswith=path)
    answered = TrainingNeed.objects.filter(own, plan__in=plans, state=NeedState.SUBMITTED).values_list(
        "plan", flat=True
    )
    done = set(answered)
    return [
        Todo(
            title=_("Submit the training needs of %(year)s") % {"year": plan.year},
            url=plan.get_absolute_url(),
            note=_("What your people need to learn; two training offices draw up the year from it."),
            due=plan.needs_due_on,
            action_label=_("Submit"),
        )
        for plan in plans
        if plan.pk not in done
    ]


def year_todos(user: Any) -> list[Todo]:
    """Annual plans to approve, and calls whose time is over: now the lines."""
    paths = scopes_of(user, RoleCode.TRAINING_PLANNER)
    waiting = Q(pk__in=[])
    for side, office in ((Side.IP, "ip_office"), (Side.PROC, "proc_office")):
        mine = Q(pk__in=[])
        for path in paths:
            mine |= Q(**{f"{office}__path__startswith": path})
        waiting |= mine & ~Q(approvals__side=side)
    to_approve = AnnualPlan.objects.filter(waiting, state=PlanState.REVIEW).distinct()
    over = Q(state=PlanState.COLLECTING, needs_due_on__lt=timezone.localdate())
    to_draw_up = AnnualPlan.objects.filter(of_offices(paths), over | Q(state=PlanState.DRAWING_UP))
    approve = [
        Todo(
            title=_("Approve the annual plan of %(year)s") % {"year": plan.year},
            url=plan.get_absolute_url(),
            note=_("Both sides decide; a change voids the approvals."),
            action_label=_("Look at the plan"),
        )
        for plan in to_approve[:10]
    ]
    return approve + [
        Todo(
            title=_("Draw up the annual plan of %(year)s") % {"year": plan.year},
            url=plan.get_absolute_url(),
            note=_("The units have said what they need."),
            action_label=_("To the lines"),
        )
        for plan in to_draw_up[:10]
    ]
