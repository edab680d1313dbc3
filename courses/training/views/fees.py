"""Lecture fees for the finance office: approve, return, pay; the payment list as a sheet and as PDF."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from courses.training import permissions
from courses.training.actions import fees as actions
from courses.training.enums import TeachingState
from courses.training.exports import PAYMENT_COLUMNS, payment_pdf, payment_rows
from courses.training.forms.lecturers import FeeFilterForm, FeesForm
from courses.training.models import TeachingInvitation
from courses.training.queries.lecturers import fees_for
from courses.training.views.common import attempt
from shared.accounts.permissions import require
from shared.ui.tables import asked_format, table_response


@login_required
def fee_list(request: HttpRequest) -> HttpResponseBase:
    require(permissions.can_see_fees(request.user), _("Lecture fees are for the finance office."))
    form = FeeFilterForm(request.GET or None)
    rows = narrow(fees_for(request.user), form.cleaned_data if form.is_valid() else {})
    if request.GET.get("format") == "pdf":
        answer = HttpResponse(payment_pdf(list(rows), by=request.user), content_type="application/pdf")
        answer["Content-Disposition"] = content_disposition_header(True, f"{_('Payment list')}.pdf")
        return answer
    wanted = asked_format(request.GET)
    if wanted:
        return table_response(_("Payment list"), PAYMENT_COLUMNS, payment_rows(rows), wanted)
    shown = list(rows[:200])
    total = sum((row.fee.amount for row in shown), Decimal(0))
    query = request.GET.copy()
    query.pop("format", None)
    context = {"form": form, "rows": shown, "total": total, "query": query.urlencode()}
    return render(request, "training/fees.html", context)


def narrow(rows: QuerySet[TeachingInvitation], wanted: dict[str, Any]) -> QuerySet[TeachingInvitation]:
    if wanted.get("state") == "paid":
        rows = rows.filter(state__in=[TeachingState.PAID, TeachingState.CLOSED])
    elif wanted.get("state"):
        rows = rows.filter(state=wanted["state"])
    if wanted.get("session"):
        rows = rows.filter(
            Q(session__title__icontains=wanted["session"]) | Q(session__number__icontains=wanted["session"])
        )
    return rows


@login_required
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Approve, return or mark as paid everything ticked; each stands or falls alone."""
    require(permissions.can_see_fees(request.user), _("Lecture fees are for the finance office."))
    known = {row.fee.ticket: row for row in fees_for(request.user)}
    form = FeesForm(request.POST, allowed=list(known))
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect("training:fees")
    data = form.cleaned_data
    acts: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
        "approve": (actions.approve_fee, {}),
        "return": (actions.return_fee, {"reason": data["reason"]}),
        "pay": (actions.mark_paid, {"paid_on": data["paid_on"]}),
    }
    act, words = acts[data["verb"]]
    done = sum(attempt(request, act, known[ticket], **words) is not None for ticket in data["chosen"])
    if done:
        messages.success(request, ngettext("%(n)d fee done.", "%(n)d fees done.", done) % {"n": done})
    return redirect("training:fees")
