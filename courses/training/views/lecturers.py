"""Lecturers of a class for its organisers, and one's own invitations for the lecturer."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from courses.training import permissions
from courses.training.actions import fees
from courses.training.actions import lecturers as actions
from courses.training.enums import AGREED_TEACHING, TeachingState
from courses.training.exports import TEACHING_COLUMNS
from courses.training.forms.common import ReasonForm
from courses.training.forms.lecturers import AnswerForm, HoursForm, InvitationForm, SlotsForm
from courses.training.models import TeachingInvitation
from courses.training.queries.lecturers import fee_cap, with_halves
from courses.training.views.common import attempt, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require
from shared.ui.tables import Column, asked_format, table_response

COLUMNS = [
    Column(gettext_lazy("Lecturer"), "name"),
    Column(gettext_lazy("Side"), lambda row: row.get_side_display()),
    Column(gettext_lazy("Employer"), "employer"),
    Column(gettext_lazy("Topic"), "topic"),
    Column(gettext_lazy("Half-days"), lambda row: "、".join(str(half.slot) for half in row.halves.all())),
    Column(gettext_lazy("State"), lambda row: row.get_state_display()),
]
HOURS_STATES = {TeachingState.ACCEPTED, TeachingState.DELIVERED}
ASK_STATES = {TeachingState.DRAFT, TeachingState.NEGOTIATING, TeachingState.EXPIRED}
CANCEL_STATES = {*ASK_STATES, TeachingState.SENT, TeachingState.ACCEPTED}


@login_required
def lecturer_list(request: HttpRequest, slug: str) -> HttpResponseBase:
    session = session_or_404(request, slug)
    require(permissions.can_see_invitations(request.user, session))
    rows = with_halves(session.invitations.all())
    wanted = asked_format(request.GET)
    if wanted:
        return table_response(f"{_('Lecturers')} {session.number}", COLUMNS, rows, wanted)
    may_invite = permissions.can_invite(request.user, session)
    context = {**tabs(request, session, "lecturers"), "rows": rows, "may_invite": may_invite}
    return render(request, "training/lecturers.html", context)


@login_required
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw an invitation up, and send it where that button was pressed."""
    session = session_or_404(request, slug)
    require(permissions.can_invite(request.user, session))
    form = InvitationForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        slots = list(form.cleaned_data["slots"])
        made = attempt(request, actions.draw_up_invitation, session, invitation=form.save(commit=False), slots=slots)
        if made and "send" in request.POST:
            attempt(request, actions.send_invitation, made, done=_("Invitation sent."))
        if made:
            return redirect("training:invitation", pk=made.pk)
    context = {**tabs(request, session, "lecturers"), "form": form, "has_slots": session.slots.exists()}
    return render(request, "training/invite.html", context)


def hosted_or_404(request: HttpRequest, pk: int) -> TeachingInvitation:
    rows = with_halves(TeachingInvitation.objects.visible_to(request.user))
    return get_object_or_404(rows, pk=pk)


@login_required
def invitation_page(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = hosted_or_404(request, pk)
    session = invitation.session
    require(permissions.can_see_invitations(request.user, session))
    return render(request, "training/invitation.html", page_of(request, invitation))


def page_of(
    request: HttpRequest, invitation: TeachingInvitation, hours_form: HoursForm | None = None
) -> dict[str, Any]:
    session, halves = invitation.session, list(invitation.halves.all())
    may_invite = permissions.can_invite(request.user, session)
    return {
        **tabs(request, session, "lecturers"),
        "invitation": invitation,
        "halves": halves,
        "fee": getattr(invitation, "fee", None) if permissions.can_see_fee(request.user, invitation) else None,
        "cap": fee_cap(invitation) if may_invite else None,
        "may_ask": may_invite and invitation.state in ASK_STATES,
        "may_cancel": may_invite and invitation.state in CANCEL_STATES,
        "may_confirm": may_invite and invitation.state in HOURS_STATES,
        "slots_form": SlotsForm(session=session, initial={"slots": [half.slot_id for half in halves]}),
        "hours_form": hours_form or HoursForm(halves=halves),
    }


@login_required
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = hosted_or_404(request, pk)
    require(permissions.can_invite(request.user, invitation.session))
    form = SlotsForm(request.POST, session=invitation.session)
    if form.is_valid():
        attempt(request, actions.send_invitation, invitation, slots=form.chosen(), done=_("Invitation sent."))
    else:
        messages.error(request, _("Choose at least one half-day of this class's timetable."))
    return redirect("training:invitation", pk=pk)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = hosted_or_404(request, pk)
    require(permissions.can_invite(request.user, invitation.session))
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    attempt(request, actions.cancel_invitation, invitation, reason=reason, done=_("Invitation cancelled."))
    return redirect("training:invitation", pk=pk)


@login_required
@require_POST
def hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what was taught and what is to be paid."""
    invitation = hosted_or_404(request, pk)
    require(permissions.can_invite(request.user, invitation.session))
    form = HoursForm(request.POST, halves=list(invitation.halves.all()))
    if not form.is_valid():
        return render(request, "training/invitation.html", page_of(request, invitation, form))
    data = form.cleaned_data
    raised = {name: data[name] for name in ("is_raised", "raise_number", "raise_leader", "raise_on")}
    terms = fees.Terms(data["per_hour"], **raised) if data["has_fee"] else None
    attempt(request, fees.confirm_hours, invitation, hours=form.hours(), terms=terms, done=_("Hours confirmed."))
    return redirect("training:invitation", pk=pk)


@login_required
def own_teaching(request: HttpRequest) -> HttpResponseBase:
    """What I am asked to teach, and what I teach."""
    rows = with_halves(TeachingInvitation.objects.filter(person__user=request.user.pk)).exclude(
        state=TeachingState.DRAFT
    )
    rows = rows.order_by("-session__starts_on", "-pk")
    if fmt := asked_format(request.GET):
        return table_response(str(_("My teaching")), TEACHING_COLUMNS, rows, fmt)
    return render(request, "training/teaching.html", {"rows": rows})


@login_required
def own_answer(request: HttpRequest, pk: int) -> HttpResponse:
    own = TeachingInvitation.objects.filter(person__user=request.user.pk).exclude(state=TeachingState.DRAFT)
    invitation = get_object_or_404(with_halves(own), pk=pk)
    form = AnswerForm(request.POST or None)
    is_sound = request.method == "POST" and form.is_valid()
    if is_sound and give_answer(partial(attempt, request), invitation, form.cleaned_data):
        return redirect("training:teaching-answer", pk=pk)
    return render(request, "training/teaching_answer.html", answer_context(invitation, form))


def answer_context(invitation: TeachingInvitation, form: AnswerForm) -> dict[str, Any]:
    return {
        "invitation": invitation,
        "form": form,
        "may_answer": invitation.state == TeachingState.SENT,
        "is_agreed": invitation.state in AGREED_TEACHING,
        "fee": getattr(invitation, "fee", None),
    }


def give_answer(run: Callable[..., Any], invitation: TeachingInvitation, data: dict[str, Any]) -> Any:
    """Pass the answer on to the action it asks for; `run` says who acts."""
    thanks = _("Thank you. Your answer has been passed on.")
    if data["answer"] == "propose":
        return run(actions.propose_time, invitation, day=data["day"], half=data["half"], note=data["note"], done=thanks)
    act = actions.accept_invitation if data["answer"] == "accept" else actions.decline_invitation
    return run(act, invitation, note=data["note"], done=thanks)
