"""The plan of a year: its page, the units' needs, its lines."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from courses.training import actions, permissions
from courses.training.enums import EDITABLE_PLAN_STATES, NeedState, PlanState
from courses.training.forms import AnnualPlanForm, ApproveYearForm, NeedForm, PlanLineForm, ReasonForm
from courses.training.models import AnnualPlan, PlanLine, TrainingNeed
from courses.training.queries.plans import LineProgress, needs_of, own_units, plans_for_list, progress_of
from courses.training.views.common import attempt
from shared.accounts.permissions import require
from shared.ui.tables import Column, asked_format, table_response


def hosts_in_words(row: LineProgress) -> str:
    return "、".join(str(host) for host in row.line.hosts)


def classes_in_words(row: LineProgress) -> str:
    return "；".join(f"{session.number} {session.get_state_display()}" for session in row.sessions)


COLUMNS = [
    Column(gettext_lazy("Number"), "line.number"),
    Column(gettext_lazy("Title"), "line.title"),
    Column(gettext_lazy("Mode"), lambda row: row.line.get_mode_display()),
    Column(gettext_lazy("Hosts"), hosts_in_words),
    Column(gettext_lazy("Quarter"), "line.quarter"),
    Column(gettext_lazy("Month"), "line.month"),
    Column(gettext_lazy("Days"), "line.days"),
    Column(gettext_lazy("Training grade"), lambda row: row.line.get_grade_display()),
    Column(gettext_lazy("Seats of the IP administrations"), "line.ip_seats"),
    Column(gettext_lazy("Seats of the procuratorates"), "line.proc_seats"),
    Column(gettext_lazy("Seats of the common pool"), "line.pool_seats"),
    Column(gettext_lazy("Audience"), "line.audience"),
    Column(gettext_lazy("Budget (yuan)"), "line.budget"),
    Column(gettext_lazy("Ceiling (yuan)"), lambda row: row.ceiling.total if row.ceiling else None),
    Column(gettext_lazy("Classes"), classes_in_words),
    Column(gettext_lazy("People on seats"), "seated"),
    Column(gettext_lazy("People who completed"), "completed"),
    Column(gettext_lazy("Budget of the classes (yuan)"), "budget_of_sessions"),
]


NEED_COLUMNS = [
    Column(gettext_lazy("Unit"), "agency.name"),
    Column(gettext_lazy("Topic"), "topic"),
    Column(gettext_lazy("Audience"), "audience"),
    Column(gettext_lazy("People"), "people"),
    Column(gettext_lazy("Reason"), "reason"),
    Column(gettext_lazy("Answered by line"), lambda need: "、".join(str(line.number) for line in need.lines.all())),
]
PLAN_COLUMNS = [
    Column(gettext_lazy("Year"), "year"),
    Column(gettext_lazy("training office of the IP administrations"), "ip_office.name"),
    Column(gettext_lazy("training office of the procuratorates"), "proc_office.name"),
    Column(gettext_lazy("State"), lambda plan: plan.get_state_display()),
    Column(gettext_lazy("Needs due on"), "needs_due_on"),
    Column(pgettext_lazy("of a plan", "Lines"), "line_count"),
]


def plan_or_404(request: HttpRequest, pk: int) -> AnnualPlan:
    plans = AnnualPlan.objects.visible_to(request.user)
    return get_object_or_404(plans.select_related("ip_office__region", "proc_office__region"), pk=pk)


@login_required
def plan_list(request: HttpRequest) -> HttpResponseBase:
    plans = plans_for_list(request.user)
    if fmt := asked_format(request.GET):
        return table_response(str(_("Annual plans")), PLAN_COLUMNS, plans, fmt)
    context = {"plans": plans[:100], "may_plan": permissions.can_plan_years(request.user)}
    return render(request, "training/plan_list.html", context)


@login_required
def new_plan(request: HttpRequest) -> HttpResponse:
    """Call for the needs of a year."""
    require(permissions.can_plan_years(request.user), _("Only training planners open the plan of a year."))
    form = AnnualPlanForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        plan = attempt(request, actions.call_for_needs, form.save(commit=False))
        if plan:
            text = _("The units have been asked for their needs, due on %(day)s.")
            messages.success(request, text % {"day": plan.needs_due_on.isoformat()})
            return redirect("training:plan", pk=plan.pk)
    return render(request, "training/plan_form.html", {"form": form})


@login_required
def plan_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    plan = plan_or_404(request, pk)
    progress = progress_of(plan, request.user)
    if fmt := asked_format(request.GET):
        if request.GET.get("list") == "needs":
            return table_response(f"needs-{plan.year}", NEED_COLUMNS, needs_of(plan, request.user), fmt)
        return table_response(f"plan-{plan.year}", COLUMNS, progress.lines, fmt)
    drawing = permissions.can_draw_up_plan(request.user, plan)
    is_open = plan.takes_needs()
    context = {
        "plan": plan,
        "progress": progress,
        "needs": needs_of(plan, request.user),
        "units": {unit.pk for unit in own_units(plan, request.user)} if is_open else set(),
        "is_open": is_open,
        "approvals": {row.side: row for row in plan.approvals.select_related("approved_by")},
        "may_draw_up": drawing,
        "may_edit": drawing and plan.state in EDITABLE_PLAN_STATES,
        "may_run": permissions.can_plan_sessions(request.user) and plan.state == PlanState.APPROVED,
        "steps": steps_for(request.user, plan),
    }
    return render(request, "training/plan.html", context)


@dataclass(frozen=True)
class Step:
    """A step in the life of a plan: from which state, who may take it, what the button says."""

    label: str | Promise
    states: tuple[str, ...]
    allowed: Callable[[Any, AnnualPlan], bool]
    run: Callable[..., Any]
    done: str | Promise
    takes: str = ""
    is_primary: bool = True


P = PlanState
STEPS: dict[str, Step] = {
    "draw-up": Step(
        gettext_lazy("End the collecting and draw up the lines"),
        (P.COLLECTING,),
        permissions.can_draw_up_plan,
        actions.draw_up_lines,
        gettext_lazy("Collecting has ended; now the lines."),
    ),
    "submit": Step(
        gettext_lazy("Submit to both sides"),
        (P.DRAWING_UP,),
        permissions.can_draw_up_plan,
        actions.submit_year,
        gettext_lazy("Plan submitted."),
    ),
    "approve": Step(
        gettext_lazy("Approve the annual plan"),
        (P.REVIEW,),
        permissions.can_approve_year,
        actions.approve_year,
        gettext_lazy("Your approval is on record."),
        takes="version",
    ),
    "return": Step(
        gettext_lazy("Return the plan"),
        (P.REVIEW,),
        permissions.can_approve_year,
        actions.return_year,
        gettext_lazy("Plan returned."),
        takes="reason",
        is_primary=False,
    ),
    "close": Step(
        gettext_lazy("Close the year"),
        (P.APPROVED,),
        permissions.can_approve_year,
        actions.close_year,
        gettext_lazy("The year is closed."),
        is_primary=False,
    ),
}


def steps_for(user: Any, plan: AnnualPlan) -> list[tuple[str, Step]]:
    return [(verb, step) for verb, step in STEPS.items() if plan.state in step.states and step.allowed(user, plan)]


@login_required
@require_POST
def plan_step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    plan = plan_or_404(request, pk)
    step = STEPS.get(verb)
    if step is None:
        raise Http404
    require(step.allowed(request.user, plan))
    forms: dict[str, Any] = {"version": ApproveYearForm, "reason": ReasonForm}
    extra: dict[str, Any] = {}
    if step.takes:
        form = forms[step.takes](request.POST)
        if not form.is_valid():
            messages.error(request, _("Open the plan again and try once more."))
            return redirect("training:plan", pk=pk)
        extra = form.cleaned_data
    attempt(request, step.run, plan, done=step.done, **extra)
    return redirect("training:plan", pk=pk)


@login_required
def new_need(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    units = own_units(plan, request.user)
    require(bool(units), _("A unit's HR officer submits its needs."))
    return need_page(request, TrainingNeed(plan=plan), units, actions.submit_need)


@login_required
def edit_need(request: HttpRequest, pk: int) -> HttpResponse:
    need = need_or_404(request, pk)
    return need_page(request, need, own_units(need.plan, request.user), actions.change_need)


def need_or_404(request: HttpRequest, pk: int) -> TrainingNeed:
    needs = TrainingNeed.objects.visible_to(request.user).filter(state=NeedState.SUBMITTED)
    need = get_object_or_404(needs.select_related("agency", "plan__ip_office", "plan__proc_office"), pk=pk)
    require(permissions.can_submit_need(request.user, need.agency))
    return need


def need_page(request: HttpRequest, need: TrainingNeed, units: list[Any], act: Callable[..., Any]) -> HttpResponse:
    form = NeedForm(request.POST or None, instance=need, units=units)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(request, act, form.save(commit=False), done=_("The need is on record."))
    ):
        return redirect(need.plan)
    return render(request, "training/need_form.html", {"form": form, "plan": need.plan, "is_new": need.pk is None})


@login_required
@require_POST
def drop_need(request: HttpRequest, pk: int) -> HttpResponse:
    need = need_or_404(request, pk)
    attempt(request, actions.withdraw_need, need, done=_("The need has been withdrawn."))
    return redirect(need.plan)


@login_required
def new_line(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    require(permissions.can_draw_up_plan(request.user, plan))
    line = PlanLine(plan=plan, ip_host=plan.ip_office, proc_host=plan.proc_office)
    return line_page(request, line)


@login_required
def edit_line(request: HttpRequest, pk: int) -> HttpResponse:
    line = line_or_404(request, pk)
    return line_page(request, line)


def line_or_404(request: HttpRequest, pk: int) -> PlanLine:
    lines = PlanLine.objects.visible_to(request.user)
    line = get_object_or_404(lines.select_related("plan__ip_office", "plan__proc_office"), pk=pk)
    require(permissions.can_draw_up_plan(request.user, line.plan))
    return line


def line_page(request: HttpRequest, line: PlanLine) -> HttpResponse:
    needs = list(line.plan.needs.filter(state=NeedState.SUBMITTED))
    form = PlanLineForm(request.POST or None, instance=line, needs=needs)
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["needs"])
        if attempt(request, actions.write_line, form.save(commit=False), needs=chosen, done=_("Line saved.")):
            return redirect(line.plan)
    context = {"form": form, "plan": line.plan, "line": line, "voids": line.plan.state in {P.REVIEW, P.APPROVED}}
    return render(request, "training/line_form.html", context)


@login_required
@require_POST
def drop_line(request: HttpRequest, pk: int) -> HttpResponse:
    line = line_or_404(request, pk)
    plan = line.plan
    attempt(request, actions.remove_line, line, done=_("Line removed."))
    return redirect(plan)
