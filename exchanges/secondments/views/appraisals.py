"""The page on which both units and the person appraise a period."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments import actions, queries
from exchanges.secondments.enums import OVER, Party
from exchanges.secondments.forms import AppraisalPartForm, AskPeersForm, BeginAppraisalForm
from exchanges.secondments.models import AppraisalRound, Secondment
from exchanges.secondments.permissions import (
    act_for_side,
    can_begin_appraisal,
    can_see_appraisals,
    is_the_person,
    parties_of,
)
from exchanges.secondments.views.desk import shows_appraisals
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow

BEGIN, ASK = "begin", "ask"


@login_required
def appraisal(request: HttpRequest, number: str) -> HttpResponse:
    """Who appraises, who has handed in, what waits for the user, and what is on record."""
    secondment = get_object_or_404(Secondment.objects.visible_to(request.user).with_parties(), number=number)
    require(can_see_appraisals(request.user, secondment))
    running = queries.running_round(secondment)
    forms = forms_of(request, secondment, running)
    act = request.POST.get("act", "")
    if request.method == "POST":
        if act not in forms:
            raise Http404
        if forms[act].is_valid() and took(request, act, forms[act].cleaned_data, secondment, running):
            return redirect("secondments:appraisal", secondment.number)
    shows = shows_appraisals(request, secondment)
    context = {
        "secondment": secondment,
        "running": running,
        "begin": forms.pop(BEGIN, None),
        "ask": forms.pop(ASK, None),
        "counts": queries.remark_counts(running) if running else {},
        "forms": [(Party(side), form) for side, form in forms.items()],
        "rounds": rounds_of(request.user, secondment, running, shows=shows),
        "shows": shows,
        "is_own": is_the_person(request.user, secondment),
    }
    return render(request, "secondments/appraisal.html", context, status=422 if act else 200)


def rounds_of(
    user: Any, secondment: Secondment, running: AppraisalRound | None, *, shows: bool
) -> list[tuple[AppraisalRound, list[queries.PartRow], list[str]]]:
    """The running appraisal first, then those on record, each with its sides and the remarks of colleagues."""
    subjects = [*([running] if running else []), *queries.closed_rounds(secondment)]
    for subject in subjects:
        subject.secondment = secondment
    return [
        (
            subject,
            queries.part_rows(user, subject, shows=shows),
            queries.remarks_of(user, subject) if shows else [],
        )
        for subject in subjects
    ]


def forms_of(request: HttpRequest, secondment: Secondment, running: AppraisalRound | None) -> dict[str, Any]:
    """What this user can do on the page; the form that was sent is bound."""
    sent = request.POST.get("act", "")
    if running is None:
        if not can_begin_appraisal(request.user, secondment):
            return {}
        period = "期满" if secondment.state in OVER else f"{timezone.localdate().year}年度"
        data = request.POST if sent == BEGIN else None
        return {BEGIN: BeginAppraisalForm(data, prefix=BEGIN, initial={"period": period})}
    items = list(running.items.all())
    forms: dict[str, Any] = {
        side: AppraisalPartForm(
            request.POST if side == sent else None, prefix=side, items=items, is_unit=side != Party.PERSON
        )
        for side in queries.sides_awaited(request.user, running)
    }
    if Party.HOST in parties_of(request.user, secondment):
        forms[ASK] = AskPeersForm(
            request.POST if sent == ASK else None, prefix=ASK, people=queries.peers_to_ask(running)
        )
    return forms


def took(request: HttpRequest, act: str, data: dict[str, Any], secondment: Secondment, running: Any) -> bool:
    sides = parties_of(request.user, secondment) & {Party.HOME, Party.HOST}
    side = Party.HOST if act == ASK else act if act in Party.values else min(sides, default="")
    act_for_side(request.user, secondment, side)
    try:
        if act == BEGIN:
            actions.begin_appraisal(secondment, by=request.user, **data)
        elif act == ASK:
            actions.ask_peers(running, by=request.user, **data)
        else:
            actions.hand_in_part(running, side=act, by=request.user, **data)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("It is on record."))
    return True
