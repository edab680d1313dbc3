"""Pages that are public: who answers for them looks after them here, and an issuer withdraws one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.models import Page

from cms.library.actions import call_off_withdrawal, plan_withdrawal, withdraw_page
from cms.library.forms import WithdrawalForm
from cms.library.models import BrokenLink, PlannedWithdrawal, Withdrawal
from cms.library.models.listing import listed
from cms.library.permissions import can_withdraw
from cms.library.queries import due_dates, kept_pages, newer_drafts
from cms.release.enums import ROUTE_ROLES
from cms.release.queries import as_frozen
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.directory.permissions import has_role


def pages(request: HttpRequest) -> HttpResponse:
    """Every page of the reader's agencies that is public or was withdrawn."""
    require(has_role(request.user, *ROUTE_ROLES))
    may_edit = has_role(request.user, RoleCode.EDITOR, RoleCode.SECTION_HEAD)
    found = {"may_edit": may_edit, "routes": listed(request, kept_pages(request.user)), "due": due_dates(request.user)}
    return render(request, "library/upkeep/pages.html", found)


def kept_or_404(request: HttpRequest, pk: int) -> Any:
    """A page that is public or was withdrawn, for whoever has a part in its route."""
    return get_object_or_404(kept_pages(request.user), page=pk).page.specific


@never_cache
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of a public page: what was withdrawn when and why."""
    found = kept_or_404(request, pk)
    withdrawals = Withdrawal.objects.filter(page=pk).select_related("agency", "withdrawn_by__person", "replacement")
    context = {"page": found, "withdrawals": withdrawals, "may_withdraw": can_withdraw(request.user, found)}
    newer = newer_drafts(pk, found.path, request.user) if found.live else Page.objects.none()
    context["newer"] = newer.select_related("latest_revision__user__person").order_by("path")
    context["plans"] = PlannedWithdrawal.objects.filter(page=pk).select_related("planned_by__person")[:5]
    context["links"] = BrokenLink.objects.visible_to(request.user).filter(page=pk) if found.live else []
    return render(request, "library/upkeep/page.html", context)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """What readers are told instead of the page; then it goes at once."""
    found = kept_or_404(request, pk)
    require(can_withdraw(request.user, found), _("An issuer of one of the page's agencies withdraws it."))
    form = WithdrawalForm(request.POST or None, initial={"said_title": found.title})
    if form.is_valid():
        try:
            messages.success(request, withdraw_now_or_then(found, form, by=request.user))
            return redirect("upkeep:page", pk)
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
    others = found.get_translations().live()
    return render(request, "library/upkeep/withdraw.html", {"page": found, "form": form, "others": others})


def withdraw_now_or_then(found: Any, form: WithdrawalForm, *, by: Any) -> str:
    """Does what the form says, and says what was done."""
    if at := form.cleaned_data["at"]:
        plan_withdrawal(found, at=at, by=by, **form.said)
        return _("The time is set. Until then the page is public, and the time can be called off.")
    withdraw_page(found, **form.said, by=by)
    return _("Withdrawn. Its address says so, and everybody who answers for it is told.")


@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept_or_404(request, pk)
    try:
        call_off_withdrawal(found, by=request.user)
        messages.success(request, _("Called off: the page stays public."))
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
    return redirect("upkeep:page", pk)


def withdrawn_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The last public version of a withdrawn page: for everybody where it stays readable, else for those behind it."""
    rows = Withdrawal.objects.open().select_related("version__page")
    row = get_object_or_404(rows, pk=pk)
    if row.version is None or not (row.text_is_public or rows.visible_to(request.user).filter(pk=pk).exists()):
        raise Http404
    request.withdrawn, request.is_preview = row, True  # type: ignore[attr-defined]  # read by the page's template
    response = as_frozen(row.version).serve_preview(request, "")
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response
