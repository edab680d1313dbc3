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
from exchanges.secondments.forms import (
    STEP_FORMS,
    ConfirmForm,
    PersonForm,
    SignForm,
    ask_for_papers,
    take_papers,
)
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
    Step.PLEDGE: lambda s, data, by: actions.sign_pledge(s, seen=data["seen"], by=by),
    Step.LETTER: lambda s, data, by: actions.issue_letter(s, by=by),
    Step.PROPOSE: lambda s, data, by: actions.propose_change(s, side=own_side(by, s), by=by, **data),
    Step.AGREE: lambda s, data, by: actions.agree_to_change(change_of(s), side=own_side(by, s), by=by),
    Step.REFUSE_CHANGE: lambda s, data, by: actions.refuse_change(
        change_of(s), side=own_side(by, s), reason=data["reason"], by=by
    ),
    Step.SUSPEND: lambda s, data, by: actions.propose_suspension(s, side=own_side(by, s), by=by, **data),
    Step.RESUME: lambda s, data, by: actions.resume(s, reason=data["note"], by=by),
    Step.TERMINATE: lambda s, data, by: actions.terminate(s, by=by, **data),
    Step.ANSWER_END: lambda s, data, by: actions.answer_end(
        change_of(s), agrees=data["answer"] == "yes", note=data["note"], by=by
    ),
    Step.APPRAISE: lambda s, data, by: actions.appraise(s, by=by, **data),
}


def form_for(step: str, request: HttpRequest, secondment: Secondment, texts: list[Any]) -> forms.Form:
    """What the step asks, and a field for each paper that it waits for and this party can bring with it."""
    given: tuple[Any, Any] = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form: forms.Form
    if step == Step.RECOMMEND:
        people = queries.eligible_people(request.user, secondment)
        form = PersonForm(*given, people=people, q=request.GET.get("q", ""))
    elif step == Step.PLEDGE:
        return SignForm(*given, initial={"seen": queries.seal_of(texts)})
    else:
        form = STEP_FORMS.get(step, ConfirmForm)(*given)
    sides = STEP_PARTIES[step] & parties_of(request.user, secondment)
    ask_for_papers(form, queries.papers_to_bring(secondment, step, sides))
    return form


def take(secondment: Secondment, step: str, form: forms.Form, by: Any) -> None:
    """The step together with the papers that come with it; the endorsement's papers belong to the act itself."""
    side = side_taking(by, secondment, step)
    act_for_side(by, secondment, side)
    papers, data = take_papers(form), form.cleaned_data
    if step == Step.RECOMMEND:
        TAKERS[step](secondment, {**data, "papers": papers}, by)
        return
    with actions.filing(secondment, papers, side=side, number=data.get("document", ""), by=by):
        TAKERS[step](secondment, data, by)


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
    texts = [content for _rule, content in queries.texts_to_sign(secondment)] if step == Step.PLEDGE else []
    form = form_for(step, request, secondment, texts)
    if request.method == "POST" and form.is_valid():
        try:
            take(secondment, step, form, request.user)
            messages.success(request, _("Done: %(step)s.") % {"step": Step(step).label})
            return redirect(secondment)
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
    context = {
        "secondment": secondment,
        "step": Step(step),
        "note": STEP_NOTES[step],
        "form": form,
        "texts": texts,
        "change": queries.pending_change(secondment),
        "on_paper": STEP_PARTIES[step] == {Party.PERSON} and not is_the_person(request.user, secondment),
    }
    return render(request, "secondments/step.html", context, status=422 if form.is_bound else 200)
