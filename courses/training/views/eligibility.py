"""Who may join a class: shown to those who look after it, changed while the class is a draft."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.training.actions import eligibility as actions
from courses.training.enums import RuleKind, SessionState
from courses.training.forms import RuleForm
from courses.training.models import EligibilityRule, PlanLine, Session
from courses.training.permissions import can_draw_up_plan, can_organise, can_see_desk
from courses.training.views.common import attempt, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require


def families(rules: list[EligibilityRule]) -> list[list[EligibilityRule]]:
    """Alternatives stand together: one of each family has to be met."""
    found: dict[str, list[EligibilityRule]] = {}
    for rule in rules:
        found.setdefault(rule.family, []).append(rule)
    return list(found.values())


@login_required
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules of a class."""
    session = session_or_404(request, slug)
    require(can_see_desk(request.user, session), _("The rules of a class are kept by its hosts."))
    may_change = can_organise(request.user, session) and session.state == SessionState.DRAFT
    form = bound_form(request) if request.method == "POST" else None
    if form is not None:
        require(can_organise(request.user, session))
        if form.is_valid() and attempt(request, actions.add_rule, session, done=_("Rule added."), **form.cleaned_data):
            return redirect("training:eligibility", slug=slug)
    context = {
        **tabs(request, session, "eligibility"),
        "families": families(list(session.eligibility.order_by("pk"))),
        "forms": forms_with(form) if may_change else [],
        "may_change": may_change,
    }
    return render(request, "training/eligibility.html", context)


@login_required
def line_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """The rules of a line of the plan; a class drawn from it takes them over."""
    line = get_object_or_404(
        PlanLine.objects.visible_to(request.user).select_related("plan__ip_office", "plan__proc_office"), pk=pk
    )
    may_change = can_draw_up_plan(request.user, line.plan)
    form = bound_form(request) if request.method == "POST" else None
    if form is not None:
        require(may_change)
        if form.is_valid() and attempt(request, actions.add_rule, line, done=_("Rule added."), **form.cleaned_data):
            return redirect("training:line-eligibility", pk=pk)
    context = {
        "line": line,
        "families": families(list(line.eligibility.order_by("pk"))),
        "forms": forms_with(form) if may_change else [],
        "may_change": may_change,
    }
    return render(request, "training/line_eligibility.html", context)


def bound_form(request: HttpRequest) -> RuleForm:
    kind = request.POST.get("kind", "")
    if kind not in RuleKind.values:
        raise Http404
    return RuleForm(request.POST, kind=kind)


def forms_with(bound: RuleForm | None) -> list[RuleForm]:
    """One form for each kind; the one that was sent keeps what was written."""
    return [bound if bound is not None and bound.rule_kind == kind else RuleForm(kind=kind) for kind in RuleKind]


@login_required
@require_POST
def drop_rule(request: HttpRequest, pk: int) -> HttpResponse:
    found = EligibilityRule.objects.visible_to(request.user).select_related(
        "session__ip_host", "session__proc_host", "plan_line__plan__ip_office", "plan_line__plan__proc_office"
    )
    rule = get_object_or_404(found, pk=pk)
    owner: Any = rule.session or rule.plan_line
    is_class = isinstance(owner, Session)
    require(can_organise(request.user, owner) if is_class else can_draw_up_plan(request.user, owner.plan))
    attempt(request, actions.drop_rule, rule, done=_("Rule taken out."))
    if is_class:
        return redirect("training:eligibility", slug=owner.slug)
    return redirect("training:line-eligibility", pk=owner.pk)
