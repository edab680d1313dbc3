"""Outside training: declared by the person, decided by her unit and by the training office above."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.credits import actions, permissions
from shared.credits.enums import DeclarationState
from shared.credits.exports import DECLARATIONS
from shared.credits.forms import DeclarationForm
from shared.credits.models import Declaration
from shared.credits.models.declarations import READERS
from shared.credits.queries import decide_for_office, decide_for_unit
from shared.credits.views.common import attempt
from shared.directory.models import Person
from shared.directory.permissions import person_of
from shared.ui.tables import asked_format, table_response

PER_PAGE = 25


@login_required
def declarations(request: HttpRequest) -> HttpResponseBase:
    """One's own declarations and where each of them stands."""
    rows = Declaration.objects.filter(person=person_of(request.user)).select_related("agency", "person")
    if fmt := asked_format(request.GET):
        return table_response(_("My declarations"), DECLARATIONS, rows, fmt)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "credits/declarations.html", {"page": page})


@login_required
def declare(request: HttpRequest) -> HttpResponse:
    person = get_object_or_404(Person, user=request.user)
    form = DeclarationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            declaration = actions.declare_training(person, by=request.user, **form.values())
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("credits:declaration", pk=declaration.pk)
    return render(request, "credits/declare.html", {"form": form}, status=422 if form.is_bound else 200)


def one(request: HttpRequest, pk: int) -> Declaration:
    rows = Declaration.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("person", "agency", "unit_by", "office_by", "entry"), pk=pk)


@login_required
def declaration(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(request, pk)
    context = {
        "declaration": found,
        "is_own": found.person.user_id == request.user.pk,
        "as_unit": permissions.can_decide_for_unit(request.user, found),
        "as_office": permissions.can_decide_for_office(request.user, found),
        "may_withdraw": permissions.can_withdraw(request.user, found),
    }
    return render(request, "credits/declaration.html", context)


STEPS: dict[str, tuple[Callable[[Any, Declaration], bool], Callable[..., Any], Any]] = {
    "unit": (permissions.can_decide_for_unit, actions.approve_for_unit, gettext_lazy("Approved for the unit.")),
    "office": (
        permissions.can_decide_for_office,
        actions.approve_for_office,
        gettext_lazy("Counted: the hours stand in the ledger."),
    ),
    "withdraw": (permissions.can_withdraw, actions.withdraw_declaration, gettext_lazy("Withdrawn.")),
}


@login_required
@require_POST
def declaration_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    found = one(request, pk)
    if step == "refuse":
        return refuse(request, found)
    if step not in STEPS:
        raise Http404
    allowed, act, done = STEPS[step]
    if found.state in {DeclarationState.SUBMITTED, DeclarationState.UNIT_APPROVED}:
        require(allowed(request.user, found), _("This step is somebody else's: nobody decides on her own declaration."))
    else:
        require(step != "withdraw" or found.person.user_id == request.user.pk)
    attempt(request, act, found, done=str(done))
    return redirect("credits:declaration", pk=pk)


def refuse(request: HttpRequest, found: Declaration) -> HttpResponse:
    user = request.user
    require(permissions.can_decide_for_unit(user, found) or permissions.can_decide_for_office(user, found))
    reason = request.POST.get("reason", "")
    attempt(request, actions.refuse_declaration, found, reason=reason, done=_("Refused; the person reads the reason."))
    return redirect("credits:declaration", pk=found.pk)


@login_required
def proof(request: HttpRequest, pk: int) -> FileResponse:
    """The uploaded proof, for those who may see the declaration and nobody else; never shown inside a page."""
    found = one(request, pk)
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(found.proof.open("rb"), as_attachment=True, filename=found.proof_name, headers=headers)


@login_required
def declaration_desk(request: HttpRequest) -> HttpResponseBase:
    """What waits for this officer's word, and everything that came from her units."""
    require(permissions.may_decide_declarations(request.user), _("This page is for units and training offices."))
    rows = Declaration.objects.of_units(request.user, *READERS).select_related("person", "agency")
    state = request.GET.get("state", "")
    if state in DeclarationState.values:
        rows = rows.filter(state=state)
    if fmt := asked_format(request.GET):
        return table_response(_("Declarations of outside training"), DECLARATIONS, rows.iterator(chunk_size=500), fmt)
    context = {
        "for_unit": decide_for_unit(request.user)[:100],
        "for_office": decide_for_office(request.user)[:100],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "states": DeclarationState.choices,
        "state": state,
    }
    return render(request, "credits/declaration_desk.html", context)
