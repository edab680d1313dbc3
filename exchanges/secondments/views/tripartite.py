"""The tripartite agreement of a term: its text, who has signed it, and the signature."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from exchanges.secondments import actions, queries
from exchanges.secondments.forms import SignForm
from exchanges.secondments.models import FiledPaper, Secondment
from exchanges.secondments.permissions import act_for_side, is_officer, is_the_person
from exchanges.secondments.permissions.papers import can_draw_up, side_drawing_up, side_of_signature
from shared.audit.actions import NotAllowedNow


@login_required
def tripartite(request: HttpRequest, number: str) -> HttpResponse:
    visible = Secondment.objects.visible_to(request.user).with_parties().select_related("person__user")
    secondment = get_object_or_404(visible, number=number)
    row = queries.tripartite_of(secondment)
    if row:
        row.secondment = secondment
    is_valid = bool(row and queries.fits(row, secondment))
    draws = can_draw_up(request.user, secondment) and not is_valid
    side = queries.side_to_sign(request.user, row) if row and is_valid else ""
    form = SignForm(request.POST if "seen" in request.POST else None, initial={"seen": row.digest if row else ""})
    if request.method == "POST" and acted(request, secondment, row, form, draws=draws):
        return redirect("secondments:tripartite", secondment.number)
    context = {
        "secondment": secondment,
        "paper": row,
        "is_valid": is_valid,
        "form": form if side else None,
        "side": side,
        "draws": draws,
        "is_officer": is_officer(request.user),
        "on_paper": side == "person" and not is_the_person(request.user, secondment),
    }
    return render(request, "secondments/tripartite.html", context, status=422 if form.is_bound else 200)


def acted(request: HttpRequest, secondment: Secondment, row: FiledPaper | None, form: SignForm, *, draws: bool) -> bool:
    """Draw it up or sign it; what the page did not offer to this reader does not exist."""
    signs = queries.side_to_sign(request.user, row) if row and form.is_bound else ""
    if not (signs or draws):
        raise Http404
    if signs and not form.is_valid():
        return False
    try:
        sign(request.user, row, signs, form.cleaned_data) if signs else draw_up(request.user, secondment)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
        return True
    messages.success(request, _("Signed.") if signs else _("The agreement lies before the three parties."))
    return True


def sign(user: Any, row: Any, side: str, data: dict[str, Any]) -> None:
    act_for_side(user, row.secondment, side_of_signature(user, row.secondment, side))
    actions.sign_agreement(row, side=side, seen=data["seen"], by=user)


def draw_up(user: Any, secondment: Secondment) -> None:
    side = side_drawing_up(user, secondment)
    act_for_side(user, secondment, side)
    actions.draw_up_agreement(secondment, side=side, by=user)
