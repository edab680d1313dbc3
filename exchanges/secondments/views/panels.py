from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from exchanges.secondments import actions, queries
from exchanges.secondments.forms import ConclusionForm, ConflictForm, PanelForm, PanelMemberForm, ScoreForm
from exchanges.secondments.models import Panel, PanelMember, Secondment
from exchanges.secondments.permissions import can_run_panel
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow


@login_required
def panel_name(request: HttpRequest, number: str) -> HttpResponse:
    """The host names who examines the candidate and by what criteria."""
    secondment = get_object_or_404(Secondment.objects.visible_to(request.user).with_parties(), number=number)
    require(can_run_panel(request.user, secondment))
    people = queries.panel_candidates(secondment)
    initial = {"criteria": queries.criteria_text(secondment)}
    form = PanelForm(request.POST if request.method == "POST" else None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            panel = actions.name_panel(secondment, by=request.user, **form.cleaned_data)
            messages.success(request, _("The panel is named; its members have been told."))
            return redirect(panel)
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
    context = {"secondment": secondment, "form": form}
    return render(request, "secondments/panel_name.html", context, status=422 if form.is_bound else 200)


PARTS = ["secondment__person", "secondment__home_org", "secondment__host_org__region", "secondment__post"]


@login_required
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """The candidate's file for the members, the state of the examination for the host."""
    found = Panel.objects.visible_to(request.user).select_related(*PARTS)
    subject = get_object_or_404(found, secondment__number=number)
    member = subject.members.filter(user_id=request.user.pk).first()
    forms = forms_of(request, subject, member)
    act = request.POST.get("act", "")
    if request.method == "POST":
        if act not in forms:
            raise Http404
        if forms[act].is_valid() and took(request, act, forms[act].cleaned_data, subject, member):
            return redirect("secondments:posts" if act == "declare" else subject)
    context = {
        "panel": subject,
        "secondment": subject.secondment,
        "member": member,
        "members": subject.members.select_related("user"),
        "criteria": subject.criteria.all(),
        "scores": queries.score_rows(request.user, subject),
        "checks": subject.secondment.requirement_checks.all(),
        "posting": queries.posting_of(subject.secondment.person),
        "forms": forms,
    }
    return render(request, "secondments/panel.html", context, status=422 if act else 200)


def forms_of(request: HttpRequest, subject: Panel, member: PanelMember | None) -> dict[str, Any]:
    """What this user can do on the page; the form that was sent is bound."""
    if subject.closed_on:
        return {}
    kinds: dict[str, tuple[Any, dict[str, Any]]] = {}
    if member and member.handed_in_at is None:
        kinds["score"] = ScoreForm, {"criteria": subject.criteria.all()}
    if member:
        kinds["declare"] = ConflictForm, {}
    if can_run_panel(request.user, subject.secondment):
        kinds["add"] = PanelMemberForm, {"people": queries.panel_candidates(subject.secondment)}
        kinds["close"] = ConclusionForm, {}
    sent = request.POST.get("act", "")
    return {
        act: form(request.POST if act == sent else None, prefix=act, **options)
        for act, (form, options) in kinds.items()
    }


def took(request: HttpRequest, act: str, data: dict[str, Any], subject: Panel, member: Any) -> bool:
    takers = {
        "score": lambda: actions.hand_in(member, by=request.user, **data),
        "declare": lambda: actions.declare_conflict(member, by=request.user, **data),
        "add": lambda: actions.add_member(subject, by=request.user, **data),
        "close": lambda: actions.close_panel(subject, by=request.user, **data),
    }
    try:
        takers[act]()
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("It is on record."))
    return True
