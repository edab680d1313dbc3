from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exchanges.secondments import actions
from exchanges.secondments.enums import AgreementState
from exchanges.secondments.forms import AgreementForm, ReasonForm
from exchanges.secondments.models import Agreement
from exchanges.secondments.permissions import (
    can_answer_agreement,
    can_end_agreement,
    can_propose_agreement,
    is_officer,
)
from exchanges.secondments.views.posts import hosting_agencies
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow

PER_PAGE = 20


@login_required
def agreement_list(request: HttpRequest) -> HttpResponse:
    require(is_officer(request.user))
    found = Agreement.objects.visible_to(request.user).select_related("first", "second").prefetch_related("kinds")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "can_propose": can_propose_agreement(request.user)}
    return render(request, "secondments/agreement_list.html", context)


@login_required
def agreement_detail(request: HttpRequest, number: str) -> HttpResponse:
    """What the two have agreed, the places of each batch, and what this officer can do."""
    found = Agreement.objects.visible_to(request.user).select_related("first", "second", "renews")
    agreement = get_object_or_404(found, number=number)
    is_proposed = agreement.state == AgreementState.PROPOSED
    can_end = agreement.state == AgreementState.AGREED and can_end_agreement(request.user, agreement)
    context = {
        "agreement": agreement,
        "kinds": agreement.kinds.all(),
        "batches": agreement.batches.all(),
        "posts": agreement.posts.select_related("host_agency", "batch"),
        "successor": Agreement.objects.filter(renews=agreement).first(),
        "can_answer": is_proposed and can_answer_agreement(request.user, agreement),
        "can_end": can_end,
        "reason_form": ReasonForm(),
    }
    return render(request, "secondments/agreement_detail.html", context)


@login_required
def agreement_propose(request: HttpRequest) -> HttpResponse:
    """A new agreement, or the next one after `?renews=`."""
    require(can_propose_agreement(request.user))
    old = Agreement.objects.visible_to(request.user).filter(number=request.GET.get("renews", "")).first()
    form = AgreementForm(request.POST or None, agencies=hosting_agencies(request.user), initial=next_after(old))
    if request.method == "POST" and form.is_valid():
        try:
            agreement = actions.propose_agreement(**form.cleaned_data, renews=old, by=request.user)
            messages.success(request, _("The agreement has been proposed to the other unit."))
            return redirect(agreement)
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "old": old}
    return render(request, "secondments/agreement_propose.html", context, status=422 if form.is_bound else 200)


def next_after(old: Agreement | None) -> dict[str, Any]:
    """The terms of the agreement that is renewed; its days are for the officer to choose."""
    if old is None:
        return {}
    facts = model_to_dict(old, exclude=["number", "valid_from", "valid_until", "renews", "note", "state"])
    return {**facts, "kinds": list(old.kinds.values_list("kind", flat=True))}


@login_required
@require_POST
def agreement_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Agree, refuse or end; what needs a reason says so."""
    agreement = get_object_or_404(
        Agreement.objects.visible_to(request.user).select_related("first", "second"), number=number
    )
    acts = {"agree": can_answer_agreement, "refuse": can_answer_agreement, "end": can_end_agreement}
    if act not in acts:
        raise Http404
    require(acts[act](request.user, agreement))
    form = ReasonForm(request.POST)
    try:
        if act == "agree":
            actions.agree_to_agreement(agreement, by=request.user)
        elif form.is_valid():
            take = actions.refuse_agreement if act == "refuse" else actions.end_agreement
            take(agreement, reason=form.cleaned_data["reason"], by=request.user)
        else:
            messages.error(request, _("Please give the reason."))
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
    return redirect(agreement)
