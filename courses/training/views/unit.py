"""The unit's side: who is put forward, who is approved; and each person's own classes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from courses.training import actions, permissions
from courses.training.enums import EnrolmentState
from courses.training.exports import UNIT_COLUMNS
from courses.training.forms import ReasonForm
from courses.training.models import UNIT_ROLES, Enrolment
from courses.training.permissions import can_nominate
from courses.training.queries import waitlist_place
from courses.training.views.common import Slice, attempt, chosen_in, enrolment_or_404
from shared.accounts.permissions import require
from shared.directory.permissions import has_role
from shared.ui.tables import asked_format, table_response


@login_required
def unit_page(request: HttpRequest) -> HttpResponseBase:
    """What waits for the unit, and everyone it has put forward."""
    require(has_role(request.user, *UNIT_ROLES), _("This page is for a unit's HR officers and leaders."))
    own = Enrolment.objects.of_units(request.user).select_related("session", "person", "agency", "block")
    if fmt := asked_format(request.GET):
        rows = own.order_by("-put_forward_at", "-pk").iterator(500)
        return table_response("unit-enrolments", UNIT_COLUMNS, rows, fmt)
    waiting = own.filter(state=EnrolmentState.NOMINATED).order_by("put_forward_at")[:200]
    page = Slice(own.exclude(state=EnrolmentState.NOMINATED).order_by("-put_forward_at", "-pk"), page_of(request))
    decidable = [(e, permissions.can_decide_for_unit(request.user, e)) for e in waiting]
    context = {
        "waiting": decidable,
        "may_decide_some": sum(may_decide for _e, may_decide in decidable) > 1,
        "all_ticked": request.GET.get("tick") == "all",
        "page": page,
        "may_nominate": can_nominate(request.user),
        "query": "",
    }
    return render(request, "training/unit.html", context)


@login_required
@require_POST
def approve_together(request: HttpRequest) -> HttpResponse:
    """Approve everybody ticked; each stands or falls alone."""
    waiting = Enrolment.objects.of_units(request.user).filter(state=EnrolmentState.NOMINATED)
    done = 0
    for enrolment in chosen_in(request, waiting.select_related("session", "person", "agency")):
        require(permissions.can_decide_for_unit(request.user, enrolment))
        done += attempt(request, actions.approve_for_unit, enrolment) is not None
    if done:
        text = ngettext("%(n)d enrolment approved.", "%(n)d enrolments approved.", done)
        messages.success(request, text % {"n": done})
    return redirect("training:unit")


def page_of(request: HttpRequest) -> str:
    return request.GET.get("page", "1")


# verb → (who may, what happens, does it take a reason)
STEPS: dict[str, tuple[Any, Any, bool]] = {
    "approve": (permissions.can_decide_for_unit, actions.approve_for_unit, False),
    "refuse": (permissions.can_decide_for_unit, actions.refuse_for_unit, True),
    "confirm": (permissions.can_confirm, actions.confirm, False),
    "withdraw": (permissions.can_withdraw, actions.withdraw, True),
}


def said(verb: str) -> str:
    return {
        "approve": _("Approved. The organiser decides next."),
        "refuse": _("Refused. The person has been told the reason."),
        "confirm": _("Your seat is confirmed."),
        "withdraw": _("The enrolment has been withdrawn; the seat goes to the next in line."),
    }[verb]


@login_required
@require_POST
def enrolment_step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step of one enrolment by its unit or its person."""
    enrolment = enrolment_or_404(request, pk)
    allowed, act, takes_reason = STEPS[verb]
    require(allowed(request.user, enrolment))
    form = ReasonForm(request.POST)
    extra = {"reason": form.cleaned_data["reason"]} if takes_reason and form.is_valid() else {}
    attempt(request, act, enrolment, done=said(verb), **extra)
    return redirect(back_to(request, enrolment))


def back_to(request: HttpRequest, enrolment: Enrolment) -> str:
    known = {"unit": "/training/unit/", "my": "/training/my/"}
    return known.get(request.POST.get("back", ""), enrolment.session.get_absolute_url())


@login_required
def own_classes(request: HttpRequest) -> HttpResponseBase:
    """Everything the signed-in person takes or took part in."""
    own = Enrolment.objects.filter(person__user_id=request.user.pk or 0).select_related(
        "session", "agency", "block", "person"
    )
    own = own.order_by("-session__starts_on", "-pk")
    if fmt := asked_format(request.GET):
        return table_response(str(_("My classes")), UNIT_COLUMNS, own, fmt)
    rows = list(own[:200])
    places = {e.pk: waitlist_place(e) for e in rows if e.state == EnrolmentState.WAITLISTED}
    return render(request, "training/my.html", {"rows": [(e, places.get(e.pk)) for e in rows]})
