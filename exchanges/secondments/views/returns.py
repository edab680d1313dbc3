from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from exchanges.secondments import actions, queries
from exchanges.secondments.forms import ConfirmForm, ReasonForm, ReportForm
from exchanges.secondments.models import ReturnReport
from exchanges.secondments.permissions import is_officer, is_the_person
from exchanges.secondments.permissions.returns import (
    act_for_report,
    can_judge_report,
    can_read_report,
    can_write_report,
)
from shared.audit.actions import NotAllowedNow

PARTS = ["secondment__person__user", "secondment__home_org", "secondment__host_org__region", "confirmed_by"]


@login_required
def report(request: HttpRequest, number: str) -> HttpResponse:
    """The report of a term beside what the records say of it: written by the person, confirmed by the host."""
    visible = ReturnReport.objects.visible_to(request.user).select_related(*PARTS)
    subject = get_object_or_404(visible, secondment__number=number)
    secondment = subject.secondment
    act = request.POST.get("act", "")
    forms = forms_of(request, subject, act)
    if request.method == "POST":
        if act not in forms:
            raise Http404
        if forms[act].is_valid() and took(request, act, forms[act].cleaned_data, subject):
            return redirect(subject)
    shows = can_read_report(request.user, subject)
    context = {
        "report": subject,
        "secondment": secondment,
        "forms": forms,
        "shows": shows,
        "brought": queries.brought([secondment])[secondment.pk] if shows else None,
        "is_officer": is_officer(request.user),
        "on_paper": "save" in forms and not is_the_person(request.user, secondment),
    }
    return render(request, "secondments/return_report.html", context, status=422 if act else 200)


def forms_of(request: HttpRequest, subject: ReturnReport, act: str) -> dict[str, Any]:
    """What this user can do on the page; the form that was sent is bound."""
    if can_write_report(request.user, subject):
        form = ReportForm(request.POST if act in {"save", "hand_in"} else None, initial={"text": subject.text})
        return {"save": form, "hand_in": form}
    if can_judge_report(request.user, subject):
        return {
            "confirm": ConfirmForm(request.POST if act == "confirm" else None),
            "return": ReasonForm(request.POST if act == "return" else None),
        }
    return {}


def took(request: HttpRequest, act: str, data: dict[str, Any], subject: ReturnReport) -> bool:
    takers: dict[str, tuple[Callable[..., Any], str]] = {
        "save": (actions.save_report, _("The draft is kept. Only you read it until you hand it in.")),
        "hand_in": (actions.hand_in_report, _("The report is handed in; the host has been told.")),
        "confirm": (actions.confirm_report, _("The report is confirmed.")),
        "return": (actions.return_report, _("The report is returned; the person has been told.")),
    }
    take, words = takers[act]
    act_for_report(request.user, subject)
    try:
        take(subject, by=request.user, **data)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, words)
    return True
