"""Leave: asked for by the person, decided by those who run the class."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from courses.training import actions, permissions
from courses.training.enums import EnrolmentState, LeaveState
from courses.training.forms.leave import AnswerForm, LeaveForm
from courses.training.models import Enrolment, LeaveRequest, Session
from courses.training.queries import (
    LeaveAccount,
    in_hours,
    leave_account,
    leave_limit,
    leave_requests_of,
    leave_used_in,
    open_half_days,
    roster,
    warning_hours,
)
from courses.training.queries.leave import hours_it_would_add
from courses.training.views.common import attempt, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require
from shared.ui.tables import Column, asked_format, table_response

COLUMNS = [
    Column(gettext_lazy("Name"), lambda row: row["enrolment"].person.name),
    Column(gettext_lazy("Unit"), lambda row: row["enrolment"].agency.name),
    Column(gettext_lazy("Hours of leave"), lambda row: row["account"].used),
    Column(gettext_lazy("Hours left"), lambda row: in_hours(row["account"].left)),
]


@login_required
def leave_page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What waits for an answer, what was answered, and how much leave everybody has had."""
    session = session_or_404(request, slug)
    require(permissions.can_run_class(request.user, session), _("Leave is decided by those who run the class."))
    people = accounts_of(session)
    if fmt := asked_format(request.GET):
        return table_response(f"{session.number}-leave", COLUMNS, people, fmt)
    accounts = {row["enrolment"].pk: row["account"] for row in people}
    found = list(leave_requests_of(session)[:300])
    waiting = [each for each in found if each.state == LeaveState.REQUESTED]
    more = hours_it_would_add(*waiting)
    context = {
        **tabs(request, session, "leave"),
        "waiting": [line(request, session, each, accounts, more[each.pk]) for each in waiting],
        "answered": [each for each in found if each.state != LeaveState.REQUESTED],
        "people": people,
        "allowed": in_hours(leave_limit(session)),
    }
    return render(request, "training/leave.html", context)


def accounts_of(session: Session) -> list[dict[str, Any]]:
    """Everybody in the class with her leave."""
    allowed, warning, used = leave_limit(session), warning_hours(session), leave_used_in(session)
    people = roster(session).filter(state__in=[EnrolmentState.CONFIRMED, EnrolmentState.ATTENDING])
    return [
        {"enrolment": e, "account": LeaveAccount(allowed, warning, used.get(e.pk, Decimal(0)))}
        for e in people.order_by("person__name_pinyin", "pk")
    ]


def line(
    request: HttpRequest, session: Session, leave: LeaveRequest, accounts: dict[int, LeaveAccount], more: Decimal
) -> dict[str, Any]:
    leave.enrolment.session = session
    account = accounts.get(leave.enrolment_id)
    return {
        "leave": leave,
        "account": account,
        "ends": bool(account and account.passes(more)),
        "may_decide": permissions.can_decide_leave(request.user, leave),
    }


@login_required
def ask_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Her own leave: what she has had, what is left, and a form for more."""
    session = session_or_404(request, slug)
    enrolment = own_place(request, session)
    account = leave_account(enrolment)
    form = LeaveForm(request.POST or None, half_days=list(open_half_days(enrolment)), account=account)
    if request.method == "POST" and form.is_valid():
        chosen = {"slots": form.cleaned_data["slots"], "reason": form.cleaned_data["reason"]}
        if attempt(request, actions.ask_for_leave, enrolment, done=_("Asked. You will be told the answer."), **chosen):
            return redirect("training:leave-ask", slug=slug)
    context = {
        **tabs(request, session, "leave-ask"),
        "enrolment": enrolment,
        "account": account,
        "form": form,
        "own": enrolment.leave_requests.select_related("decided_by").prefetch_related("slots"),
        "may_ask": enrolment.state in actions.leave.WITH_LEAVE and session.state in actions.leave.LEAVE_SESSIONS,
    }
    return render(request, "training/leave_ask.html", context)


def own_place(request: HttpRequest, session: Session) -> Enrolment:
    """Her place in this class, the living one before those that have ended; 404 for everybody else."""
    own = Enrolment.objects.filter(session=session, person__user_id=request.user.pk or 0)
    found = own.select_related("person", "block").order_by(F("closed_at").desc(nulls_first=True), "-pk").first()
    if found is None:
        raise Http404
    found.session = session
    return found


@login_required
@require_POST
def leave_step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step of one request: approved or refused by an officer, taken back by the person."""
    related = ("enrolment__session__ip_host", "enrolment__session__proc_host", "enrolment__session__region")
    rows = LeaveRequest.objects.visible_to(request.user).select_related(*related, "enrolment__person")
    leave = get_object_or_404(rows, pk=pk)
    if verb == "withdraw":
        require(permissions.can_ask_for_leave(request.user, leave.enrolment))
        attempt(request, actions.withdraw_leave, leave, done=_("Taken back."))
        return redirect("training:leave-ask", slug=leave.enrolment.session.slug)
    require(permissions.can_decide_leave(request.user, leave), who_decides(leave))
    answer(request, leave, verb)
    return redirect("training:leave", slug=leave.enrolment.session.slug)


def who_decides(leave: LeaveRequest) -> str:
    return _("This leave is decided by: %(who)s. Nobody decides her own.") % {"who": leave.get_approver_display()}


def answer(request: HttpRequest, leave: LeaveRequest, verb: str) -> None:
    form = AnswerForm(request.POST)
    form.is_valid()
    if verb == "refuse":
        attempt(request, actions.refuse_leave, leave, reason=form.cleaned_data.get("reason", ""), done=_("Refused."))
    elif leave_account(leave.enrolment).passes(hours_it_would_add(leave)[leave.pk]) and not form.cleaned_data.get(
        "knows"
    ):
        messages.error(request, _("With this leave the participation ends: tick that you know, then approve again."))
    else:
        attempt(request, actions.approve_leave, leave, done=_("Approved."))
