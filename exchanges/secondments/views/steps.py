from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from exchanges.secondments import actions, queries
from exchanges.secondments.enums import STEP_NOTES, STEP_PARTIES, Party, Step
from exchanges.secondments.forms import STEP_FORMS, ConfirmForm, PersonForm
from exchanges.secondments.models import Secondment
from exchanges.secondments.permissions import act_for_side, can_take_step, is_the_person, parties_of
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow

Taker = Callable[[Secondment, dict[str, Any], Any], Any]


def own_side(user: Any, secondment: Secondment) -> str:
    """The side an officer of both acts for: the one that has not agreed yet, else the host."""
    sides = parties_of(user, secondment) & {Party.HOME, Party.HOST}
    return queries.side_to_agree(user, secondment) or (Party.HOST if Party.HOST in sides else Party.HOME)


def side_taking(user: Any, secondment: Secondment, step: str) -> str:
    """In whose name the user takes the step; of two sides she may act for, the one that the step is about."""
    sides = STEP_PARTIES[step] & parties_of(user, secondment)
    return own_side(user, secondment) if {Party.HOME, Party.HOST} <= sides else next(iter(sides))


def change_of(secondment: Secondment) -> Any:
    change = queries.pending_change(secondment)
    if change is None:
        raise NotAllowedNow(_("No change of this term waits for a decision."))
    change.secondment = secondment
    return change


TAKERS: dict[str, Taker] = {
    Step.RECOMMEND: lambda s, data, by: actions.recommend(s, by=by, **data),
    Step.EXAMINE: lambda s, data, by: actions.begin_examination(s, note=data["note"], by=by),
    Step.REJECT: lambda s, data, by: actions.reject_recommendation(s, reason=data["reason"], by=by),
    Step.CONSENT: lambda s, data, by: actions.give_consent(s, by=by),
    Step.DECLINE: lambda s, data, by: actions.decline(s, reason=data["note"], by=by),
    Step.DECIDE: lambda s, data, by: actions.decide_to_appoint(s, document=data["document"], by=by),
    Step.NOT_APPROVE: lambda s, data, by: actions.decide_not_to_appoint(s, reason=data["reason"], by=by),
    Step.SIGN: lambda s, data, by: actions.sign_as_home(s, by=by),
    Step.PLEDGE: lambda s, data, by: actions.sign_pledge(s, by=by),
    Step.LETTER: lambda s, data, by: actions.issue_letter(s, by=by),
    Step.PROPOSE: lambda s, data, by: actions.propose_change(s, side=own_side(by, s), by=by, **data),
    Step.AGREE: lambda s, data, by: actions.agree_to_change(change_of(s), side=own_side(by, s), by=by),
    Step.REFUSE_CHANGE: lambda s, data, by: actions.refuse_change(
        change_of(s), side=own_side(by, s), reason=data["reason"], by=by
    ),
    Step.SUSPEND: lambda s, data, by: actions.suspend(s, reason=data["reason"], by=by),
    Step.RESUME: lambda s, data, by: actions.resume(s, reason=data["note"], by=by),
    Step.TERMINATE: lambda s, data, by: actions.terminate(s, by=by, **data),
    Step.APPRAISE: lambda s, data, by: actions.appraise(s, by=by, **data),
}


def form_for(step: str, request: HttpRequest, secondment: Secondment) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    if step == Step.RECOMMEND:
        people = queries.eligible_people(request.user, secondment)
        return PersonForm(data, people=people, q=request.GET.get("q", ""))
    return STEP_FORMS.get(step, ConfirmForm)(data)


@login_required
def take_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """One step of one secondment: what it means, what it needs, and the button."""
    visible = Secondment.objects.visible_to(request.user).with_parties().prefetch_related(queries.pending_changes())
    secondment = get_object_or_404(visible, number=number)
    if step not in TAKERS:
        raise Http404
    require(can_take_step(request.user, secondment, step), _("This step is taken by another party of the secondment."))
    if step == Step.APPRAISE and queries.appraisal_items(secondment):
        return redirect("secondments:appraisal", secondment.number)
    form = form_for(step, request, secondment)
    if request.method == "POST" and form.is_valid():
        act_for_side(request.user, secondment, side_taking(request.user, secondment, step))
        try:
            TAKERS[step](secondment, form.cleaned_data, request.user)
            messages.success(request, _("Done: %(step)s.") % {"step": Step(step).label})
            return redirect(secondment)
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
    context = {
        "secondment": secondment,
        "step": Step(step),
        "note": STEP_NOTES[step],
        "form": form,
        "change": queries.pending_change(secondment),
        "on_paper": STEP_PARTIES[step] == {Party.PERSON} and not is_the_person(request.user, secondment),
    }
    return render(request, "secondments/step.html", context, status=422 if form.is_bound else 200)
