"""Who is away, and who stands in for her."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shared.accounts.models import User
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.directory.actions import drop_absence, end_deputy, enter_absence, name_deputy
from shared.directory.forms import AbsenceForm, DeputyForm
from shared.directory.models import Absence, Person
from shared.directory.permissions import can_end_deputy, can_keep_absences, roles_to_lend
from shared.directory.queries import lent_roles


@login_required
def deputies(request: HttpRequest) -> HttpResponse:
    """Who stands in for me, and for whom I stand in; name a deputy for a set time (B15)."""
    grants = roles_to_lend(request.user)
    user = cast(User, request.user)
    form = DeputyForm(request.POST or None, user=user, grants=grants)
    if request.method == "POST" and form.is_valid() and lend(request, form):
        return redirect("directory:deputies")
    rows = list(lent_roles(user)[:100])
    context = {
        "form": form,
        "may_lend": bool(grants),
        "lent": [row for row in rows if row.deputy_for_id == request.user.pk],
        "borrowed": [row for row in rows if row.user_id == request.user.pk],
    }
    return render(request, "directory/deputies.html", context, status=422 if form.errors else 200)


def lend(request: HttpRequest, form: DeputyForm) -> bool:
    data = form.cleaned_data
    days = {"first_day": data["first_day"], "last_day": data["last_day"]}
    try:
        name_deputy(form.chosen(), deputy=data["deputy"], by=request.user, **days)
    except NotAllowedNow as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("%(deputy)s stands in for you and has been told.") % {"deputy": data["deputy"]})
    return True


@login_required
@require_POST
def deputy_end(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(lent_roles(cast(User, request.user)), pk=pk)
    require(can_end_deputy(request.user, grant))
    say(request, end_deputy, grant, done=_("Ended. The role is yours alone again."))
    return redirect("directory:deputies")


def say(request: HttpRequest, act: Any, *args: Any, done: str, **kwargs: Any) -> None:
    try:
        act(*args, by=request.user, **kwargs)
        messages.success(request, done)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))


@login_required
@require_POST
def absence_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """The personnel office enters days on which somebody is away."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    require(can_keep_absences(request.user, person), _("Absences are entered by the personnel office of the agency."))
    form = AbsenceForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        days = {"starts_on": data["first_day"], "ends_on": data["last_day"]}
        say(request, enter_absence, person, kind=data["kind"], note=data["note"], done=_("Absence entered."), **days)
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("directory:person", pk=pk)


@login_required
@require_POST
def absence_drop(request: HttpRequest, pk: int) -> HttpResponse:
    absence = get_object_or_404(Absence.objects.visible_to(request.user).select_related("person"), pk=pk)
    require(can_keep_absences(request.user, absence.person))
    say(request, drop_absence, absence, done=_("Absence taken out."))
    return redirect("directory:person", pk=absence.person_id)
