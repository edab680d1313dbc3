"""Registering and keeping a record: its facts, its terms, what is proved, when she can be asked."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shared.accounts.permissions import require
from shared.experts import actions, permissions
from shared.experts.forms import (
    AvailabilityForm,
    ExpertForm,
    MembershipForm,
    OwnForm,
    QualificationForm,
    ReasonForm,
    RegistrationForm,
)
from shared.experts.models import Availability, Membership, Qualification
from shared.experts.views.common import attempt, form_page, one

NOT_KEPT = gettext_lazy("This record is kept by the manager of its office, and nobody keeps her own.")


@login_required
def expert_new(request: HttpRequest) -> HttpResponse:
    require(permissions.is_manager(request.user), _("Experts are registered by the managers of pools."))
    form = RegistrationForm(request.POST or None, user=request.user)
    return form_page(
        request,
        form,
        lambda: actions.register_expert(form.expert(), fields=form.cleaned_data["fields"], by=request.user),
        done=_("Registered."),
        title=_("Register an expert"),
        button=_("Register"),
    )


@login_required
def expert_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The office keeps the whole record, she herself her specialities."""
    expert = one(request, pk)
    require(permissions.can_enter(request.user, expert), str(NOT_KEPT))
    kind = ExpertForm if permissions.can_manage(request.user, expert) else OwnForm
    form = kind(request.POST or None, instance=expert)
    return form_page(
        request,
        form,
        lambda: actions.change_expert(expert, by=request.user, **form.values()),
        to=expert.get_absolute_url(),
        done=_("Saved."),
        title=_("Change the record"),
        subject=expert.name,
        button=_("Save"),
    )


@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the reason, then takes her out of lists and search."""
    expert = one(request, pk)
    require(permissions.can_withdraw(request.user, expert), str(NOT_KEPT))
    form = ReasonForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.withdraw_expert(expert, by=request.user, **form.cleaned_data),
        to=expert.get_absolute_url(),
        done=_("Withdrawn: lists and search no longer show this record."),
        title=_("Withdraw from the register"),
        subject=expert.name,
        text=_("Lists and search no longer show the record, and memberships in pools end at once."),
        button=_("Withdraw"),
    )


@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    expert = one(request, pk)
    require(permissions.can_manage(request.user, expert), str(NOT_KEPT))
    attempt(request, actions.restore_expert, expert, done=_("Back in the register. Pools take her in anew."))
    return redirect(expert)


@login_required
def membership_new(request: HttpRequest, pk: int) -> HttpResponse:
    expert = one(request, pk)
    require(
        permissions.can_add_to_pools(request.user, expert),
        _("Her own office takes her in or recommends her to your pool."),
    )
    form = MembershipForm(request.POST or None, user=request.user)
    return form_page(
        request,
        form,
        lambda: actions.add_member(expert, by=request.user, **form.cleaned_data),
        to=expert.get_absolute_url(),
        done=_("Taken into the pool."),
        title=_("Take into a pool"),
        subject=expert.name,
        button=_("Take in"),
    )


@login_required
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Membership.objects.visible_to(request.user).select_related("expert__person", "pool__agency")
    term = get_object_or_404(rows, pk=pk)
    require(permissions.can_end_membership(request.user, term.expert, term.pool), _("This pool is not in your charge."))
    form = ReasonForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.end_membership(term, by=request.user, **form.cleaned_data),
        to=term.expert.get_absolute_url(),
        done=_("The membership has ended."),
        title=_("End the membership"),
        subject=f"{term.expert.name} · {term.pool}",
        button=_("End it"),
    )


@login_required
def qualification_new(request: HttpRequest, pk: int) -> HttpResponse:
    expert = one(request, pk)
    require(permissions.can_enter(request.user, expert), str(NOT_KEPT))
    form = QualificationForm(request.POST or None, request.FILES or None)
    return form_page(
        request,
        form,
        lambda: actions.enter_qualification(expert, by=request.user, **form.values()),
        to=expert.get_absolute_url(),
        done=_("Entered. It counts once the office has confirmed it."),
        title=_("Enter a qualification"),
        subject=expert.name,
        button=_("Enter"),
    )


STEPS: dict[str, tuple[Callable[[Any, Qualification], bool], Callable[..., Any], Any]] = {
    "confirm": (permissions.can_confirm, actions.confirm_qualification, gettext_lazy("Confirmed: it counts now.")),
    "drop": (permissions.can_drop, actions.drop_qualification, gettext_lazy("Taken out, with its evidence.")),
}


@login_required
@require_POST
def qualification_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    rows = Qualification.objects.visible_to(request.user).select_related("expert__person", "expert__agency")
    row = get_object_or_404(rows, pk=pk)
    if step not in STEPS:
        raise Http404
    allowed, act, done = STEPS[step]
    if step != "confirm" or row.confirmed_at is None:
        require(allowed(request.user, row), str(NOT_KEPT))
    values = {"reason": request.POST.get("reason", "")} if step == "drop" else {}
    attempt(request, act, row, done=str(done), **values)
    return redirect(row.expert)


@login_required
def availability_new(request: HttpRequest, pk: int) -> HttpResponse:
    expert = one(request, pk)
    require(permissions.can_enter(request.user, expert), str(NOT_KEPT))
    form = AvailabilityForm(request.POST or None)

    def act() -> None:
        days = form.cleaned_data
        actions.state_availability(
            expert, starts_on=days["first_day"], ends_on=days["last_day"], note=days["note"], by=request.user
        )

    return form_page(
        request,
        form,
        act,
        to=expert.get_absolute_url(),
        done=_("Stated."),
        title=_("State availability"),
        subject=expert.name,
        button=_("State"),
    )


@login_required
@require_POST
def availability_drop(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Availability.objects.visible_to(request.user).select_related("expert__person", "expert__agency")
    row = get_object_or_404(rows, pk=pk)
    require(permissions.can_enter(request.user, row.expert), str(NOT_KEPT))
    attempt(request, actions.drop_availability, row, done=_("Taken back."))
    return redirect(row.expert)
