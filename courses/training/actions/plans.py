"""The plan of a year: units say what they need, both offices draw up, approve and follow it."""

from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.actions.budget import check_line_budget
from courses.training.actions.rules import require_reason
from courses.training.enums import (
    EDITABLE_PLAN_STATES,
    FINISHED_STATES,
    NEED_TRANSITIONS,
    PLAN_TRANSITIONS,
    NeedState,
    PlanState,
    SessionState,
)
from courses.training.models import AnnualPlan, AnnualPlanApproval, PlanLine, Session, TrainingNeed
from courses.training.permissions import sides_of_office
from courses.training.queries.plans import lines_without_class
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.jobs.actions import later
from shared.regulations.queries import deadline

# What the history of a plan calls these acts.
LABELS = {
    "training.plan.call": gettext_lazy("Needs called for"),
    "training.plan.need": gettext_lazy("Need submitted"),
    "training.plan.need_changed": gettext_lazy("Need changed"),
    "training.plan.need_withdrawn": gettext_lazy("Need withdrawn"),
    "training.plan.draw_up": gettext_lazy("Collecting of needs ended"),
    "training.plan.line": gettext_lazy("Line of the plan written"),
    "training.plan.line_removed": gettext_lazy("Line of the plan removed"),
    "training.plan.void": gettext_lazy("Plan changed, approvals void"),
    "training.plan.submit": gettext_lazy("Annual plan submitted"),
    "training.plan.approve": gettext_lazy("Annual plan approved by one side"),
    "training.plan.approved": gettext_lazy("Annual plan approved by both sides"),
    "training.plan.return": gettext_lazy("Annual plan returned"),
    "training.plan.close": gettext_lazy("Year closed"),
}


def move(plan: AnnualPlan, to: PlanState, verb: str, by: Any, reason: str = "", **changes: Any) -> AnnualPlan:
    return move_state(
        plan, to, transitions=PLAN_TRANSITIONS, action=f"training.plan.{verb}", by=by, reason=reason, **changes
    )


def lock(plan: AnnualPlan) -> AnnualPlan:
    """Hold the plan's row until the transaction ends: what is read from here on is what others left behind."""
    row = AnnualPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    plan.state, plan.version, plan.needs_due_on = row.state, row.version, row.needs_due_on
    return plan


@transaction.atomic
def call_for_needs(plan: AnnualPlan, *, by: Any) -> AnnualPlan:
    """Open the plan of a year and ask the units of both sides for their needs, due by the rule."""
    if plan.year < timezone.localdate().year:
        raise NotAllowedNow(_("The year %(year)s is over; a plan looks ahead.") % {"year": plan.year})
    if plan.ip_office.side != "ip" or plan.proc_office.side != "proc":
        raise NotAllowedNow(_("A plan joins one training office of each side: choose one of each."))
    plan.called_by = by
    plan.needs_due_on = deadline("training.plan_needs", start=timezone.localdate())
    plan.save()
    record("training.plan.call", plan, by=by, to_state=str(plan.state), due=plan.needs_due_on.isoformat())
    later("training.announce_call", plan_id=plan.pk)
    return plan


def require_collecting(plan: AnnualPlan) -> None:
    if plan.takes_needs():
        return
    if plan.state == PlanState.COLLECTING:
        raise NotAllowedNow(
            _("Needs were due on %(day)s. Ask the training office to take yours into the lines.")
            % {"day": plan.needs_due_on.isoformat()}
        )
    raise NotAllowedNow(
        _("Needs are no longer collected: the plan is “%(state)s”.") % {"state": plan.get_state_display()}
    )


@transaction.atomic
def submit_need(need: TrainingNeed, *, by: Any) -> TrainingNeed:
    """A unit says what its people need to learn."""
    require_collecting(lock(need.plan))
    same = {"agency": need.agency, "topic": need.topic, "people": need.people, "state": NeedState.SUBMITTED}
    if need.plan.needs.filter(audience=need.audience, reason=need.reason, **same).exists():
        raise NotAllowedNow(_("This need of the unit is on record already: change it there instead."))
    need.submitted_by = by
    need.save()
    record("training.plan.need", need, by=by, topic=need.topic, people=need.people, unit=need.agency.code)
    return need


@transaction.atomic
def change_need(need: TrainingNeed, *, by: Any) -> TrainingNeed:
    require_collecting(lock(need.plan))
    if need.state != NeedState.SUBMITTED:
        raise NotAllowedNow(_("A withdrawn need is not changed; submit a new one."))
    need.save()
    record("training.plan.need_changed", need, by=by, topic=need.topic, people=need.people)
    return need


@transaction.atomic
def withdraw_need(need: TrainingNeed, *, by: Any) -> TrainingNeed:
    require_collecting(lock(need.plan))
    return move_state(
        need, NeedState.WITHDRAWN, transitions=NEED_TRANSITIONS, action="training.plan.need_withdrawn", by=by
    )


@transaction.atomic
def draw_up_lines(plan: AnnualPlan, *, by: Any) -> AnnualPlan:
    """End the collecting once the units have had their time."""
    if plan.takes_needs():
        raise NotAllowedNow(
            _("Units may still submit until %(day)s, as the call said; lines are drawn up after that.")
            % {"day": plan.needs_due_on.isoformat()}
        )
    return move(plan, PlanState.DRAWING_UP, "draw_up", by)


def reopen(plan: AnnualPlan, by: Any) -> None:
    """A change after somebody approved voids the approvals: both sides look at it again."""
    if plan.state not in EDITABLE_PLAN_STATES:
        raise NotAllowedNow(
            _("Lines are not changed now: the plan is “%(state)s”.") % {"state": plan.get_state_display()}
        )
    if plan.state != PlanState.DRAWING_UP:
        voided = list(plan.approvals.values_list("side", flat=True))
        move(plan, PlanState.DRAWING_UP, "void", by, reason="、".join(voided))
        plan.approvals.all().delete()
    AnnualPlan.objects.filter(pk=plan.pk).update(version=F("version") + 1)
    plan.version += 1


@transaction.atomic
def write_line(line: PlanLine, *, needs: list[TrainingNeed], by: Any) -> PlanLine:
    """Add or change a line; its budget is held against the fee standard (N6)."""
    plan = lock(line.plan)
    reopen(plan, by)
    check_line_budget(line)
    if line.number is None:
        line.number = (plan.lines.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        line.save(force_update=line.pk is not None)
    except DatabaseError as gone:
        raise NotAllowedNow(_("Somebody removed this line a moment ago. Open the plan again.")) from gone
    line.needs.set([need for need in needs if need.plan_id == plan.pk])
    record("training.plan.line", plan, by=by, line=line.number, title=line.title, budget=str(line.budget))
    return line


@transaction.atomic
def remove_line(line: PlanLine, *, by: Any) -> AnnualPlan:
    plan = lock(line.plan)
    if Session.objects.filter(plan_line=line).exists():
        raise NotAllowedNow(_("A class has been drawn up from this line; cancel the class, the line stays on record."))
    reopen(plan, by)
    number, title = line.number, line.title
    line.delete()
    record("training.plan.line_removed", plan, by=by, line=number, title=title)
    return plan


@transaction.atomic
def submit_year(plan: AnnualPlan, *, by: Any) -> AnnualPlan:
    """Hand the lines to the training offices of both sides."""
    lock(plan)
    lines = list(plan.lines.select_related("ip_host__region", "proc_host__region"))
    if not lines:
        raise NotAllowedNow(_("The plan has no lines yet."))
    for line in lines:
        line.plan = plan
        check_line_budget(line)
    move(plan, PlanState.REVIEW, "submit", by, state_reason="")
    later("training.tell_offices", plan_id=plan.pk, kind="training.year_plan")
    return plan


@transaction.atomic
def approve_year(plan: AnnualPlan, *, version: int, by: Any) -> AnnualPlan:
    """One side's office agrees to the plan as it reads in `version`; with the second side's word it stands."""
    lock(plan)
    if plan.state != PlanState.REVIEW:
        raise NotAllowedNow(
            _("There is no plan to approve: this plan is “%(state)s”.") % {"state": plan.get_state_display()}
        )
    if version != plan.version:
        raise NotAllowedNow(_("The plan was changed after you opened it. Read it again before you approve."))
    for side in sides_of_office(by, plan):
        _row, is_new = AnnualPlanApproval.objects.get_or_create(
            plan=plan, side=side, defaults={"approved_by": by, "version": plan.version}
        )
        if is_new:
            record("training.plan.approve", plan, by=by, side=side, version=plan.version)
    if plan.approvals.count() == len(plan.offices):
        move(plan, PlanState.APPROVED, "approved", by)
        later("training.tell_offices", plan_id=plan.pk, kind="training.year_approved")
    return plan


@transaction.atomic
def return_year(plan: AnnualPlan, *, reason: str, by: Any) -> AnnualPlan:
    """Send the lines back with a reason; an approval given so far is void."""
    require_reason(reason)
    lock(plan)
    move(plan, PlanState.DRAWING_UP, "return", by, reason.strip(), state_reason=reason.strip()[:300])
    plan.approvals.all().delete()
    later("training.tell_offices", plan_id=plan.pk, kind="training.year_returned")
    return plan


@transaction.atomic
def close_year(plan: AnnualPlan, *, by: Any) -> AnnualPlan:
    """The year is over: every class of the plan has come to its end, and none is to follow."""
    lock(plan)
    done = [str(state) for state in (*FINISHED_STATES, SessionState.CANCELLED)]
    running = Session.objects.filter(plan_line__plan=plan).exclude(state__in=done).count()
    if running:
        raise NotAllowedNow(_("%(number)s classes of this plan have not come to their end yet.") % {"number": running})
    if timezone.localdate().year <= plan.year and lines_without_class(plan):
        raise NotAllowedNow(
            _("The year %(year)s is not over, and lines of the plan still wait for their class.") % {"year": plan.year}
        )
    return move(plan, PlanState.CLOSED, "close", by)
